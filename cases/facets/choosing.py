"""What the address of a list has chosen, what that leaves, and how many there would be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.http import QueryDict

from cases.facets.catalogue import SORTS, together
from cases.facets.fields import Field, Shelf, Value
from hub.models import BasePage

# The most values that a facet shows; what is chosen is always among them.
MOST = 150
LIKE = "like"
MINE = "mine"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: its count is of what would be shown if only it were chosen.
    `remove_query` is of the list without it, where it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool
    remove_query: str


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """One facet of an index: its name in the address, its heading, its values, what they mean."""

    name: str
    label: str
    choices: list[Choice]
    hint: str = ""


class Facets:
    """The facets of one list, as one reader sees it, with what the address has chosen.

    `seen` on the shelf are the pages that the reader may see: a count tells of nothing else.
    """

    def __init__(self, shelf: Shelf, fields: Sequence[Field], query: QueryDict, like_label: str = "") -> None:
        self.shelf = shelf
        self.fields = fields
        self.query = query
        self.like_label = like_label
        self._values: dict[str, list[Value]] = {}

    def values_of(self, name: str) -> list[str]:
        """What the address has chosen of a facet."""
        return [value for value in self.query.getlist(name) if value.strip("\0")]

    @cached_property
    def sort(self) -> str:
        """The order that the address asks for; the newest first where it asks for none."""
        asked = self.query.get("sort", "")
        return asked if asked in SORTS else SORTS[0]

    @cached_property
    def like_mine(self) -> bool:
        """Whether the address asks for units like the reader's own, and there is one to compare."""
        return self.query.get(LIKE) == MINE and bool(self.like_label) and self.shelf.alike is not None

    def note_near(self, pages: Iterable[BasePage]) -> None:
        """Says of rows, as `near`, that they are of the reader's own network."""
        if self.like_mine and self.shelf.alike:
            for page in pages:
                page.near = "In your network" if page.trust_id in self.shelf.alike.near else ""

    def chosen(self) -> bool:
        """Whether the address narrows the list at all, even by what is on no page."""
        return self.like_mine or any(self.values_of(field.name) for field in self.fields)

    def narrowed(self, skip: str = "") -> int:
        """The pages that match every facet chosen: any of the values within one facet."""
        bits = self.shelf.seen
        for field in self.fields:
            chosen = set(self.values_of(field.name))
            if chosen and field.name != skip:
                bits &= together(each.bits for each in self._all(field) if each.value in chosen)
        if self.like_mine and skip != LIKE:
            bits &= self._alike()
        return bits

    def in_order(self) -> Iterator[int]:
        """The ids of what is left, in the order asked for. Where units like the reader's own are
        asked for, those of their network come first."""
        alike = self.shelf.alike if self.like_mine else None
        near = self.shelf.of_trusts(alike.near) if alike else 0
        return self.shelf.catalogue.in_order(self.sort, self.narrowed(), near)

    def groups(self) -> list[FacetGroup]:
        """The facets with their counts. Those with fewer than two values are left out: there is
        nothing to choose.

        A facet's counts leave its own choices out of account, so that a second value of the
        same facet can be added.
        """
        groups = [FacetGroup(field.name, field.label, self._choices(field)) for field in self.fields]
        worth = [each for each in groups if len(each.choices) > 1 or any(c.chosen for c in each.choices)]
        return [*self._like_group(), *worth]

    def list_query(self, *, before: int = 0, sort: str = "", without: tuple[str, str] = ("", "")) -> str:
        """The query of this list: its facets, its order and no more of the address. Further down
        where `before` is given; in another order with `sort`; from the top and less one value, given
        as facet and value, `without`."""
        onward = self._chosen(without)
        if self.like_mine and without[0] != LIKE:
            onward[LIKE] = MINE
        if (order := sort or self.sort) != SORTS[0]:
            onward["sort"] = order
        if before:
            onward["before"] = str(before)
        return onward.urlencode()

    def feed_query(self) -> str:
        """The facets alone: a feed is always the newest first, and the same for every reader."""
        return self._chosen().urlencode()

    def _chosen(self, without: tuple[str, str] = ("", "")) -> QueryDict:
        onward = QueryDict(mutable=True)
        for field in self.fields:
            values = dict.fromkeys(self.values_of(field.name))
            onward.setlist(field.name, [value for value in values if (field.name, value) != without])
        return onward

    def _all(self, field: Field) -> list[Value]:
        if field.name not in self._values:
            self._values[field.name] = field.values(self.shelf)
        return self._values[field.name]

    def _alike(self) -> int:
        return self.shelf.of_trusts(self.shelf.alike.ids) if self.shelf.alike else 0

    def _choices(self, field: Field) -> list[Choice]:
        """A value of no page that the reader may see stays unnamed, even where it is chosen; one
        that has no page because of another facet is named, so that it can be taken out again."""
        chosen, within = set(self.values_of(field.name)), self.narrowed(skip=field.name)
        counted = [(each, (each.bits & within).bit_count()) for each in self._all(field)]
        shown = [
            (each, count)
            for each, count in counted
            if count or (each.value in chosen and each.bits & self.shelf.seen)
        ]
        if len(shown) > MOST:
            least = sorted((count for _, count in shown), reverse=True)[MOST - 1]
            shown = [(each, count) for each, count in shown if count >= least or each.value in chosen]
        return [
            Choice(
                each.value,
                each.label,
                count,
                each.value in chosen,
                self.list_query(without=(field.name, each.value)) if each.value in chosen else "",
            )
            for each, count in shown
        ]

    def _like_group(self) -> list[FacetGroup]:
        """ "Units like mine", for a member whose trust has told enough to be compared, where there
        is anything of such units at all."""
        if not self.like_label or self.shelf.alike is None:
            return []
        if not self.like_mine and not self._alike() & self.shelf.seen:
            return []
        alike = self.shelf.alike
        count = (self.narrowed(skip=LIKE) & self._alike()).bit_count()
        label = f"Like {alike.trust.name}"
        choice = Choice(MINE, label, count, self.like_mine, self.list_query(without=(LIKE, MINE)))
        return [FacetGroup(LIKE, self.like_label, [choice], alike.sentence)]


def tags(groups: list[FacetGroup]) -> list[Choice]:
    """What is chosen now, to be shown as removable tags."""
    return [choice for group in groups for choice in group.choices if choice.chosen]
