"""Who does what: the tables of adoption records, for pages and for CSV.

A trust that has said nothing stands in every table, as "Not told us": that is not "not done".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from accounts.models import Organisation, User
from activity.tables import Cell
from cases.models import Adoption, InterventionGuide

Reader = User | AnonymousUser
NOT_TOLD = "Not told us"
HEADER = (
    "trust", "network", "intervention", "status", "since", "version", "newest_version", "changed",
    "result", "stopped", "why_stopped", "case_study", "updated",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """One guide at the head of the table, and the page of what trusts say about it."""

    name: str
    url: str
    records_url: str


@dataclass(frozen=True, slots=True)
class Line:
    """One trust, and what it says about each of the guides asked for, in their order."""

    trust: Organisation
    records: tuple[Adoption | None, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The trusts of one network."""

    name: str
    lines: list[Line]


def listed_guides(user: Reader) -> list[InterventionGuide]:
    """The guides that a person may see, by name. One query."""
    return list(InterventionGuide.objects.visible_to(user).order_by("short_title", "pk"))


def lines(
    wanted: list[InterventionGuide],
    user: Reader,
    *,
    network: Organisation | None = None,
    status_only: bool = False,
) -> list[Line]:
    """Every trust, by network and name, with its records on the guides. Two queries.

    The guides are those that the person may see; with a network, its trusts
    alone. `status_only` leaves the words in the database, for the table of all guides.
    """
    trusts = Organisation.objects.trusts().select_related("network").order_by("network__name", "name")
    if network:
        trusts = trusts.filter(network=network)
    records = Adoption.objects.visible_to(user).filter(guide__in=[guide.pk for guide in wanted])
    by_guide = {guide.pk: guide for guide in wanted}
    told: dict[tuple[int, int], Adoption] = {}
    records = records.only("trust", "guide", "status") if status_only else records.with_case_study()
    for record in records:
        record.guide = by_guide[record.guide_id]
        told[record.trust_id, record.guide_id] = record
    return [Line(trust, tuple(told.get((trust.pk, guide.pk)) for guide in wanted)) for trust in trusts]


def columns(guides: Iterable[InterventionGuide]) -> list[Column]:
    """The guides as the heads of the table: the address of each is asked once."""
    found = [(guide.short_title, guide.get_absolute_url()) for guide in guides]
    return [Column(name, url, f"{url}adoption/") for name, url in found]


def by_network(found: Iterable[Line]) -> list[Group]:
    """The lines under their networks, by name; trusts of no network last."""

    def name(line: Line) -> str:
        return line.trust.network.name if line.trust.network else ""

    groups = [Group(key, list(each)) for key, each in groupby(sorted(found, key=name), key=name)]
    groups.sort(key=lambda group: (not group.name, group.name))
    return [Group(group.name or "In no network", group.lines) for group in groups]


def table(guides: list[InterventionGuide], found: Iterable[Line], user: Reader) -> Iterator[list[Cell]]:
    """The rows of a CSV: one for each trust and guide, the blanks too."""
    for line in found:
        network = line.trust.network.name if line.trust.network else ""
        for guide, record in zip(guides, line.records, strict=True):
            start: list[Cell] = [line.trust.name, network, guide.short_title]
            yield [*start, *(_cells(record, guide, user) if record else [NOT_TOLD, *[None] * 9])]


def _cells(record: Adoption, guide: InterventionGuide, user: Reader) -> list[Cell]:
    case = record.open_case_study(user)
    return [
        record.get_status_display(),
        f"{record.started_on:%Y-%m}" if record.started_on else None,
        record.version,
        guide.version,
        record.adapted,
        record.result,
        f"{record.stopped_on:%Y-%m}" if record.stopped_on else None,
        record.why_stopped,
        f"{settings.HUB_BASE_URL}{case.get_absolute_url()}" if case else None,
        record.updated_at.date(),
    ]
