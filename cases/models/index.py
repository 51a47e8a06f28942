"""The index pages of case studies, guides and learning sets, each with its facets."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q
from django.http import HttpRequest, QueryDict

from accounts.models import Audience, User
from activity.feeds import ITEMS, FeedItem
from cases.facets import FacetField, Facets, tags
from cases.models.case_study import CaseStudy
from cases.models.guide import InterventionGuide
from cases.models.learning_set import LearningSet
from hub.listing import keyset_page
from hub.models import BasePage
from hub.models.base import BasePageQuerySet

Reader = User | AnonymousUser


class ResourceIndexPage(BasePage):
    """A list of one kind of resource, newest first, narrowed by facets of the address."""

    KIND = "index"
    lists: ClassVar[type[BasePage]] = BasePage
    nouns: ClassVar[tuple[str, str]] = ("page", "pages")
    facet_fields: ClassVar[list[FacetField]] = []

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["hub.HomePage"]

    class Meta:
        abstract = True

    def resources(self, user: Reader) -> BasePageQuerySet:
        """What the person may see of this list."""
        pages: BasePageQuerySet = self.lists.objects.child_of(self).visible_to(user)
        return pages

    def for_list(self, pages: BasePageQuerySet, user: Reader) -> BasePageQuerySet:
        """With what a row shows fetched."""
        return pages.select_related("trust__network")

    def feed_items(self, user: Reader, query: QueryDict) -> list[FeedItem]:
        """The newest of this list; the filters of the address travel with it."""
        narrowed = Facets(self.resources(user), self.facet_fields, query, user).narrowed()
        return [page.as_feed_item() for page in narrowed.for_feed().newest()[:ITEMS]]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Facets with counts, tags, and one page of rows."""
        context = super().get_context(request, *args, **kwargs)
        seen = self.resources(request.user)
        facets = Facets(seen, self.facet_fields, request.GET, request.user)
        narrowed = facets.narrowed()
        context["facets"] = facets.groups()
        context["tags"] = tags(context["facets"])
        context["count"] = narrowed.count()
        context["is_narrowed"] = facets.chosen()
        context["total"] = seen.count() if context["is_narrowed"] else context["count"]
        rows = self.for_list(narrowed.newest(), request.user)
        context.update(keyset_page(rows, request.GET.get("before", "")))
        context["thing"], context["things"] = self.nouns
        context["list_query"] = facets.list_query()
        context["older_query"] = facets.list_query(before=context["older"])
        context["feed_query"] = f"?{context['list_query']}" if context["list_query"] else ""
        return context


class CaseStudyIndexPage(ResourceIndexPage):
    """All case studies."""

    lists = CaseStudy
    nouns = ("case study", "case studies")
    facet_fields: ClassVar[list[FacetField]] = [
        FacetField(
            "intervention",
            "Intervention",
            "guide_uses__guide__slug",
            "guide_uses__guide__short_title",
            through="guide_uses__guide",
        ),
        FacetField("trust", "Trust", "trust__slug", "trust__name"),
    ]
    template = "cases/index.html"
    template_section = "case-studies"
    subpage_types: ClassVar[list[str]] = ["cases.CaseStudy"]


class GuideIndexPage(ResourceIndexPage):
    """All guides."""

    lists = InterventionGuide
    nouns = ("guide", "guides")
    facet_fields: ClassVar[list[FacetField]] = [
        FacetField("intervention", "Intervention", "slug", "short_title"),
        FacetField(
            "trust",
            "Tried by",
            "uses__page__trust__slug",
            "uses__page__trust__name",
            through="uses__page",
        ),
    ]
    template = "cases/index.html"
    template_section = "guides"
    subpage_types: ClassVar[list[str]] = ["cases.InterventionGuide"]

    def for_list(self, pages: BasePageQuerySet, user: Reader) -> BasePageQuerySet:
        """With the number of case studies that the person may see."""
        seen = Q(uses__page__live=True, uses__page__audience_id__in=Audience.objects.ids_for(user))
        return pages.annotate(case_study_count=Count("uses__page", filter=seen, distinct=True))


class LearningSetIndexPage(ResourceIndexPage):
    """All learning sets."""

    lists = LearningSet
    nouns = ("learning set", "learning sets")
    facet_fields: ClassVar[list[FacetField]] = [
        FacetField(
            "intervention",
            "Intervention",
            "set_guides__guide__slug",
            "set_guides__guide__short_title",
            through="set_guides__guide",
        ),
        FacetField("trust", "Host trust", "trust__slug", "trust__name"),
    ]
    template = "cases/index.html"
    template_section = "learning-sets"
    subpage_types: ClassVar[list[str]] = ["cases.LearningSet"]
