"""What search knows of each room: a Document for each kind of thing that can be found.

A room describes its documents in its own `documents.py` and registers them from
`AppConfig.ready`; search imports no room.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.db import models


@dataclass(frozen=True, slots=True)
class Facet:
    """One value that results can be narrowed by: ("intervention", "smoke-free", "Smoke-free pregnancy")."""

    name: str
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Fields:
    """What is searched of one object, and what its result shows. All texts are plain text.

    `status` and `mark` are the status word and its sign (full, half, ring, stop); `meta` is the
    line below a result; `number` and `number_words` the headline number, where there is one.
    `author` is the slug of the name of who wrote it, where they are named. `pages` are those of a
    document: at which character of the body each begins, and its number.
    """

    title: str
    path: str
    audience_id: int
    published: datetime
    updated: datetime
    summary: str = ""
    body: str = ""
    status: str = ""
    mark: str = ""
    meta: str = ""
    number: str = ""
    number_words: str = ""
    facets: tuple[Facet, ...] = field(default_factory=tuple)
    author: str = ""
    pages: tuple[tuple[int, int], ...] = ()


class Document(Protocol):
    """How the objects of one model become entries.

    `kind` is the word of the address (`type=case-study`); `label` and `plural` are what a reader
    sees; `get_queryset` gives all that may be found by anyone (published, not held), with what
    `fields` reads prefetched, so that a rebuild takes a constant number of queries a batch.
    """

    @property
    def model(self) -> type[models.Model]:
        """The model whose objects are found. The protocol only reads these four."""
        ...

    @property
    def kind(self) -> str:
        """The word of the address."""
        ...

    @property
    def label(self) -> str:
        """What a reader sees above one result."""
        ...

    @property
    def plural(self) -> str:
        """What a reader sees on the tab."""
        ...

    def get_queryset(self) -> models.QuerySet[Any]:
        """Everything of this kind that anyone may find."""
        ...

    def fields(self, thing: Any, /) -> Fields:
        """What is searched and shown of one object."""
        ...


documents: dict[type[models.Model], Document] = {}


def register(document: Document) -> None:
    """Adds a kind of thing to what can be found. The tabs stand in the order of registration."""
    documents[document.model] = document


def document_for(model: type[models.Model]) -> Document | None:
    """The document of a model, where it has one."""
    return documents.get(model)
