"""Verbs of files: their text is read by the worker and kept; the pages that carry them hear of it."""

from __future__ import annotations

import logging

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import EDITORS, audience_of_role
from activity.services import record
from files.file_types import ending_of
from files.reading import ReadFile
from files.uploads import WORKER_SECONDS, TooLongError, read_file, suspicions_of
from hub.models import Attachment, BasePage, FileText, HubDocument
from search.models import SearchEntry

logger = logging.getLogger(__name__)


def files_of(page: BasePage) -> list[models.Model]:
    """The files of a page that search has to read again, with those that it still knows and that
    hang on no page any more. Two queries."""
    known = SearchEntry.objects.filter(content_type=ContentType.objects.get_for_model(Attachment))
    gone = known.exclude(object_id__in=Attachment.objects.values("pk"))
    rows = Attachment.objects.filter(page_id=page.pk, document__isnull=False)
    pks = [*rows.values_list("pk", flat=True), *gone.values_list("object_id", flat=True)]
    return [Attachment(pk=pk) for pk in pks]


@transaction.atomic
def file_was_saved(document: HubDocument) -> None:
    """Keeps the text that was read of a newly chosen file, and tells the pages that carry it."""
    if document.reading is not None:
        _keep_text(document, document.reading)
        document.reading = None
    _tell_pages(document)


def _keep_text(document: HubDocument, read: ReadFile) -> None:
    """Keeps the text; of a file with patient details none."""
    if read.text and not read.certain:
        FileText.objects.update_or_create(document=document, defaults={"text": read.text})
    else:
        FileText.objects.filter(document=document).delete()


def _tell_pages(document: HubDocument) -> None:
    """Has search read again what carries the file, page by page."""
    rows = Attachment.objects.filter(document=document, page__live=True).select_related("page__audience")
    for row in rows:
        page: BasePage = row.page
        record(
            "hub.page.file_read",
            actor=None,
            target=page,
            audience=page.audience,
            about=[row],
            announce=False,
        )


def read_waiting(most: int = 500) -> int:
    """Reads the files that wait, one after the other; returns how many were read.

    Runs outside any transaction: on SQLite a file that takes a minute would stop every writer.
    For the same reason it is a task of the worker and no handler of an activity.
    Run by two workers at once, each file is kept once. A file that the storage cannot give now
    is left for the next time.
    """
    done = 0
    for document in HubDocument.objects.waiting().order_by("pk")[:most]:
        try:
            read = _read(document)
        except OSError as error:
            logger.warning("file %s cannot be fetched now: %s", document.pk, type(error).__name__)
            continue
        _keep_reading(document, read)
        done += 1
    return done


def _read(document: HubDocument) -> ReadFile:
    """What the file holds. Raises OSError where its storage does not answer."""
    try:
        with document.file.storage.open(document.file.name, "rb") as file:
            read = read_file(file, ending_of(document.filename), seconds=WORKER_SECONDS)
    except FileNotFoundError:
        return ReadFile("failed", error="The file is not where it was kept.")
    except TooLongError:
        return ReadFile("failed", error="It took too long to read.")
    names = suspicions_of(document.filename.rpartition(".")[0], document.title)
    return ReadFile(read.state, read.pages, read.error, read.dangerous, (*names, *read.found))


@transaction.atomic
def _keep_reading(document: HubDocument, read: ReadFile) -> None:
    """Keeps what was read, unless the file was changed or read meanwhile."""
    rows = HubDocument.objects.select_for_update().waiting()
    current = rows.filter(pk=document.pk, file=document.file.name).first()
    if current is None:
        return
    current.take(read)
    rows.filter(pk=current.pk).update(
        text_state=current.text_state, text_error=current.text_error, doubts=current.doubts
    )
    file_was_saved(current)


@transaction.atomic
def settle_doubts(document: HubDocument, *, actor: User) -> None:
    """An editor has looked: what was doubtful is not about a patient."""
    HubDocument.objects.filter(pk=document.pk).update(doubts_settled_at=timezone.now())
    record(
        "hub.file.settled",
        actor=actor,
        target=document,
        audience=audience_of_role(EDITORS),
        announce=False,
    )
