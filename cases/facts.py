"""What a page's fact strip and its small tables say. Nothing here asks the database."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NotRequired, TypedDict

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from accounts.models import Organisation
from cases import rows
from cases.models import CaseStudy, GuideUse, InterventionGuide, LearningSet
from hub.models import BasePage


class Fact(TypedDict):
    """One fact of a strip, as `_fact_strip.html` draws it."""

    label: str
    text: str
    url: NotRequired[str]
    note: NotRequired[str]


def _trust_fact(label: str, trust: Organisation) -> Fact:
    label = f"{label} (invented)" if trust.invented else label
    return {"label": label, "text": trust.name, "url": trust.get_absolute_url()}


def _unit(trust: Organisation) -> str:
    births = f"{trust.births_a_year:,} births a year" if trust.births_a_year else ""
    return ", ".join(part for part in (trust.unit_type, births) if part)


def case_study_facts(page: CaseStudy, uses: Iterable[GuideUse]) -> list[Fact]:
    """Whose it is, what kind of unit, which guide in which version, how fresh: an even number
    wherever there is enough to tell."""
    facts: list[Fact] = []
    if page.trust:
        facts.append(_trust_fact("Trust", page.trust))
        if unit := _unit(page.trust):
            facts.append({"label": "Unit", "text": unit})
    for number, use in enumerate(uses):
        facts.append(
            {
                "label": "Also follows" if number else "Follows",
                "text": f"{use.guide.short_title} guide",
                "url": use.guide.get_absolute_url(),
                "note": _followed(use),
            }
        )
    if page.reviewed_on:
        facts.append({"label": "Reviewed", "text": date_format(page.reviewed_on)})
    return _even(facts, _published(page), _network_fact(page.trust))


def _followed(use: GuideUse) -> str:
    """ ", version 1. Version 2 is out": the old one is a link where it was kept."""
    if not use.superseded:
        return f", version {use.version}"
    newer = f". Version {use.guide.version} is out"
    if not use.version_url:
        return f", version {use.version}{newer}"
    return format_html(', <a href="{}">version {}</a>{}', use.version_url, use.version, newer)


def _published(page: BasePage) -> list[Fact]:
    when = page.first_published_at
    return [{"label": "Published", "text": date_format(timezone.localtime(when))}] if when else []


def _network_fact(trust: Organisation | None) -> list[Fact]:
    network = trust.network if trust else None
    if network is None:
        return []
    return [{"label": "Network", "text": network.name, "url": network.get_absolute_url()}]


def _even(facts: list[Fact], *spare: list[Fact]) -> list[Fact]:
    """Two columns on a phone leave an odd fact alone: one more fills the row, where there is one."""
    more = next((each for each in spare if each), []) if len(facts) % 2 else []
    return facts + more


def unit_facts(page: CaseStudy) -> list[Fact]:
    """What kind of place it was, so that a reader sees whether it is like their own."""
    trust = page.trust
    if trust is None:
        return []
    births = f"{Organisation.BirthsBand(trust.births_band).label} births a year" if trust.births_band else ""
    told: list[Fact] = [
        {"label": "Type of unit", "text": trust.unit_type},
        {"label": "Size", "text": births},
        {"label": "Neonatal level", "text": trust.neonatal_level},
        *_network_fact(trust),
        {"label": "Wave", "text": page.wave},
    ]
    return [fact for fact in told if fact["text"]]


def guide_facts(page: InterventionGuide) -> list[Fact]:
    """Who it is for and not for, who approved it, when it is looked at again."""
    review = date_format(page.next_review, "F Y") if page.next_review else ""
    found = [
        ("For", page.for_who),
        ("Not for", page.not_for),
        ("Approved by", page.approved_by),
        ("Next review", review),
    ]
    facts: list[Fact] = [{"label": label, "text": text} for label, text in found if text]
    return _even(facts, _published(page))


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
    if len(facts) % 2 and (name := rows.set_name(page)):
        facts.insert(1, {"label": "Session", "text": name})
    return _even(facts, _published(page))


def progress_pairs(page: CaseStudy) -> list[Fact]:
    """How far the team had come, by the scale that is named."""
    score = page.get_progress_score_display() if page.progress_score else ""
    return [{"label": "Progress", "text": f"{score} (IHI's scale for collaboratives)"}] if score else []


def guide_pairs(page: InterventionGuide, earlier: InterventionGuide | None) -> list[Fact]:
    """Who keeps a guide, who approved it and when, and which guide it takes the place of."""
    facts: list[Fact] = []
    if page.trust:
        facts.append(_trust_fact("Kept by", page.trust))
    if page.approved_on:
        who = f", {page.approved_by}" if page.approved_by else ""
        facts.append({"label": "Approved", "text": f"{date_format(page.approved_on)}{who}"})
    if earlier:
        facts.append(
            {"label": "Takes the place of", "text": earlier.title, "url": earlier.get_absolute_url()}
        )
    return facts
