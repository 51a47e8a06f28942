"""guides/<slug>.md."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from cases.models import InterventionGuide, Recommendation
from hub.packs.pages import PageSection
from hub.packs.resolve import Resolver
from hub.packs.schema import Line, OptionalLine, PackModel, PageFile

Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]


class RecommendationEntry(PackModel):
    """One recommendation."""

    strength: Literal["offer", "consider", "do-not"]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    evidence: Line
    source: Url | None = None
    checked: date | None = None
    rationale: str = ""


class GuideFile(PageFile):
    """An intervention guide."""

    short_title: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    status: Literal["draft", "in-use", "withdrawn"] = "in-use"
    version: Annotated[int, Field(ge=1, le=999)] = 1
    approved_on: date | None = None
    approved_by: Annotated[str, StringConstraints(max_length=120)] = ""
    change_note: OptionalLine = ""
    for_who: OptionalLine = ""
    not_for: OptionalLine = ""
    card_intro: Annotated[str, StringConstraints(max_length=120)] = ""
    card: Annotated[tuple[Line, ...], Field(min_length=1)]
    do: tuple[Line, ...] = ()
    do_not: tuple[Line, ...] = ()
    recommendations: Annotated[tuple[RecommendationEntry, ...], Field(min_length=1)]


# Fields that have the same name and value in the file and on the page.
SAME = (
    "short_title",
    "status",
    "version",
    "approved_on",
    "approved_by",
    "change_note",
    "for_who",
    "not_for",
    "card_intro",
)


class Guides(PageSection[GuideFile]):
    """Intervention guides."""

    name = "guides"
    folder = "guides"
    model = InterventionGuide
    schema = GuideFile
    headings = {
        "Why it matters": "why",
        "How to start": "how_to_start",
        "Measures and harms": "measures_and_harms",
        "When to get help": "escalation",
    }

    def fill(self, page: Any, entry: Any, resolve: Resolver) -> None:
        """The guide's own fields."""
        super().fill(page, entry, resolve)
        for name in SAME:
            setattr(page, name, getattr(entry, name))
        page.card = "\n".join(entry.card)
        page.do = "\n".join(entry.do)
        page.do_not = "\n".join(entry.do_not)
        page.recommendations = [
            Recommendation(
                strength=row.strength,
                text=row.text,
                evidence=row.evidence,
                source=row.source or "",
                checked_on=row.checked,
                rationale=row.rationale,
            )
            for row in entry.recommendations
        ]

    def values(self, page: Any, resolve: Resolver) -> dict[str, Any]:
        """The reverse of `fill`."""
        rows = [
            RecommendationEntry(
                strength=row.strength,
                text=row.text,
                evidence=row.evidence,
                source=row.source or None,
                checked=row.checked_on,
                rationale=row.rationale,
            )
            for row in page.recommendations.all()
        ]
        return {
            **{name: getattr(page, name) for name in SAME},
            "card": tuple(page.steps()),
            "do": tuple(page.do_list()),
            "do_not": tuple(page.do_not_list()),
            "recommendations": tuple(rows),
        }
