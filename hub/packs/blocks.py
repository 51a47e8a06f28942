"""What each kind of block but running text holds in a pack, and how it is kept on a page.

`raw` is a block's value as the database keeps it, so that a body is read without fetching one
picture, and written without its forms.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field, StringConstraints, field_validator, model_validator

from hub.blocks.telling import items
from hub.models import HubDocument, HubImage
from hub.packs.resolve import Resolver
from hub.packs.richtext import FENCE, as_prose, canonical, files_linked, to_html, to_markdown
from hub.packs.schema import FilePath, Line, OptionalLine, PackModel
from hub.videos import player_of

Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
OptionalShort = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)]
Cell = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


class Block(PackModel):
    """A block of a body."""

    # Which of its values is the file of the pack that it shows, where it shows one.
    shows: ClassVar[str] = ""

    def files(self) -> list[str]:
        """The files of the pack that it needs."""
        return [getattr(self, self.shows)] if self.shows else []

    def raw(self, resolve: Resolver) -> dict[str, Any]:
        """As the database keeps it."""
        return {name: _listed(value) for name, value in self}

    @classmethod
    def of(cls, raw: Any, resolve: Resolver) -> Block | None:
        """The reverse of `raw`; None for what has lost its picture or file."""
        given = {name: raw.get(name) for name in cls.model_fields}
        plain = {name: items(value) if isinstance(value, list) else value for name, value in given.items()}
        return cls(**{name: value for name, value in plain.items() if value is not None})


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


class Steps(Block):
    """Numbered steps."""

    title: OptionalShort = ""
    steps: Annotated[
        tuple[Annotated[str, StringConstraints(min_length=1, max_length=500)], ...], Field(min_length=1)
    ]


class DoAndDoNot(Block):
    """Two short lists."""

    do: tuple[Line, ...] = ()
    do_not: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _says_something(self) -> DoAndDoNot:
        if not (self.do or self.do_not):
            raise ValueError("write one line at least")
        return self


class Quote(Block):
    """What somebody said."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1_000)]
    by: Short


class Expander(Block):
    """A part that a reader opens."""

    summary: Short
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

    @field_validator("text")
    @classmethod
    def _in_one_form(cls, text: str) -> str:
        if FENCE.search(text):
            raise ValueError("begins a block, and takes none: it is running text")
        return as_prose(canonical(text)).strip()

    def files(self) -> list[str]:
        """Those that its text links to."""
        return [name for name, _line in files_linked(self.text)]

    def raw(self, resolve: Resolver) -> dict[str, Any]:
        """With its text as Wagtail's editor keeps it."""
        return {"summary": self.summary, "text": to_html(self.text, resolve)}

    @classmethod
    def of(cls, raw: Any, resolve: Resolver) -> Block | None:
        """The reverse of `raw`."""
        return cls(summary=raw["summary"], text=as_prose(to_markdown(raw["text"], resolve)))


class Figure(Block):
    """A picture with its caption and its alternative text."""

    shows = "picture"
    picture: FilePath
    alt: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""
    decorative: bool = False
    caption: OptionalLine = ""

    @model_validator(mode="after")
    def _says_what_is_seen(self) -> Figure:
        if bool(self.alt) == self.decorative:
            raise ValueError("say in alt what the picture shows, or decorative: true")
        return self

    def raw(self, resolve: Resolver) -> dict[str, Any]:
        """With the picture by its id."""
        picture = resolve.files.picture(self.picture, self.alt or self.caption)
        said = {"image": picture.pk, "alt_text": self.alt, "decorative": self.decorative}
        return {"picture": said, "caption": self.caption}

    @classmethod
    def of(cls, raw: Any, resolve: Resolver) -> Block | None:
        """The reverse of `raw`."""
        said = raw["picture"] or {}
        image = HubImage.objects.filter(pk=said.get("image")).first()
        return image and cls(
            picture=resolve.files.name_of(image),
            alt=said.get("alt_text") or "",
            decorative=bool(said.get("decorative")),
            caption=raw.get("caption") or "",
        )


class File(Block):
    """A file to take away."""

    shows = "file"
    file: FilePath
    title: Short

    def raw(self, resolve: Resolver) -> dict[str, Any]:
        """With the file by its id."""
        return {"document": resolve.files.document(self.file, self.title).pk, "title": self.title}

    @classmethod
    def of(cls, raw: Any, resolve: Resolver) -> Block | None:
        """The reverse of `raw`."""
        file = HubDocument.objects.filter(pk=raw["document"]).first()
        return file and cls(file=resolve.files.name_of(file), title=raw["title"])


class Video(Block):
    """A film on another site."""

    link: Annotated[str, StringConstraints(pattern=r"^https://\S+$", max_length=200)]
    title: Short
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None

    @field_validator("link")
    @classmethod
    def _of_a_site_let_in(cls, link: str) -> str:
        if player_of(link) is None:
            raise ValueError("give the https address of one video on YouTube or Vimeo")
        return link


class Table(Block):
    """A table with a caption and a heading over each column."""

    caption: Line
    columns: Annotated[tuple[Line, ...], Field(min_length=1)]
    rows: Annotated[tuple[tuple[Cell, ...], ...], Field(min_length=1)]
    row_headers: bool = False

    @model_validator(mode="after")
    def _is_even(self) -> Table:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.columns):
                raise ValueError(f"row {number} has {len(row)} cells for {len(self.columns)} columns")
        return self

    def raw(self, resolve: Resolver) -> dict[str, Any]:
        """As Wagtail's typed tables are kept."""
        columns = [{"type": "text", "heading": heading} for heading in self.columns]
        rows = [{"values": list(row)} for row in self.rows]
        table = {"columns": columns, "rows": rows, "caption": self.caption}
        return {"table": table, "row_headers": self.row_headers}

    @classmethod
    def of(cls, raw: Any, resolve: Resolver) -> Block | None:
        """The reverse of `raw`."""
        table = raw["table"]
        return cls(
            caption=table.get("caption", ""),
            columns=tuple(column["heading"] for column in table["columns"]),
            rows=tuple(tuple(cell or "" for cell in row["values"]) for row in table["rows"]),
            row_headers=bool(raw.get("row_headers")),
        )


class Number(PackModel):
    """One number of a chart."""

    label: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    value: Annotated[str, StringConstraints(min_length=1, max_length=40)]


class Chart(Block):
    """A finding, and the numbers behind it."""

    measure: Annotated[str, StringConstraints(min_length=1, max_length=160)]
    finding: Line
    unit: Annotated[str, StringConstraints(max_length=60)] = ""
    rows: Annotated[tuple[Number, ...], Field(min_length=1, max_length=200)]

    def raw(self, resolve: Resolver) -> dict[str, Any]:
        """With its numbers as plain rows."""
        return {**super().raw(resolve), "rows": [dict(row) for row in self.rows]}


KINDS: dict[str, type[Block]] = {
    "steps": Steps,
    "do_and_do_not": DoAndDoNot,
    "quote": Quote,
    "expander": Expander,
    "figure": Figure,
    "video": Video,
    "document": File,
    "table": Table,
    "chart": Chart,
}
