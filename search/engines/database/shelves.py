"""The total, the tabs and the facets of a search, as sums over shelves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from search.engines import Counted, Wanted
from search.models import SearchFacet


class Shelf(NamedTuple):
    """A shelf with the number of its entries that match. `facets` are ids of SearchFacet.

    A tuple, because a wide search reads thousands of them.
    """

    pk: int
    kind: str
    facets: tuple[int, ...]
    matches: int

    @classmethod
    def read(cls, pk: int, key: str, count: int) -> Shelf:
        """A shelf from its key (`SearchShelf.key`)."""
        kind, _, facets = key.split(":")
        return cls(pk, kind, tuple(map(int, facets.split("."))) if facets else (), count)


class Counts:
    """What the matches on some shelves come to, with and without each filter.

    Every shelf given is of an audience that the reader belongs to, so no number tells of others.
    """

    def __init__(self, shelves: Sequence[Shelf], wanted: Wanted) -> None:
        self.shelves = shelves
        self.kind = wanted.kind
        self.known = SearchFacet.objects.in_bulk({pk for shelf in shelves for pk in shelf.facets})
        # A value that no match has still narrows: to nothing.
        self.choices: dict[str, frozenset[int]] = {
            name: frozenset(
                pk for pk, facet in self.known.items() if facet.name == name and facet.value in values
            )
            for name, values in wanted.facets.items()
            if values
        }
        self.chosen = self._left()
        self.total = sum(shelf.matches for shelf in self.chosen)

    def _left(self, *, skip: str = "", any_kind: bool = False) -> list[Shelf]:
        """The shelves that the filters leave, less one of them."""
        left = self.shelves
        if self.kind and not any_kind:
            left = [shelf for shelf in left if shelf.kind == self.kind]
        for name, ids in self.choices.items():
            if name != skip:
                left = [shelf for shelf in left if not ids.isdisjoint(shelf.facets)]
        return list(left)

    def kinds(self) -> dict[str, int]:
        """The number of results of each kind, whichever kind was asked for."""
        counts: Counter[str] = Counter()
        for shelf in self._left(any_kind=True):
            counts[shelf.kind] += shelf.matches
        return dict(counts)

    def facets(self) -> list[Counted]:
        """The values of all facets with their counts, those with most first."""
        free = _sums(self.chosen)
        sums = {
            name: _sums(self._left(skip=name)) if name in self.choices else free
            for name in {facet.name for facet in self.known.values()}
        }
        rows = [
            Counted(facet.name, facet.value, facet.label, sums[facet.name][pk])
            for pk, facet in self.known.items()
            if sums[facet.name].get(pk)
        ]
        return sorted(rows, key=lambda row: (row.name, -row.count, row.label))


def _sums(shelves: Iterable[Shelf]) -> dict[int, int]:
    """The matches with each facet."""
    counts: dict[int, int] = defaultdict(int)
    for shelf in shelves:
        for pk in shelf.facets:
            counts[pk] += shelf.matches
    return counts
