"""The total, the tabs and the facets of a search, as sums over shelves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from search.engines import Counted, Wanted
from search.models import SearchFacet


@dataclass(frozen=True, slots=True)
class Shelf:
    """A shelf with the number of its entries that match. `facets` are ids of SearchFacet."""

    pk: int
    kind: str
    facets: frozenset[int]
    count: int

    @classmethod
    def read(cls, pk: int, key: str, count: int) -> Shelf:
        """A shelf from its key (`SearchShelf.key`)."""
        kind, _, facets = key.split(":")
        return cls(pk, kind, frozenset(map(int, facets.split("."))) if facets else frozenset(), count)


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
        self.total = sum(shelf.count for shelf in self.chosen())

    def _left(self, *, skip: str = "", any_kind: bool = False) -> Iterator[Shelf]:
        """The shelves that the filters leave, less one of them."""
        groups = [ids for name, ids in self.choices.items() if name != skip]
        for shelf in self.shelves:
            if (any_kind or not self.kind or shelf.kind == self.kind) and not any(
                ids.isdisjoint(shelf.facets) for ids in groups
            ):
                yield shelf

    def chosen(self) -> list[Shelf]:
        """The shelves of the results."""
        return list(self._left())

    def kinds(self) -> dict[str, int]:
        """The number of results of each kind, whichever kind was asked for."""
        counts: Counter[str] = Counter()
        for shelf in self._left(any_kind=True):
            counts[shelf.kind] += shelf.count
        return dict(counts)

    def facets(self) -> list[Counted]:
        """The values of all facets with their counts, by label."""
        free = self._sums(self._left())
        sums = {
            name: self._sums(self._left(skip=name)) if name in self.choices else free
            for name in {facet.name for facet in self.known.values()}
        }
        rows = [
            Counted(facet.name, facet.value, facet.label, sums[facet.name][pk])
            for pk, facet in self.known.items()
            if sums[facet.name][pk]
        ]
        return sorted(rows, key=lambda row: (row.name, -row.count, row.label))

    @staticmethod
    def _sums(shelves: Iterator[Shelf]) -> Counter[int]:
        counts: Counter[int] = Counter()
        for shelf in shelves:
            for pk in shelf.facets:
                counts[pk] += shelf.count
        return counts
