"""guides/<slug>.md."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, field_validator

from cases.lines import lines
from cases.models import GuideQuestion, InterventionGuide, Recommendation
from cases.packs.case_studies import guide_called
from hub.packs.pages import PageSection
from hub.packs.resolve import Resolver
from hub.packs.richtext import as_prose, canonical, to_html, to_markdown
from hub.packs.schema import Line, OptionalLine, PackModel, PageFile, Slug

Url = Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]


class RecommendationEntry(PackModel):
    """One recommendation."""

    strength: Literal["offer", "consider", "do-not"]
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
    evidence: Line
    identifier: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    source: Url | None = None
    checked: date | None = None
    rationale: str = ""


class QuestionEntry(PackModel):
    """One question with its answer in Markdown."""

    question: Line
    answer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    credit: OptionalLine = ""

    @field_validator("answer")
    @classmethod
    def _in_one_form(cls, text: str) -> str:
        return as_prose(canonical(text)).strip()


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
    supersedes: Slug | None = None
    card_intro: Annotated[str, StringConstraints(max_length=120)] = ""
    card: Annotated[tuple[Line, ...], Field(min_length=1)]
    do: tuple[Line, ...] = ()
    do_not: tuple[Line, ...] = ()
    core_parts: tuple[Line, ...] = ()
    adaptable_parts: tuple[Line, ...] = ()
    recommendations: Annotated[tuple[RecommendationEntry, ...], Field(min_length=1)]
    questions: tuple[QuestionEntry, ...] = ()


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
# Lists of lines in the file, lines of one text on the page.
LISTS = ("card", "do", "do_not", "core_parts", "adaptable_parts")


class Guides(PageSection[GuideFile]):
    """Intervention guides."""

    name = "guides"
    folder = "guides"
    model = InterventionGuide
    schema = GuideFile
    headings = {
        "Why it matters": "why",
        "How to start": "how_to_start",
        "How to see that it is really done": "fidelity",
        "What you need": "materials",
        "Staffing": "staffing",
        "Training": "training",
        "Measures and harms": "measures_and_harms",
        "Whom it may reach less": "equity",
        "When to get help": "escalation",
    }

    def owns(self, file: str) -> bool:
        """A guide is one file; in a folder of its name lie its older versions."""
        return super().owns(file) and file.count("/") == 1

    def fill(self, page: Any, entry: Any, resolve: Resolver) -> None:
        """The guide's own fields."""
        super().fill(page, entry, resolve)
        for name in SAME:
            setattr(page, name, getattr(entry, name))
        for name in LISTS:
            setattr(page, name, "\n".join(getattr(entry, name)))
        page.supersedes = guide_called(entry.supersedes) if entry.supersedes else None
        page.recommendations = [
            Recommendation(
                strength=row.strength,
                text=row.text,
                evidence=row.evidence,
                identifier=row.identifier,
                source=row.source or "",
                checked_on=row.checked,
                rationale=row.rationale,
            )
            for row in entry.recommendations
        ]
        page.questions = [
            GuideQuestion(question=row.question, answer=to_html(row.answer, resolve), credit=row.credit)
            for row in entry.questions
        ]

    def values(self, page: Any, resolve: Resolver) -> dict[str, Any]:
        """The reverse of `fill`."""
        rows = [
            RecommendationEntry(
                strength=row.strength,
                text=row.text,
                evidence=row.evidence,
                identifier=row.identifier,
                source=row.source or None,
                checked=row.checked_on,
                rationale=row.rationale,
            )
            for row in page.recommendations.all()
        ]
        return {
            **{name: getattr(page, name) for name in SAME},
            **{name: tuple(lines(getattr(page, name))) for name in LISTS},
            "supersedes": page.supersedes.slug if page.supersedes else None,
            "recommendations": tuple(rows),
            "questions": tuple(
                QuestionEntry(
                    question=row.question, answer=to_markdown(row.answer, resolve), credit=row.credit
                )
                for row in page.questions.all()
            ),
        }
