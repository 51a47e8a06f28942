"""learning-sets/<slug>.md."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from cases.models import LearningSet, LearningSetGuide
from cases.packs.case_studies import GuideUseEntry, guide_called
from hub.packs.pages import PageSection
from hub.packs.resolve import Resolver
from hub.packs.schema import AttachmentEntry, Line, PageFile, Slug


class LearningSetFile(PageFile):
    """A learning set. Its attachments are called materials."""

    programme: Annotated[str, StringConstraints(max_length=120)] = ""
    wave: Annotated[str, StringConstraints(max_length=40)] = ""
    number: Annotated[int, Field(ge=1, le=99)] | None = None
    objectives: Annotated[tuple[Line, ...], Field(min_length=1)]
    faculty: tuple[Line, ...] = ()
    interventions: tuple[Slug | GuideUseEntry, ...] = ()
    attachments: Annotated[tuple[AttachmentEntry, ...], Field(alias="materials", min_length=1)]

    model_config = {"populate_by_name": True}


class LearningSets(PageSection[LearningSetFile]):
    """Learning sets."""

    name = "learning sets"
    folder = "learning-sets"
    model = LearningSet
    schema = LearningSetFile
    headings = {
        "Before you come": "before",
        "What we covered": "covered",
        "What people said of it": "evaluation",
    }

    def fill(self, page: Any, entry: Any, resolve: Resolver) -> None:
        """The learning set's own fields."""
        super().fill(page, entry, resolve)
        page.programme, page.wave, page.number = entry.programme, entry.wave, entry.number
        page.objectives = "\n".join(entry.objectives)
        page.faculty = "\n".join(entry.faculty)
        page.set_guides = [_set_guide(named) for named in entry.interventions]

    def values(self, page: Any, resolve: Resolver) -> dict[str, Any]:
        """The reverse of `fill`."""
        return {
            "programme": page.programme,
            "wave": page.wave,
            "number": page.number,
            "objectives": tuple(page.objectives_list()),
            "faculty": tuple(page.faculty_list()),
            "interventions": tuple(_named(row) for row in page.set_guides.select_related("guide")),
        }

    def front_matter(self, entry: LearningSetFile) -> dict[str, Any]:
        """With the attachments under their own name here."""
        data = entry.front_matter()
        return {("materials" if key == "attachments" else key): value for key, value in data.items()}


def _set_guide(named: str | GuideUseEntry) -> LearningSetGuide:
    """A guide in the version that is said, or in the one in force."""
    if isinstance(named, GuideUseEntry):
        return LearningSetGuide(guide=guide_called(named.guide), version=named.version)
    guide = guide_called(named)
    return LearningSetGuide(guide=guide, version=guide.version)


def _named(row: LearningSetGuide) -> str | GuideUseEntry:
    """The reverse of `_set_guide`: the version is said where it is no longer in force."""
    if row.version in {None, row.guide.version}:
        return str(row.guide.slug)
    return GuideUseEntry(guide=row.guide.slug, version=row.version)
