"""The interface of search engines, and which of them this hub uses.

`SEARCH_URL` chooses: `database://` is the engine in `search.engines.database`. Another engine is
a module of its own here with a class that keeps to `Engine`, entered in `ENGINES` by the scheme
of its address; all engines pass the tests in `tests/search/`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from search.models import SearchEntry
from search.query import Query

# Stand before and after a hit in a text on its way to the page. `folding.clean` takes them out
# of everything that is indexed, so that they can only come from an engine.
HIT, END = "\x02", "\x03"

CLUSTER = "search.engines.cluster.ClusterEngine"
ENGINES = {
    "database": "search.engines.database.DatabaseEngine",
    "elasticsearch": CLUSTER,
    "elasticsearch+https": CLUSTER,
    "opensearch": CLUSTER,
    "opensearch+https": CLUSTER,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search as an engine gets it.

    `audiences` are the ids of the audiences that the reader belongs to; nothing else may show in
    any number or text of the answer. `facets` are the values asked for, any of those of one name.
    """

    query: Query
    audiences: frozenset[int]
    kind: str = ""
    facets: Mapping[str, frozenset[str]] = field(default_factory=dict)
    newest: bool = False
    author: str = ""
    # Published on these days or between them; a day is one of the hub's time zone.
    after: date | None = None
    before: date | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """One value of a facet, with how many results there are if it is the one of its name."""

    name: str
    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """What an engine found.

    `kinds` counts each kind whatever kind was asked for; `facets` leave the choices of their own
    name out of account, so that a second value can be added. `ids` are entries, the best first,
    as many as a reader can page through. `query` is the search that was made: where nothing was
    found for the whole last word, it stands for the words that begin so. `instead` says that the
    search cluster did not answer, and the database did in its place.
    """

    total: int
    kinds: Mapping[str, int]
    facets: Sequence[Counted]
    ids: Sequence[int]
    query: Query
    instead: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """The texts of a result with HIT and END around what matched. They are not yet HTML."""

    title: str
    text: str


class Lost(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """There is no such half-built index any more."""


class Incomplete(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The new index lacks entries, so the old one stays in use."""


class Build(Protocol):
    """A text index that is being built beside the one in use."""

    name: str

    def add(self, entries: Sequence[SearchEntry]) -> None:
        """Adds entries."""
        ...

    def swap(self) -> None:
        """Puts the new index in the place of the old one. Raises Incomplete where it lacks entries."""
        ...

    def drop(self) -> None:
        """Throws the new index away."""
        ...


class Engine(Protocol):
    """What search needs of an engine."""

    def search(self, wanted: Wanted, *, most: int) -> Found:
        """Finds; `most` is how many ids are returned at most."""
        ...

    def marked(self, query: Query, ids: Iterable[int]) -> dict[int, Marked]:
        """Titles and snippets of entries with the hits marked. Ids must come from `search`."""
        ...

    def suggest(self, beginning: str, audiences: Iterable[int], *, most: int) -> list[int]:
        """Entries of these audiences whose titles have the words of a text that is still being
        typed, the last of them as the beginning of one; the best first."""
        ...

    def did_you_mean(self, wanted: Wanted) -> str:
        """The words of a search as they may have been meant, or nothing.

        Each word of it stands in something that the reader may find: the spelling of what is
        hidden from them never shows.
        """
        ...

    def like(
        self, entry: SearchEntry, audiences: Iterable[int], *, kinds: Collection[str], most: int
    ) -> list[int]:
        """Entries of these audiences and kinds whose texts are most like that of one; without it."""
        ...

    def matching(self, saved: Mapping[int, Wanted], ids: Collection[int]) -> dict[int, list[int]]:
        """Which of some entries each of some saved searches finds: ids of entries by the keys of `saved`."""
        ...

    def put(self, entries: Sequence[SearchEntry]) -> None:
        """Adds entries, or replaces them."""
        ...

    def remove(self, ids: Iterable[int]) -> None:
        """Forgets entries; one that is not there is no error."""
        ...

    def build(self, *, resume: str = "") -> Build:
        """Begins a new index, and throws away what is left of others; or goes on with that of a
        name. Raises Lost where that is not there."""
        ...

    def check(self) -> str:
        """ "ok", or what is wrong."""
        ...


@cache
def _engine(scheme: str) -> Engine:
    engine: Engine = import_string(ENGINES[scheme])()
    return engine


def get_engine() -> Engine:
    """The engine that SEARCH_URL names."""
    return _engine(settings.SEARCH_URL.scheme)


def uses_cluster() -> bool:
    """Whether SEARCH_URL names a search cluster: entries then wait to be sent there."""
    return bool(ENGINES[settings.SEARCH_URL.scheme] == CLUSTER)
