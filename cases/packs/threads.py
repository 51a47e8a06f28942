"""forums.csv and topics/*.yaml: discussions, which the forums room puts in and takes out itself.

They are read here because a pack's engine stands in hub, which the forums may not import.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from forums import packs
from forums.models import BODY_LENGTH, TITLE_LENGTH
from hub.packs.groups import Emails
from hub.packs.located import Record, decode, read_yaml, write_yaml
from hub.packs.people import Email, Empty, TableSection
from hub.packs.resolve import Resolver
from hub.packs.schema import AudienceKey, Line, Moment, PackModel, PagePath, Slug, validated
from hub.packs.source import Source

OptionalPerson = Annotated[Email | None, Empty]


class ForumRow(PackModel):
    """A forum. One of them hosts the discussions of resources."""

    slug: Slug
    title: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    description: Line
    audience: AudienceKey = "public"
    posters: AudienceKey | Literal[""] = ""
    network: Slug | Literal[""] = ""
    order: Annotated[int, Field(ge=0, le=9_999)] = 0
    anonymous: bool = False
    hosts: bool = False
    moderators: Emails = ()


class Forums(TableSection):
    """forums.csv."""

    name = "forums"
    file = "forums.csv"
    schema = ForumRow

    def write(self, entry: ForumRow, resolve: Resolver) -> bool:
        """Makes or changes the forum."""
        return packs.import_forum(self._row(entry), resolve)

    def export(self, resolve: Resolver) -> Iterator[tuple[str, bytes]]:
        """All forums, in order."""
        yield self.file, self.table([ForumRow(**row) for row in packs.export_forums()])


class PostEntry(PackModel):
    """A post; `reply_to` is the number of an earlier post of the same topic, from 1.

    Without an author it is a former member's.
    """

    author: OptionalPerson = None
    at: Moment
    anonymous: bool = False
    accepted: Moment | None = None
    reply_to: Annotated[int, Field(ge=1)] | None = None
    reactions: dict[Literal["helpful", "thanks", "tried"], tuple[Email, ...]] = {}
    body: Annotated[str, StringConstraints(min_length=1, max_length=BODY_LENGTH)]


class TopicFile(PackModel):
    """A topic of its own, or the discussion of a page."""

    slug: Slug
    forum: Slug
    page: PagePath | None = None
    title: Annotated[str, StringConstraints(max_length=TITLE_LENGTH)] = ""
    kind: Literal["question", "discussion", "sharing"] = "question"
    status: Literal["open", "answered", "closed"] = "open"
    author: OptionalPerson = None
    created: Moment | None = None
    anonymous: bool = False
    pinned: bool = False
    locked: bool = False
    summary: Annotated[str, StringConstraints(strip_whitespace=True, max_length=3_000)] = ""
    about: Annotated[tuple[Slug, ...], BeforeValidator(tuple)] = ()
    posts: tuple[PostEntry, ...] = ()

    @model_validator(mode="after")
    def _of_a_page_or_of_its_own(self) -> TopicFile:
        if self.page is None and not (self.title and self.created and self.posts):
            raise ValueError("a topic without a page needs title, created and posts")
        for number, post in enumerate(self.posts, 1):
            if post.reply_to is not None and post.reply_to >= number:
                raise ValueError(f"post {number} replies to one that is not before it")
        return self


class Topics:
    """topics/<slug>.yaml."""

    name: ClassVar[str] = "topics"

    def owns(self, file: str) -> bool:
        """YAML files in the folder."""
        return file.startswith("topics/") and file.endswith(".yaml")

    def read(self, source: Source, file: str) -> list[tuple[Record, Any]]:
        """The topic of a file. Raises PackError with the line of each fault."""
        record = read_yaml(file, decode(file, source.read(file)))
        slug = file.removeprefix("topics/").removesuffix(".yaml")
        return [(record, validated(TopicFile, record, slug=slug))]

    def place(self, entry: TopicFile, resolve: Resolver) -> None:
        """Nothing: nothing refers to a topic."""

    def write(self, entry: TopicFile, resolve: Resolver) -> bool:
        """Makes the topic, and the posts that are not there yet."""
        return packs.import_topic(entry.model_dump(), resolve)

    def export(self, resolve: Resolver) -> Iterator[tuple[str, bytes]]:
        """Every topic with its published posts."""
        for data in packs.export_topics():
            slug = data.pop("slug")
            kept = {key: value for key, value in data.items() if value not in ("", [])}
            yield f"topics/{slug}.yaml", write_yaml(kept).encode()
