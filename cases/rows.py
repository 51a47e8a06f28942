"""What editors publish, as the fragments of templates want it: rows and filters.

Models say what is so; here it gets its words. Nothing here asks the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch
from typing import Any

from django.template.defaultfilters import pluralize
from django.utils.formats import date_format

from accounts.models import Organisation
from cases.facets import Choice, FacetGroup
from cases.models import CaseStudy, InterventionGuide, LearningSet
from hub.models import BasePage, NewsPage
from hub.rows import Row

# A longer list of values starts folded, so that the button below it stays in reach.
LONG_LIST = 12
FIRST_OPEN = 3


def counted(number: int, thing: str, things: str) -> str:
    """ "1 case study", "14 case studies"."""
    return f"{number:,} {pluralize(number, f'{thing},{things}')}"


def sentences(*parts: str) -> str:
    """The parts that say something, as sentences. The last has no full stop."""
    return ". ".join(part for part in parts if part)


def _reviewed(page: BasePage) -> str:
    return f"Reviewed {date_format(page.reviewed_on)}" if page.reviewed_on else ""


def _place(trust: Organisation | None) -> str:
    if trust is None:
        return ""
    return f"{trust.name}, {trust.network.name}" if trust.network else trust.name


@singledispatch
def row(page: BasePage) -> Row:
    """A page in the list of its kind; the list itself says what kind that is."""
    return {"title": page.title, "url": page.get_absolute_url(), "text": page.summary}


@row.register
def case_study_row(page: CaseStudy) -> Row:
    """Outcome, what changed, the number, whose and how fresh. Needs `trust__network`."""
    return {
        "title": page.title,
        "url": page.get_absolute_url(),
        "word": page.get_outcome_display(),
        "mark": page.mark,
        "note": getattr(page, "near", ""),
        "text": page.summary or " ".join(page.changed_lines()[:2]),
        "number": page.number,
        "number_note": page.number_short or page.number_unit,
        "meta": sentences(_place(page.trust), _reviewed(page)),
    }


@row.register
def guide_row(page: InterventionGuide) -> Row:
    """Status, version, what it is for, and how many have told of it."""
    told = getattr(page, "case_study_count", 0)
    return {
        "title": page.title,
        "url": page.get_absolute_url(),
        "word": page.get_status_display(),
        "mark": page.mark,
        "note": f"Version {page.version}",
        "text": page.summary,
        "meta": sentences(counted(told, "case study", "case studies") if told else "", _reviewed(page)),
    }


@row.register
def learning_set_row(page: LearningSet) -> Row:
    """Which set of which programme, what it is about, who held it."""
    return {
        "title": page.title,
        "url": page.get_absolute_url(),
        "note": ". ".join(part for part in (set_name(page), getattr(page, "near", "")) if part),
        "text": page.summary,
        "meta": sentences(page.programme, f"Held by {page.trust.name}" if page.trust else ""),
    }


def set_name(page: LearningSet) -> str:
    """ "Wave 1, set 3"."""
    number = f"set {page.number}" if page.number else ""
    name = ", ".join(part for part in (page.wave, number) if part)
    return name[:1].upper() + name[1:]


def fresh_row(page: BasePage) -> Row:
    """Any page among what is new: its kind stands first, the day last. Needs `trust`."""
    made: Row = {"title": page.title, "url": page.get_absolute_url(), "kind": page.KIND_LABEL}
    text = page.summary
    if isinstance(page, CaseStudy):
        made["word"], made["mark"] = page.get_outcome_display(), page.mark
        if page.number and page.number_short:
            text = f"{page.number} {page.number_short}."
    elif isinstance(page, InterventionGuide):
        made["word"], made["mark"] = f"Version {page.version}", page.mark
        text = page.change_note or text
    day = date_format(page.first_published_at) if page.first_published_at else ""
    who = page.trust.name if page.trust and not isinstance(page, NewsPage) else ""
    made["text"], made["meta"] = text, ", ".join(part for part in (who, day) if part)
    return made


def number_words(page: CaseStudy) -> str:
    """What the headline number counts, when, and what it was before."""
    counts = ", ".join(part for part in (page.number_unit, page.number_period) if part)
    return sentences(counts, f"It was {page.number_before}" if page.number_before else "") + "."


def filters(groups: Iterable[FacetGroup]) -> list[dict[str, Any]]:
    """Facets as `_facets.html` draws them: the first three open, long lists folded, and always open
    where something is chosen."""
    return [
        {
            "name": group.name,
            "label": group.label,
            "hint": group.hint,
            "open": (place < FIRST_OPEN and len(group.choices) <= LONG_LIST)
            or any(each.chosen for each in group.choices),
            "options": [
                {"value": each.value, "label": each.label, "count": each.count, "checked": each.chosen}
                for each in group.choices
            ],
        }
        for place, group in enumerate(groups)
    ]


def removable(chosen: Iterable[Choice], path: str) -> list[dict[str, str]]:
    """What is chosen, as `_tags.html` draws it: each leads to the list without it."""
    return [
        {
            "label": each.label,
            "remove_url": f"{path}?{each.remove_query}" if each.remove_query else path,
        }
        for each in chosen
    ]
