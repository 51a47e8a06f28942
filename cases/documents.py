"""What search knows of case studies, guides and learning sets."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.formats import date_format

from accounts.models import PUBLIC_ID
from cases.models import CaseStudy, InterventionGuide, LearningSet
from hub.documents import page_fields, trust_facet
from hub.models import BasePage
from search import registry
from search.registry import Facet, Fields


def intervention_facet(guide: InterventionGuide) -> Facet:
    """The guide is the intervention."""
    return Facet("intervention", guide.slug, guide.short_title)


def intervention_facets(page: BasePage, guides: Iterable[InterventionGuide]) -> list[Facet]:
    """The guides of a page that everyone who sees the page may see: a facet tells their titles."""
    seen = {PUBLIC_ID, page.audience_id}
    return [intervention_facet(guide) for guide in guides if guide.live and guide.audience_id in seen]


class CaseStudyDocument:
    """Case studies, with outcome and headline number."""

    model = CaseStudy
    kind = "case-study"
    label = "Case study"
    plural = "Case studies"

    def get_queryset(self) -> models.QuerySet[CaseStudy]:
        """Published case studies with what `fields` reads."""
        pages: models.QuerySet[CaseStudy] = CaseStudy.objects.filter(live=True)
        return pages.select_related("trust__network").prefetch_related(
            "guide_uses__guide", *CaseStudy.FULL_TEXT_NEEDS
        )

    def fields(self, page: CaseStudy) -> Fields:
        """The case study as search knows it."""
        uses = intervention_facets(page, (use.guide for use in page.guide_uses.all()))
        return page_fields(
            page,
            status=page.outcome_words,
            mark=page.mark,
            meta=_reviewed(page, page.trust.name if page.trust else ""),
            number=page.number,
            number_words=page.number_short or page.number_unit,
            facets=(
                *uses,
                *trust_facet(page),
                Facet("outcome", page.outcome, page.get_outcome_display()),
            ),
        )


class GuideDocument:
    """Guides, with their version and status."""

    model = InterventionGuide
    kind = "guide"
    label = "Guide"
    plural = "Guides"

    def get_queryset(self) -> models.QuerySet[InterventionGuide]:
        """Published guides with what `fields` reads."""
        pages: models.QuerySet[InterventionGuide] = InterventionGuide.objects.filter(live=True)
        return pages.select_related("trust__network").prefetch_related(*InterventionGuide.FULL_TEXT_NEEDS)

    def fields(self, page: InterventionGuide) -> Fields:
        """The guide as search knows it."""
        return page_fields(
            page,
            status=f"Version {page.version}, {page.get_status_display().lower()}",
            mark=page.mark,
            meta=_reviewed(page),
            facets=(intervention_facet(page), *trust_facet(page)),
        )


class LearningSetDocument:
    """Learning sets, with the guides that they are about."""

    model = LearningSet
    kind = "learning-set"
    label = "Learning set"
    plural = "Learning sets"

    def get_queryset(self) -> models.QuerySet[LearningSet]:
        """Published learning sets with what `fields` reads."""
        pages: models.QuerySet[LearningSet] = LearningSet.objects.filter(live=True)
        return pages.select_related("trust__network").prefetch_related(
            "set_guides__guide", *LearningSet.FULL_TEXT_NEEDS
        )

    def fields(self, page: LearningSet) -> Fields:
        """The learning set as search knows it."""
        about = intervention_facets(page, (row.guide for row in page.set_guides.all()))
        programme = ", ".join(part for part in (page.programme, page.wave) if part)
        return page_fields(page, meta=programme, facets=(*about, *trust_facet(page)))


def _reviewed(page: CaseStudy | InterventionGuide, who: str = "") -> str:
    """The line below a result: "Fenmere Hospitals. Reviewed 21 April 2026"."""
    when = f"Reviewed {date_format(page.reviewed_on)}" if page.reviewed_on else ""
    return ". ".join(part for part in (who, when) if part)


def register() -> None:
    """Adds what editors publish to what can be found."""
    registry.register(GuideDocument())
    registry.register(CaseStudyDocument())
    registry.register(LearningSetDocument())
