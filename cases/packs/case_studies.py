"""case-studies/<slug>.md."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from cases.models import CaseStudy, GuideUse, ImprovementTest, InterventionGuide
from hub.packs.pages import PageSection
from hub.packs.resolve import Resolver
from hub.packs.schema import Line, PackModel, PageFile, Slug


class Headline(PackModel):
    """The one number, with what it counts and what it was before."""

    number: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    unit: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    short: Annotated[str, StringConstraints(max_length=60)] = ""
    period: Annotated[str, StringConstraints(max_length=60)] = ""
    before: Annotated[str, StringConstraints(min_length=1, max_length=80)]


class GuideUseEntry(PackModel):
    """A guide in the version that was followed."""

    guide: Slug
    version: Annotated[int, Field(ge=1, le=999)]


class TestEntry(PackModel):
    """A test of change."""

    title: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    when: Annotated[str, StringConstraints(max_length=60)] = ""
    prediction: Annotated[str, StringConstraints(max_length=500)] = ""
    happened: Annotated[str, StringConstraints(max_length=1_000)] = ""
    decision: Literal["adopted", "adapted", "abandoned"]


class CaseStudyFile(PageFile):
    """A case study."""

    trust: Slug
    outcome: Literal["worked", "mixed", "did-not-work", "stopped-early"]
    sustained: Annotated[str, StringConstraints(max_length=60)] = ""
    changed: Annotated[tuple[Line, ...], Field(min_length=1, max_length=3)]
    headline: Headline | None = None
    interventions: Annotated[tuple[GuideUseEntry, ...], Field(min_length=1)]
    tests: tuple[TestEntry, ...] = ()


def guide_called(slug: str) -> InterventionGuide:
    """The guide with a slug. Raises ValueError in words where there is none."""
    guide = InterventionGuide.objects.filter(slug=slug).first()
    if guide is None:
        raise ValueError(f"there is no guide called {slug}, here or in the pack.")
    found: InterventionGuide = guide
    return found


class CaseStudies(PageSection[CaseStudyFile]):
    """Case studies."""

    name = "case studies"
    folder = "case-studies"
    model = CaseStudy
    schema = CaseStudyFile
    headings = {
        "Problem": "problem",
        "Aim": "aim",
        "What we did": "what_was_done",
        "What happened": "what_happened",
        "What we would do differently": "do_differently",
        "Advice to others": "advice",
    }
    required_headings = {"Problem"}

    def fill(self, page: Any, entry: Any, resolve: Resolver) -> None:
        """The case study's own fields."""
        super().fill(page, entry, resolve)
        page.outcome, page.sustained = entry.outcome, entry.sustained
        page.changed = "\n".join(entry.changed)
        headline = entry.headline
        page.number = headline.number if headline else ""
        for name in ("unit", "short", "period", "before"):
            setattr(page, f"number_{name}", getattr(headline, name) if headline else "")
        page.guide_uses = [
            GuideUse(guide=guide_called(use.guide), version=use.version) for use in entry.interventions
        ]
        page.tests = [ImprovementTest(**dict(test)) for test in entry.tests]

    def values(self, page: Any, resolve: Resolver) -> dict[str, Any]:
        """The reverse of `fill`."""
        headline = None
        if page.number:
            headline = Headline(
                number=page.number,
                unit=page.number_unit,
                short=page.number_short,
                period=page.number_period,
                before=page.number_before,
            )
        tests = [
            TestEntry(**{name: getattr(test, name) for name in TestEntry.model_fields})
            for test in page.tests.all()
        ]
        uses = page.guide_uses.select_related("guide")
        return {
            "outcome": page.outcome,
            "sustained": page.sustained,
            "changed": tuple(page.changed_lines()),
            "headline": headline,
            "interventions": tuple(GuideUseEntry(guide=use.guide.slug, version=use.version) for use in uses),
            "tests": tuple(tests),
        }
