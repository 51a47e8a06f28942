"""Pages as files: what all page types share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, ClassVar, Generic, TypeVar

from django.utils import timezone
from modelcluster.models import get_all_child_relations
from wagtail.models import Orderable

from hub.blocks import BodyField
from hub.models import BasePage
from hub.packs import attachments
from hub.packs.bodies import read_body, read_prose, to_body, to_text
from hub.packs.errors import PackError
from hub.packs.located import Record, read_front_matter, write_front_matter
from hub.packs.resolve import Resolver
from hub.packs.richtext import as_prose, split_headings, to_html, to_markdown
from hub.packs.schema import AttachmentEntry, PageFile, validated
from hub.packs.source import Source

File = TypeVar("File", bound=PageFile)


class PageSection(Generic[File]):
    """One type of page, a file for each. A type says how its fields are read and written.

    `headings` maps the `## ` headings of a file's body to rich text fields, in order; a type
    without headings keeps the whole body in one field.
    """

    name: ClassVar[str]
    folder: ClassVar[str]
    model: ClassVar[type[BasePage]]
    schema: ClassVar[type[PageFile]]
    headings: ClassVar[dict[str, str]] = {}
    required_headings: ClassVar[set[str]] = set()

    def path_for(self, file: str) -> str:
        """The address that a file's name stands for."""
        stem = str(PurePosixPath(file).with_suffix(""))
        return f"/{stem}/"

    def file_for(self, path: str) -> str:
        """The reverse of `path_for`."""
        return f"{path.strip('/')}.md"

    def owns(self, file: str) -> bool:
        """Markdown files in the folder."""
        return file.startswith(f"{self.folder}/") and file.endswith(".md")

    def read(self, source: Source, file: str) -> list[tuple[Record, Any]]:
        """The page of a file. Raises PackError with the line of each fault."""
        record = read_front_matter(file, source.read(file))
        names = set(source.names())
        parts = self._parts(record, names)
        entry = validated(self.schema, record, path=self.path_for(file), sections=parts)
        for number, attachment in enumerate(entry.attachments):
            key = "materials" if "materials" in record.data else "attachments"
            self._check_attachment(record, (key, number), attachment, names)
        return [(record, entry)]

    @staticmethod
    def _check_attachment(
        record: Record, where: tuple[str, int], attachment: AttachmentEntry, names: set[str]
    ) -> None:
        line = record.line_of(where)
        if sum(bool(given) for given in (attachment.file, attachment.link, attachment.page)) != 1:
            raise PackError.at(record.file, line, "give one of file, link or page.")
        if attachment.file and attachment.file not in names:
            raise PackError.at(record.file, line, f"{attachment.file} is not in the pack.")

    def _parts(self, record: Record, names: set[str]) -> tuple[tuple[str, str], ...]:
        """The body in parts, each with the field it belongs to, in canonical Markdown. `names` are
        the files of the pack, for what a body of blocks shows."""
        first = record.line_of(("body",))
        bodies = {field.name for field in self.model.body_fields()}
        if not self.headings:
            read = read_body if "body" in bodies else read_prose
            text = read(record.body, file=record.file, line=first, names=names)
            return (("body", text),) if text else ()
        parts: dict[str, str] = {}
        for heading, text, offset in split_headings(record.body):
            if heading not in self.headings:
                known = ", ".join(self.headings)
                raise PackError.at(
                    record.file,
                    first + offset,
                    f'"{heading or "text before the first heading"}" is not one of the parts '
                    f"of this kind of page: {known}.",
                )
            field = self.headings[heading]
            read = read_body if field in bodies else read_prose
            parts[field] = read(text, file=record.file, line=first + offset + bool(heading), names=names)
        for heading in sorted(self.required_headings):
            if not parts.get(self.headings[heading]):
                raise PackError.at(record.file, first, f'has no part "## {heading}".')
        return tuple((name, parts[name]) for name in self.headings.values() if parts.get(name))

    def place(self, entry: File, resolve: Resolver) -> None:
        """Makes the page, unpublished, where there is none at its address."""
        known = resolve.page_or_none(entry.path)
        if known is not None:
            if not isinstance(known.specific, self.model):
                raise ValueError(f"the page at {entry.path} is of another kind.")
            return
        page = self.model(title=entry.title, slug=entry.slug, live=False)
        page.first_published_at = entry.published
        resolve.page(entry.parent_path).add_child(instance=page)

    def write(self, entry: File, resolve: Resolver) -> bool:
        """Publishes the page as the file has it, unless it stands there so already."""
        page = resolve.page(entry.path)
        if page.live and self.entry_of(page, resolve) == self._as_kept(entry):
            return False
        self._fill_common(page, entry, resolve)
        self.fill(page, entry, resolve)
        _number_rows(page)
        page.full_clean(exclude=["path", "depth", "numchild", "url_path"])
        self._publish(page, entry)
        return True

    @staticmethod
    def _as_kept(entry: File) -> File:
        """`updated` is told apart from `published` only where they differ."""
        same = entry.updated is None or entry.updated == entry.published
        return entry.model_copy(update={"updated": None}) if same else entry

    def _fill_common(self, page: BasePage, entry: File, resolve: Resolver) -> None:
        page.title, page.draft_title = entry.title, entry.title
        page.summary = entry.summary
        page.audience = resolve.audience(entry.audience)
        page.trust = resolve.organisation(entry.trust) if entry.trust else None
        page.reviewed_on, page.next_review = entry.reviewed, entry.next_review
        page.open_for_discussion = entry.discussion
        page.attachments = attachments.filled(page, entry.attachments, resolve)
        page.reviewed_by, page.licence = entry.reviewed_by, entry.licence
        page.tags.set(entry.tags)

    @staticmethod
    def _publish(page: BasePage, entry: File) -> None:
        """Through Wagtail's own publishing, so that all that follows from it happens; then the
        pack's own dates in place of today's."""
        type(page).objects.filter(pk=page.pk).update(first_published_at=entry.published)
        page.first_published_at = entry.published
        page.save_revision(changed=False, clean=False).publish()
        type(page).objects.filter(pk=page.pk).update(last_published_at=entry.updated or entry.published)

    def fill(self, page: Any, entry: Any, resolve: Resolver) -> None:
        """Fills the type's own fields; this one the rich text of the headings."""
        texts = dict(entry.sections)
        for field in self.headings.values():
            text = texts.get(field, "")
            kept = self.model._meta.get_field(field)
            blocks = isinstance(kept, BodyField)
            value = to_body(text, kept, resolve) if blocks else to_html(text, resolve)
            setattr(page, field, value)

    def values(self, page: Any, resolve: Resolver) -> dict[str, Any]:
        """The type's own values, as its schema names them."""
        return {}

    def entry_of(self, page: Any, resolve: Resolver) -> File:
        """A page of the hub as its file would have it: the reverse of `fill`."""
        published = page.first_published_at or timezone.now()
        updated: datetime | None = page.last_published_at
        rows = page.attachments.select_related("document", "trust", "audience")
        entry = self.schema(
            path=resolve.path_of(page.url_path),
            title=page.title,
            summary=page.summary,
            audience=page.audience.key,
            published=published,
            updated=updated if updated != published else None,
            reviewed=page.reviewed_on,
            reviewed_by=page.reviewed_by,
            next_review=page.next_review,
            licence=page.licence,
            tags=tuple(tag.name for tag in page.filed_under()),
            discussion=page.open_for_discussion,
            trust=page.trust.slug if page.trust else None,
            attachments=tuple(attachments.entry_of(row, resolve) for row in rows),
            sections=self._texts(page, resolve),
            **self.values(page, resolve),
        )
        return entry  # type: ignore[return-value]

    def _texts(self, page: Any, resolve: Resolver) -> tuple[tuple[str, str], ...]:
        texts = ((field, self._text(getattr(page, field), resolve)) for field in self.headings.values())
        return tuple((field, text) for field, text in texts if text)

    @staticmethod
    def _text(value: Any, resolve: Resolver) -> str:
        if isinstance(value, str):
            return as_prose(to_markdown(value, resolve))
        return to_text(value, resolve)

    def export(self, resolve: Resolver) -> Iterator[tuple[str, bytes]]:
        """Every published page of the type."""
        pages = self.model.objects.filter(live=True).order_by("url_path")
        heading_of = {field: heading for heading, field in self.headings.items()}
        for page in pages.select_related("audience", "trust"):
            entry = self.entry_of(page, resolve)
            body = "\n".join(
                f"## {heading_of[field]}\n\n{text}" if field in heading_of else text
                for field, text in entry.sections
            )
            content = write_front_matter(self.front_matter(entry), body)
            yield self.file_for(entry.path), content

    def front_matter(self, entry: File) -> dict[str, Any]:
        """What is written above the body."""
        return entry.front_matter()


def _number_rows(page: BasePage) -> None:
    """Gives the rows of a page, such as recommendations, the order of the file: without numbers
    a database returns them as it likes, and the same file would seem to be another."""
    for relation in get_all_child_relations(page):
        if not issubclass(relation.related_model, Orderable):
            continue
        for place, row in enumerate(getattr(page, relation.get_accessor_name()).get_object_list()):
            row.sort_order = place
