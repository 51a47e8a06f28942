"""Which feeds there are. Rooms register functions that list theirs for a reader."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from accounts.models import Organisation, User


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One feed in the list: `path` is the page whose feed it is and ends in a slash."""

    title: str
    path: str
    public: bool = True


Reader = User | AnonymousUser
Lister = Callable[[Reader], Iterable[FeedLine]]
_listers: list[tuple[int, str, Lister]] = []


def register(group: str, lister: Lister, *, place: int = 50) -> None:
    """Adds feeds under a heading; the headings stand in the order of `place`."""
    _listers.append((place, group, lister))


def groups_for(reader: Reader) -> list[tuple[str, list[FeedLine]]]:
    """Every heading with the feeds below it that a reader may use."""
    ordered = sorted(_listers, key=lambda registered: registered[:2])
    groups = [(group, list(lister(reader))) for _, group, lister in ordered]
    return [(group, lines) for group, lines in groups if lines]


def trusts(reader: Reader) -> Iterable[FeedLine]:
    """What each trust publishes."""
    return [FeedLine(trust.name, trust.get_absolute_url()) for trust in Organisation.objects.trusts()]


def networks(reader: Reader) -> Iterable[FeedLine]:
    """What the trusts of each network publish, where it has any."""
    named = Organisation.objects.networks().filter(trusts__isnull=False).distinct()
    return [FeedLine(network.name, network.get_absolute_url()) for network in named]
