"""The lists as tables that people take away: one line for each page, the long texts left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from accounts.models import User
from activity.feeds import absolute
from activity.tables import Cell
from cases.models import CaseStudy, GuideUse, InterventionGuide, LearningSet, LearningSetGuide
from cases.models.index import ResourceIndexPage
from hub.models import PageTag

# The most lines of one file.
MOST = 10_000
BETWEEN = "; "
Reader = User | AnonymousUser
Lists = dict[int, list[str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A list as a table."""

    header: Sequence[str]
    rows: Iterable[Sequence[Cell]]


def table_of(index: ResourceIndexPage, ids: Sequence[int], user: Reader) -> Table:
    """The pages of a list that the person may see, in the order of the ids. As many queries for ten
    thousand as for one. More than `MOST` are cut, and the last line says so."""
    columns = COLUMNS[index.lists]
    shown = ids[:MOST]
    pages = index.lists.objects.visible_to(user).filter(pk__in=shown)
    found = {row["pk"]: row for row in pages.values("pk", "slug", *columns.values())}
    lists = {heading: read(user) for heading, read in LISTED[index.lists].items()}
    header = ["Title", "Address", *[heading for heading in columns if heading != "Title"], *lists]
    address = absolute(index.get_absolute_url())

    def rows() -> Iterator[Sequence[Cell]]:
        for pk in shown:
            if row := found.get(pk):
                told = [_cell(index, column, row[column]) for column in list(columns.values())[1:]]
                many = [BETWEEN.join(each.get(pk, [])) for each in lists.values()]
                yield [row["title"], f"{address}{row['slug']}/", *told, *many]
        if len(ids) > MOST:
            things = index.nouns[1]
            yield [
                f"Cut: these are the first {MOST:,} of {len(ids):,} {things}. Filter the list for the rest."
            ]

    return Table(header, rows())


def _cell(index: ResourceIndexPage, column: str, value: Any) -> Cell:
    """A value in words: a choice by its label, births as a band too, times as days."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date()
    if isinstance(value, str | int | date) and not isinstance(value, str):
        return value
    choices = dict(index.lists._meta.get_field(column).flatchoices) if "__" not in column else {}
    return str(choices.get(value, value or "")).replace("\n", BETWEEN)


def _guides_used(user: Reader) -> Lists:
    """The guides that case studies used, with the version: those that the person may see."""
    seen = InterventionGuide.objects.visible_to(user)
    uses = GuideUse.objects.filter(guide__in=seen.values("pk")).order_by("page_id", "sort_order", "pk")
    return _gathered(
        (page, f"{title}, version {version}")
        for page, title, version in uses.values_list("page_id", "guide__short_title", "version")
    )


def _guides_taught(user: Reader) -> Lists:
    """The guides that learning sets are about: those that the person may see."""
    seen = InterventionGuide.objects.visible_to(user)
    rows = LearningSetGuide.objects.filter(guide__in=seen.values("pk")).order_by(
        "page_id", "sort_order", "pk"
    )
    return _gathered(rows.values_list("page_id", "guide__short_title"))


def _tags(user: Reader) -> Lists:
    """The tags of every page; nothing is shown of a page that is not in the table."""
    return _gathered(PageTag.objects.order_by("tag__name").values_list("content_object_id", "tag__name"))


def _gathered(rows: Iterable[tuple[int, str]]) -> Lists:
    found: Lists = defaultdict(list)
    for page_id, words in rows:
        found[page_id].append(words)
    return found


OF_TRUST = {
    "Trust": "trust__name",
    "Network": "trust__network__name",
    "Type of unit": "trust__unit_type",
    "Births a year": "trust__births_a_year",
    "Neonatal level": "trust__neonatal_level",
}
DATES = {"First published": "first_published_at", "Reviewed": "reviewed_on"}
# The columns of each list, by their headings; the title stands first.
COLUMNS: dict[type, dict[str, str]] = {
    CaseStudy: {
        "Title": "title",
        "Outcome": "outcome",
        "What changed": "changed",
        "Headline number": "number",
        "What it counts": "number_unit",
        "When": "number_period",
        "Before": "number_before",
        **OF_TRUST,
        "Wave": "wave",
        **DATES,
    },
    InterventionGuide: {
        "Title": "title",
        "Status": "status",
        "Version": "version",
        "In one sentence": "summary",
        "For": "for_who",
        "Not for": "not_for",
        "Approved by": "approved_by",
        "Approved on": "approved_on",
        "Next review": "next_review",
        **DATES,
    },
    LearningSet: {
        "Title": "title",
        "Programme": "programme",
        "Wave": "wave",
        "Set": "number",
        "In one sentence": "summary",
        "Host trust": "trust__name",
        "Network": "trust__network__name",
        **DATES,
    },
}
LISTED: dict[type, dict[str, Callable[[Reader], Lists]]] = {
    CaseStudy: {"Interventions": _guides_used, "Tags": _tags},
    InterventionGuide: {"Tags": _tags},
    LearningSet: {"Interventions": _guides_taught, "Tags": _tags},
}
