"""What editors publish, as the fragments of templates want it: rows, facts, filters.

Models say what is so; here it gets its words. Nothing here asks the database.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch
from typing import Any, NotRequired, TypedDict

from django.template.defaultfilters import pluralize
from django.utils.formats import date_format

from accounts.models import Organisation
from cases.facets import Choice, FacetGroup
from cases.models import CaseStudy, GuideUse, InterventionGuide, LearningSet
from hub.models import BasePage, NewsPage
from hub.rows import Row

# A longer list of values starts folded, so that the button below it stays in reach.
LONG_LIST = 12


class Fact(TypedDict):
    """One fact of a strip, as `_fact_strip.html` draws it."""

    label: str
    text: str
    url: NotRequired[str]
    note: NotRequired[str]


def counted(number: int, thing: str, things: str) -> str:
    """ "1 case study", "14 case studies"."""
    return f"{number:,} {pluralize(number, f'{thing},{things}')}"


def _sentences(*parts: str) -> str:
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
        "text": page.summary or " ".join(page.changed_lines()[:2]),
        "number": page.number,
        "number_note": page.number_short or page.number_unit,
        "meta": _sentences(_place(page.trust), _reviewed(page)),
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
        "meta": _sentences(counted(told, "case study", "case studies") if told else "", _reviewed(page)),
    }


@row.register
def learning_set_row(page: LearningSet) -> Row:
    """Which set of which programme, what it is about, who held it."""
    return {
        "title": page.title,
        "url": page.get_absolute_url(),
        "note": set_name(page),
        "text": page.summary,
        "meta": _sentences(page.programme, f"Held by {page.trust.name}" if page.trust else ""),
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
    return _sentences(counts, f"It was {page.number_before}" if page.number_before else "") + "."


def _trust_fact(label: str, trust: Organisation) -> Fact:
    label = f"{label} (invented)" if trust.invented else label
    return {"label": label, "text": trust.name, "url": trust.get_absolute_url()}


def _unit(trust: Organisation) -> str:
    births = f"{trust.births_a_year:,} births a year" if trust.births_a_year else ""
    return ", ".join(part for part in (trust.unit_type, births) if part)


def case_study_facts(page: CaseStudy, uses: Iterable[GuideUse]) -> list[Fact]:
    """Whose it is, what kind of unit, which guide in which version, how fresh."""
    facts: list[Fact] = []
    if page.trust:
        facts.append(_trust_fact("Trust", page.trust))
        if unit := _unit(page.trust):
            facts.append({"label": "Unit", "text": unit})
    for number, use in enumerate(uses):
        newer = f". Version {use.guide.version} is out" if use.superseded else ""
        facts.append(
            {
                "label": "Also follows" if number else "Follows",
                "text": f"{use.guide.short_title} guide",
                "url": use.guide.get_absolute_url(),
                "note": f", version {use.version}{newer}",
            }
        )
    if page.reviewed_on:
        facts.append({"label": "Reviewed", "text": date_format(page.reviewed_on)})
    return facts


def guide_facts(page: InterventionGuide) -> list[Fact]:
    """Who it is for and not for, who approved it, when it is looked at again."""
    review = date_format(page.next_review, "F Y") if page.next_review else ""
    found = [
        ("For", page.for_who),
        ("Not for", page.not_for),
        ("Approved by", page.approved_by),
        ("Next review", review),
    ]
    return [{"label": label, "text": text} for label, text in found if text]


def learning_set_facts(page: LearningSet) -> list[Fact]:
    """Which programme, who held it, how fresh. An odd one would stand alone on a phone, so the
    set's name, which the kind line has said, makes it even."""
    facts: list[Fact] = []
    if page.programme:
        facts.append({"label": "Programme", "text": page.programme})
    if page.trust:
        facts.append(_trust_fact("Held by", page.trust))
    if page.reviewed_on:
        facts.append({"label": "Reviewed", "text": date_format(page.reviewed_on)})
    if len(facts) % 2 and (name := set_name(page)):
        facts.insert(1, {"label": "Session", "text": name})
    return facts


def filters(groups: Iterable[FacetGroup]) -> list[dict[str, Any]]:
    """Facets as `_facets.html` draws them: a long list starts folded unless something is chosen."""
    return [
        {
            "name": group.name,
            "label": group.label,
            "open": len(group.choices) <= LONG_LIST or any(each.chosen for each in group.choices),
            "options": [
                {"value": each.value, "label": each.label, "count": each.count, "checked": each.chosen}
                for each in group.choices
            ],
        }
        for group in groups
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
