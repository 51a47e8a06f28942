"""What the files of a pack may hold. A room adds its own kinds beside its models.

Two records with equal values are the same content: that is how an import knows what changed.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from hub.packs.errors import PackError, PackFault
from hub.packs.located import Record

LONDON = ZoneInfo("Europe/London")

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=255)]
OptionalLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=255)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2_000)]
AudienceKey = Annotated[
    str, StringConstraints(pattern=r"^(public|members|(trust|network|invited|role):[a-z0-9-]+)$")
]
# Of two files of one name the second lies in a folder with a number: files/2/plan.pdf.
FilePath = Annotated[str, StringConstraints(pattern=r"^files/(?:[1-9]\d{0,4}/)?[^/\\]+$", max_length=140)]
PagePath = Annotated[str, StringConstraints(pattern=r"^/(?:[a-z0-9-]+/)*$", max_length=255)]
Email = Annotated[
    str, StringConstraints(to_lower=True, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)
]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]


def _sorted(value: Any) -> Any:
    """Tags have no order: two files with the same ones are the same."""
    if not isinstance(value, list | tuple):
        return value
    return sorted(value, key=lambda tag: str(tag).lower())


Tags = Annotated[tuple[Tag, ...], BeforeValidator(_sorted)]


def _london(value: Any) -> Any:
    """A date or a time without a zone is London's, as everything in a pack is."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError as error:
            raise ValueError("write a date as 2026-05-08 or a time as 2026-05-08 10:42") from error
    if isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time.min)
    if isinstance(value, datetime) and value.tzinfo is None:
        return value.replace(tzinfo=LONDON)
    return value


Moment = Annotated[datetime, BeforeValidator(_london)]


def write_moment(value: datetime) -> str | date:
    """A time as a pack writes it: London's, and a date alone for midnight."""
    local = value.astimezone(LONDON).replace(tzinfo=None)
    if (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0):
        return local.date()
    return local.isoformat(" ", "microseconds" if local.microsecond else "seconds")


class PackModel(BaseModel):
    """Names that are not known are an error, so that a typing mistake is not lost content."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    def front_matter(self) -> dict[str, Any]:
        """What is written to a file: in order, without what goes without saying."""
        fields = type(self).model_fields
        return {
            key: _plain(value)
            for key, value in self
            if key not in {"path", "sections"} and value != fields[key].default
        }


def _plain(value: Any) -> Any:
    if isinstance(value, PackModel):
        return value.front_matter()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return write_moment(value) if isinstance(value, datetime) else value


class AttachmentEntry(PackModel):
    """A file, link or page that a page carries."""

    title: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
    kind: Literal["document", "slides", "handout", "video", "storyboard", "page", "link"] = "document"
    file: FilePath | None = None
    link: Annotated[str, StringConstraints(pattern=r"^https?://")] | None = None
    page: PagePath | None = None
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None
    trust: Slug | None = None
    audience: AudienceKey | None = None


class PageFile(PackModel):
    """What every page's file may hold. `sections` are the parts of its body, by heading."""

    path: PagePath
    title: Line
    summary: OptionalLine = ""
    audience: AudienceKey = "public"
    published: Moment
    updated: Moment | None = None
    reviewed: date | None = None
    reviewed_by: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    next_review: date | None = None
    licence: Literal["", "ogl-3.0", "cc-by-4.0", "cc-by-nc-4.0", "ask"] = ""
    tags: Tags = ()
    discussion: bool = False
    trust: Slug | None = None
    attachments: tuple[AttachmentEntry, ...] = ()
    sections: tuple[tuple[str, str], ...] = ()

    @property
    def slug(self) -> str:
        """The last part of the address."""
        return self.path.strip("/").rpartition("/")[2]

    @property
    def parent_path(self) -> str:
        """The address of the page above."""
        return self.path[: -len(self.slug) - 1]


Model = TypeVar("Model", bound=PackModel)


def validated(model: type[Model], record: Record, **more: Any) -> Model:
    """The record as `model`. Raises PackError with the line of each wrong value."""
    try:
        return model.model_validate({**record.data, **more})
    except ValidationError as error:
        raise PackError(
            [PackFault(record.file, record.line_of(fault["loc"]), _words(fault)) for fault in error.errors()]
        ) from error


def _words(fault: Any) -> str:
    """One sentence: which value, and what is wrong with it."""
    name = ".".join(str(part + 1 if isinstance(part, int) else part) for part in fault["loc"])
    if fault["type"] == "missing":
        return f"{name} is missing."
    if fault["type"] == "extra_forbidden":
        return f"{name} is not a name that this kind of file knows."
    return f"{name}: {fault['msg'].removeprefix('Value error, ')}."
