"""guides/<slug>/version-<n>.md: the versions of a guide that are no longer in force.

A file is written as that of the guide itself, less what is always of today: who may see it, whose
it is, its files and its discussion. Its number is in its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from cases.models import GuideVersion, InterventionGuide
from cases.packs.guides import GuideFile, Guides
from cases.snapshot import content_of, own_names
from hub.packs.errors import PackError
from hub.packs.located import Record, read_front_matter, write_front_matter
from hub.packs.resolve import Resolver
from hub.packs.schema import validated
from hub.packs.source import Source

FILE = re.compile(r"guides/([a-z0-9-]+)/version-([1-9]\d{0,2})\.md")
OF_TODAY = ("audience", "updated", "discussion", "trust", "attachments", "tags", "supersedes")


class GuideVersions:
    """Older versions of guides. The guide itself comes first: it is what they are versions of."""

    name: ClassVar[str] = "versions of guides"
    guides: ClassVar[Guides] = Guides()

    def owns(self, file: str) -> bool:
        """Files named for a version, in the folder of their guide."""
        return FILE.fullmatch(file) is not None

    def read(self, source: Source, file: str) -> list[tuple[Record, Any]]:
        """The version of a file. Raises PackError with the line of each fault."""
        match = FILE.fullmatch(file)
        if match is None:
            raise PackError.at(file, 1, "is not named as an older version: guides/<slug>/version-1.md.")
        slug, number = match.groups()
        record = read_front_matter(file, source.read(file))
        for name in (*OF_TODAY, "version"):
            if name in record.data:
                where = "the file's name" if name == "version" else f"guides/{slug}.md"
                raise PackError.at(file, record.line_of((name,)), f"{name} is said by {where}: take it out.")
        entry = validated(
            GuideFile,
            record,
            path=f"/guides/{slug}/",
            version=int(number),
            sections=self.guides._parts(record, set(source.names())),
        )
        return [(record, entry)]

    def place(self, entry: GuideFile, resolve: Resolver) -> None:
        """Nothing: nothing refers to a version."""

    def write(self, entry: GuideFile, resolve: Resolver) -> bool:
        """Keeps the version beside the guide, unless it is there so already."""
        guide = resolve.page(entry.path)
        if not isinstance(guide, InterventionGuide):
            raise ValueError(f"the page at {entry.path} is no guide.")
        if entry.version >= guide.version:
            raise ValueError(
                f"version {guide.version} is in force: an older one has a lower number than that."
            )
        known = guide.versions.filter(number=entry.version).first()
        if known and self.entry_of(known, resolve) == entry:
            return False
        then = self._guide(entry, resolve)
        GuideVersion.objects.update_or_create(
            guide=guide,
            number=entry.version,
            defaults={
                "content": content_of(then),
                "change_note": then.change_note,
                "approved_by": then.approved_by,
                "approved_on": then.approved_on,
                "published_at": entry.published,
            },
        )
        return True

    def _guide(self, entry: GuideFile, resolve: Resolver) -> InterventionGuide:
        """The guide of then, checked as far as its own fields go. Never saved."""
        then = InterventionGuide()
        self.guides._fill_common(then, entry, resolve)
        self.guides.fill(then, entry, resolve)
        kept = {*own_names()}
        then.clean_fields(exclude={field.name for field in then._meta.fields} - kept)
        return then

    def entry_of(self, version: GuideVersion, resolve: Resolver) -> GuideFile:
        """A version as its file would have it: the reverse of `write`."""
        entry = self.guides.entry_of(version.as_guide(), resolve)
        fields = GuideFile.model_fields
        today = {name: fields[name].get_default() for name in OF_TODAY if name in fields}
        return entry.model_copy(update={**today, "published": version.published_at})

    def export(self, resolve: Resolver) -> Iterator[tuple[str, bytes]]:
        """Every version of a published guide but the one in force, which is the guide's own file."""
        rows = GuideVersion.objects.filter(guide__live=True).select_related("guide__audience", "guide__trust")
        heading_of = {field: heading for heading, field in self.guides.headings.items()}
        for row in rows.order_by("guide__slug", "number"):
            if row.in_force:
                continue
            entry = self.entry_of(row, resolve)
            data = self.guides.front_matter(entry)
            data.pop("version", None)
            body = "\n".join(f"## {heading_of[field]}\n\n{text}" for field, text in entry.sections)
            yield f"guides/{row.guide.slug}/version-{row.number}.md", write_front_matter(data, body)
