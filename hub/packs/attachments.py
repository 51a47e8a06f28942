"""What a page of a pack carries: files, links and pages, in order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from hub.models import Attachment, BasePage
from hub.packs.resolve import Resolver
from hub.packs.schema import AttachmentEntry

Known = tuple[str, str]


def entry_of(row: Attachment, resolve: Resolver) -> AttachmentEntry:
    """An attachment of the hub as its entry."""
    return AttachmentEntry(
        title=row.title,
        kind=row.kind,
        file=resolve.files.name_of(row.document) if row.document else None,
        link=row.link or None,
        page=resolve.path(row.linked_page_id) if row.linked_page_id else None,
        minutes=row.minutes,
        trust=row.trust.slug if row.trust else None,
        audience=row.audience.key if row.audience else None,
    )


def _target(entry: AttachmentEntry) -> Known:
    return entry.title, entry.file or entry.link or entry.page or ""


def filled(page: BasePage, entries: Iterable[AttachmentEntry], resolve: Resolver) -> list[Attachment]:
    """The attachments of a page as its file has them. One with the title and the target of
    one that is there is that one, changed, so that what members ticked stays ticked. Each is
    numbered here, for a page sorts what it is given and would put those without number first."""
    known: dict[Known, list[Attachment]] = defaultdict(list)
    for row in page.attachments.select_related("document", "trust", "audience"):
        known[_target(entry_of(row, resolve))].append(row)
    made = []
    for place, entry in enumerate(entries):
        same = known[_target(entry)]
        row = same.pop(0) if same else Attachment(title=entry.title)
        row.sort_order = place
        row.kind = entry.kind
        row.document = resolve.files.document(entry.file, entry.title) if entry.file else None
        row.link = entry.link or ""
        row.linked_page_id = resolve.page(entry.page).pk if entry.page else None
        row.minutes = entry.minutes
        row.trust = resolve.organisation(entry.trust) if entry.trust else None
        row.audience = resolve.audience(entry.audience) if entry.audience else None
        made.append(row)
    return made
