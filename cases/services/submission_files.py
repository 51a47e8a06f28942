"""The files of a case study that a member writes. Until it is published they are on no page that
anyone reads: their author opens them at an address of its own, editors in the administration."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.models import User
from cases.models import CaseStudy, Submission, SubmissionFile
from cases.services.submission_access import open_for
from hub.models import Attachment, HubDocument

MOST_FILES = 10


@dataclass(frozen=True, slots=True)
class FileChange:
    """What one sending of the step does: titles by file, one file away, one new, checked file with
    the kinds of identifiers that a person has to look at."""

    titles: Mapping[int, str]
    remove: int | None = None
    file: UploadedFile | None = None
    title: str = ""
    kinds: tuple[str, ...] = ()


@transaction.atomic
def change_files(submission: Submission, change: FileChange, *, by: User) -> None:
    """Renames, removes, adds. Raises NotOpen."""
    now = open_for(submission, by=by)
    _rename(now, change.titles)
    for row in now.files.filter(pk__in=[change.remove] if change.remove else []):
        row.delete()
        delete_unused([row.document_id])
    if change.file is not None and now.files.count() < MOST_FILES:
        _attach(now, change, by)


def _attach(now: Submission, change: FileChange, by: User) -> None:
    file = change.file
    if file is None:
        return
    document = HubDocument(
        title=change.title,
        file=file,
        uploaded_by_user=by,
        original_name=str(file.name)[-120:],
        file_size=file.size,
    )
    document.save()
    SubmissionFile.objects.create(submission=now, document=document, title=change.title)
    if change.kinds:
        now.keep({}, file_doubts={**now.about["file_doubts"], str(document.pk): list(change.kinds)})
        now.save(update_fields=["answers"])


def _rename(now: Submission, titles: Mapping[int, str]) -> None:
    for row in now.files.select_related("document"):
        title = titles.get(row.pk, "")
        if title and title != row.title:
            row.title = row.document.title = title
            row.save(update_fields=["title"])
            row.document.save(update_fields=["title"])


def delete_unused(documents: Iterable[int]) -> None:
    """Deletes, of some documents, those that no page and no submission has."""
    found = HubDocument.objects.filter(pk__in=list(documents), attachments=None, submissions=None)
    for document in found:
        document.delete()


def put_on_page(now: Submission, page: CaseStudy) -> None:
    """Gives the page the files of the submission. What editors added stays; what the author took
    away goes."""
    rows = {row.document_id: row for row in now.files.all()}
    gone = set(now.about["documents"]) - set(rows)
    kept = [each for each in page.attachments.all() if each.document_id not in gone]
    for each in kept:
        if each.document_id in rows:
            each.title = rows[each.document_id].title
    there = {each.document_id for each in kept}
    new = [
        Attachment(title=row.title, document_id=row.document_id, sort_order=len(kept) + place)
        for place, row in enumerate(row for row in rows.values() if row.document_id not in there)
    ]
    page.attachments = [*kept, *new]


def take_from_page(now: Submission) -> list[int]:
    """After sending: the documents that the author had taken away since they were last sent."""
    here = list(now.files.values_list("document", flat=True))
    gone = [pk for pk in now.about["documents"] if pk not in here]
    now.keep({}, documents=here)
    now.save(update_fields=["answers"])
    return gone


def documents_of(now: Submission, page: CaseStudy) -> None:
    """Before the author writes on: the titles that editors gave, without what they took away."""
    titles = {each.document_id: each.title for each in page.attachments.all()}
    for row in now.files.all():
        if row.document_id not in titles:
            row.delete()
        elif row.title != titles[row.document_id]:
            row.title = titles[row.document_id]
            row.save(update_fields=["title"])
