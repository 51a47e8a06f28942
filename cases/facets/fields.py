"""What can be chosen in a list: where the values of a facet come from, and what they are called."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any, Protocol

from django.contrib.auth.models import AnonymousUser

from accounts.models import Audience, Organisation, User
from cases.facets.alike import Alike, alike_to
from cases.facets.catalogue import Catalogue, together

Reader = User | AnonymousUser
OF_TRUST = ("slug", "name", "network_id", "unit_type", "births_a_year", "neonatal_level")


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a facet: as the address has it, as the reader has it, its place, its pages."""

    value: str
    label: str
    place: Any
    bits: int


class Shelf:
    """A catalogue as one reader stands before it. `fresh` holds facets that no catalogue keeps."""

    def __init__(
        self,
        catalogue: Catalogue,
        user: Reader,
        *,
        trust_source: str = "trust",
        fresh: Mapping[str, Mapping[Hashable, int]] | None = None,
    ) -> None:
        self.catalogue = catalogue
        self.user = user
        self.trust_source = trust_source
        self.fresh = fresh or {}
        self.seen = catalogue.open_to(Audience.objects.ids_for(user))

    def holders(self, source: str) -> Mapping[Hashable, int]:
        """The values of a facet with their pages, also those that the reader may not see."""
        found = self.fresh.get(source)
        return self.catalogue.holders.get(source, {}) if found is None else found

    @cached_property
    def trusts(self) -> dict[int, Organisation]:
        """The trusts of the list, and the reader's own, by id. One query."""
        ids = {*self.holders(self.trust_source), self.own_trust_id} - {None}
        trusts = Organisation.objects.visible_to(self.user).trusts().filter(pk__in=ids)
        # Without the long texts; there may be some 130.
        trusts = trusts.select_related("network").only(*OF_TRUST, "network__slug", "network__name")
        return {trust.pk: trust for trust in trusts}

    @cached_property
    def own_trust_id(self) -> int | None:
        """The trust that the reader works in; the first where they work in several."""
        places = self.user.places if isinstance(self.user, User) else []
        trusts = (place.organisation for place in places)
        return next((each.pk for each in trusts if each.kind == Organisation.Kind.TRUST), None)

    @cached_property
    def alike(self) -> Alike | None:
        """The trusts like the reader's own; None where there is nothing to compare."""
        own = self.trusts.get(self.own_trust_id) if self.own_trust_id else None
        return alike_to(own, self.trusts.values()) if own else None

    def of_trusts(self, ids: Iterable[int]) -> int:
        """The pages of some trusts."""
        holders = self.holders(self.trust_source)
        return together(holders.get(pk, 0) for pk in ids)


class Field(Protocol):
    """A facet."""

    @property
    def name(self) -> str:
        """In the address."""
        ...

    @property
    def label(self) -> str:
        """Above the values."""
        ...

    def values(self, shelf: Shelf) -> list[Value]:
        """Every value that the reader may know of, in order."""
        ...


@dataclass(frozen=True)
class Words:
    """A facet whose values are their own words, such as a wave, or have them in a list of choices,
    whose order they keep."""

    name: str
    label: str
    source: str
    choices: tuple[tuple[str, str], ...] = ()
    newest_first: bool = False

    def values(self, shelf: Shelf) -> list[Value]:
        """In the order of the choices, or of the words."""
        labels = dict(self.choices)
        order = {value: place for place, value in enumerate(labels)}
        found = [
            Value(str(key), labels.get(str(key), str(key)), order.get(str(key), str(key)), bits)
            for key, bits in shelf.holders(self.source).items()
            if key and (not labels or key in labels)
        ]
        return sorted(found, key=attrgetter("place"), reverse=self.newest_first)


# For a reader and some ids: id, value in the address and words of those that the reader may know of.
Names = Callable[[Reader, Iterable[Hashable]], Iterable[tuple[int, str, str]]]


@dataclass(frozen=True)
class Named:
    """A facet whose values are things of their own, such as guides and tags. One query."""

    name: str
    label: str
    source: str
    names: Names

    def values(self, shelf: Shelf) -> list[Value]:
        """In the order of their names."""
        holders = shelf.holders(self.source)
        named = self.names(shelf.user, holders) if holders else ()
        found = [Value(value, label, label.casefold(), holders[pk]) for pk, value, label in named]
        return sorted(found, key=attrgetter("place"))


# Value in the address, words and place of one thing about a trust; None where it is not told.
Telling = Callable[[Organisation], tuple[str, str, Any] | None]


@dataclass(frozen=True)
class OfTrust:
    """A facet that follows from the trust: itself, its network, its births, its units."""

    name: str
    label: str
    telling: Telling = field(repr=False)

    def values(self, shelf: Shelf) -> list[Value]:
        """The pages of all trusts that have a value in common. No query of its own."""
        holders = shelf.holders(shelf.trust_source)
        told: dict[tuple[str, str, Any], int] = {}
        for trust in shelf.trusts.values():
            if about := self.telling(trust):
                told[about] = told.get(about, 0) | holders.get(trust.pk, 0)
        found = [Value(value, label, place, bits) for (value, label, place), bits in told.items()]
        return sorted(found, key=attrgetter("place"))


def itself(trust: Organisation) -> tuple[str, str, str]:
    """The trust."""
    return trust.slug, trust.name, trust.name.casefold()


def network(trust: Organisation) -> tuple[str, str, str] | None:
    """Its network."""
    near = trust.network
    return (near.slug, near.name, near.name.casefold()) if near else None


def births(trust: Organisation) -> tuple[str, str, int] | None:
    """Its births a year, as a band."""
    band = trust.births_band
    bands = Organisation.BirthsBand
    return (band, bands(band).label, bands.values.index(band)) if band else None


def unit_type(trust: Organisation) -> tuple[str, str, str] | None:
    """The type of its units."""
    kind = trust.unit_type
    return (kind, kind, kind.casefold()) if kind else None
