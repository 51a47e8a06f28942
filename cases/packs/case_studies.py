"""case-studies/<slug>.md."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field, StringConstraints

from cases.models import CaseStudy, GuideUse, ImprovementTest, InterventionGuide, ResultMeasure
from hub.packs.pages import PageSection
from hub.packs.resolve import Resolver
from hub.packs.schema import Email, Line, OptionalLine, PackModel, PageFile, Slug

Entry = TypeVar("Entry", bound=PackModel)


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
    objective: OptionalLine = ""
    prediction: Annotated[str, StringConstraints(max_length=500)] = ""
    happened: Annotated[str, StringConstraints(max_length=1_000)] = ""
    decision: Literal["adopted", "adapted", "abandoned"]


class MeasureEntry(PackModel):
    """A measure, before and after."""

    kind: Literal["outcome", "process", "balancing"]
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    before: Annotated[str, StringConstraints(max_length=120)] = ""
    after: Annotated[str, StringConstraints(max_length=120)] = ""
    direction: Literal["lower", "higher", "neither"] = "neither"
    target: Annotated[str, StringConstraints(max_length=60)] = ""
    definition: Annotated[str, StringConstraints(max_length=500)] = ""
    numerator: OptionalLine = ""
    denominator: OptionalLine = ""
    source: Annotated[str, StringConstraints(max_length=120)] = ""
    frequency: Annotated[str, StringConstraints(max_length=60)] = ""


class CaseStudyFile(PageFile):
    """A case study."""

    trust: Slug
    outcome: Literal["worked", "mixed", "did-not-work", "stopped-early"]
    sustained: Annotated[str, StringConstraints(max_length=60)] = ""
    changed: Annotated[tuple[Line, ...], Field(min_length=1, max_length=3)]
    headline: Headline | None = None
    interventions: Annotated[tuple[GuideUseEntry, ...], Field(min_length=1)]
    wave: Annotated[str, StringConstraints(max_length=40)] = ""
    team: tuple[Line, ...] = ()
    contact: Email | None = None
    drivers: tuple[Line, ...] = ()
    tests: tuple[TestEntry, ...] = ()
    measures: tuple[MeasureEntry, ...] = ()
    at_6_months: OptionalLine = ""
    at_12_months: OptionalLine = ""
    progress_score: Annotated[str, StringConstraints(pattern=r"^([0-4]\.[05]|5\.0)?$")] = ""
    interests: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)] = ""


# Fields that have the same name and value in the file and on the page.
SAME = ("outcome", "sustained", "wave", "at_6_months", "at_12_months", "progress_score", "interests")


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
        "Where it happened": "context",
        "Aim": "aim",
        "What we did": "what_was_done",
        "What happened": "what_happened",
        "What is missing from the figures": "missing_data",
        "By ethnicity and deprivation": "equity",
        "What we did not expect": "unexpected",
        "Hours and cost": "hours_and_cost",
        "What we would do differently": "do_differently",
        "Advice to others": "advice",
        "What we used": "resources_used",
        "Ethics and information governance": "ethics",
    }
    required_headings = {"Problem"}

    def fill(self, page: Any, entry: Any, resolve: Resolver) -> None:
        """The case study's own fields."""
        super().fill(page, entry, resolve)
        for name in SAME:
            setattr(page, name, getattr(entry, name))
        for name in ("changed", "team", "drivers"):
            setattr(page, name, "\n".join(getattr(entry, name)))
        page.contact = resolve.user(entry.contact) if entry.contact else None
        headline = entry.headline
        page.number = headline.number if headline else ""
        for name in ("unit", "short", "period", "before"):
            setattr(page, f"number_{name}", getattr(headline, name) if headline else "")
        page.guide_uses = [
            GuideUse(guide=guide_called(use.guide), version=use.version) for use in entry.interventions
        ]
        page.tests = [ImprovementTest(**dict(test)) for test in entry.tests]
        page.measures = [ResultMeasure(**dict(measure)) for measure in entry.measures]

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
        uses = page.guide_uses.select_related("guide")
        return {
            **{name: getattr(page, name) for name in SAME},
            "changed": tuple(page.changed_lines()),
            "team": tuple(page.team_list()),
            "drivers": tuple(page.drivers_list()),
            "contact": page.contact.email if page.contact else None,
            "headline": headline,
            "interventions": tuple(GuideUseEntry(guide=use.guide.slug, version=use.version) for use in uses),
            "tests": tuple(_entry(TestEntry, test) for test in page.tests.all()),
            "measures": tuple(_entry(MeasureEntry, measure) for measure in page.measures.all()),
        }


def _entry(kind: type[Entry], row: Any) -> Entry:
    """A row of the hub as its entry; both have the same names."""
    return kind(**{name: getattr(row, name) for name in kind.model_fields})
