"""Which units are alike: by births, by neonatal level, by network."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Organisation

ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Alike:
    """The trusts like one trust: `ids` of all of them, `near` of those in its own network."""

    trust: Organisation
    ids: frozenset[int]
    near: frozenset[int]

    @property
    def meaning(self) -> str:
        """What "like" means."""
        known = ", ".join(words for words in told_of(self.trust) if words)
        return f"At least two of these are the same: {known}."

    @property
    def sentence(self) -> str:
        """The same, and who comes first, where there are any."""
        network = self.trust.network if self.near else None
        return f"{self.meaning} Those in {network.name} come first." if network else self.meaning


def told_of(trust: Organisation) -> tuple[str, str, str]:
    """What a trust has told of the three things, in words; empty where it has not."""
    band = trust.births_band
    births = f"{Organisation.BirthsBand(band).label} births a year" if band else ""
    births = births[:1].lower() + births[1:]
    level = trust.neonatal_level[:1].lower() + trust.neonatal_level[1:]
    return births, level, f"in {trust.network.name}" if trust.network else ""


def in_common(one: Organisation, other: Organisation) -> int:
    """How many of the three things two trusts have told alike, 0 to 3. Needs `network` of both."""
    pairs = zip(told_of(one), told_of(other), strict=True)
    return sum(bool(mine) and mine == theirs for mine, theirs in pairs)


def alike_to(trust: Organisation, others: Iterable[Organisation]) -> Alike | None:
    """Of other trusts, those with at least two of the three in common with this one. What is not
    told is like nothing. None where the trust itself has told fewer than two. Needs `network`."""
    if sum(map(bool, told_of(trust))) < ENOUGH:
        return None
    found = [other for other in others if other.pk != trust.pk and in_common(trust, other) >= ENOUGH]
    near = [other.pk for other in found if trust.network_id and other.network_id == trust.network_id]
    return Alike(trust, frozenset(other.pk for other in found), frozenset(near))
