"""The index pages of case studies, guides and learning sets, each with its facets."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from itertools import islice
from typing import Any, ClassVar, cast

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, QueryDict

from accounts.models import Audience, User
from activity.feeds import ITEMS, FeedItem
from cases.facets import SORTS, Catalogue, Facets, Field, Named, OfTrust, Shelf, Words, tags
from cases.facets.catalogue import bits_of
from cases.facets.fields import births, itself, network, unit_type
from cases.facets.reading import Many, catalogue_of
from cases.models.adoption import Adoption
from cases.models.case_study import CaseStudy, GuideUse
from cases.models.guide import InterventionGuide
from cases.models.learning_set import LearningSet, LearningSetGuide
from cases.models.version import GuideVersion
from hub.listing import page_of
from hub.models import BasePage, PageTag, Tag
from hub.models.base import BasePageQuerySet

Reader = User | AnonymousUser


def guide_names(user: Reader, ids: Iterable[Hashable]) -> Iterable[tuple[int, str, str]]:
    """The guides that the person may see: a facet tells of no other."""
    guides = InterventionGuide.objects.visible_to(user).filter(pk__in=ids)
    return guides.values_list("pk", "slug", "short_title")


def tag_names(user: Reader, ids: Iterable[Hashable]) -> Iterable[tuple[int, str, str]]:
    """The tags; they are words like any other."""
    return Tag.objects.filter(pk__in=ids).values_list("pk", "slug", "name")


TAGGED = Many("tag", PageTag, "content_object_id", ("tag_id",))
TAG = Named("tag", "Tag", "tag", tag_names)
INTERVENTION = Named("intervention", "Intervention", "guide", guide_names)
WAVE = Words("wave", "Wave", "wave")
NETWORK = OfTrust("network", "Network", network)
YEAR = Words("year", "Year", "year", newest_first=True)


class ResourceIndexPage(BasePage):
    """A list of one kind of resource, narrowed by facets of the address."""

    KIND = "index"
    lists: ClassVar[type[BasePage]] = BasePage
    nouns: ClassVar[tuple[str, str]] = ("page", "pages")
    # What the catalogue keeps: columns of the page, and rows of other tables.
    sources: ClassVar[dict[str, str]] = {}
    many: ClassVar[tuple[Many, ...]] = (TAGGED,)
    trust_source: ClassVar[str] = "trust"
    facet_fields: ClassVar[tuple[Field, ...]] = ()
    like_label: ClassVar[str] = "Units like mine"

    max_count = 1
    parent_page_types: ClassVar[list[str]] = ["hub.HomePage"]

    class Meta:
        abstract = True

    def resources(self, user: Reader) -> BasePageQuerySet:
        """What the person may see of this list."""
        pages: BasePageQuerySet = self.lists.objects.child_of(self).visible_to(user)
        return pages

    def complete(self, rows: Iterable[BasePage], user: Reader) -> None:
        """Adds to the rows of one page what they show besides."""

    def fresh(self, catalogue: Catalogue, user: Reader) -> Mapping[str, Mapping[Hashable, int]]:
        """Values that the catalogue cannot keep: they differ between readers, or change by themselves."""
        return {}

    def facets_for(self, user: Reader, query: QueryDict) -> Facets:
        """The facets as a person sees them, with what an address has chosen."""
        catalogue = catalogue_of(self)
        fresh = self.fresh(catalogue, user)
        shelf = Shelf(catalogue, user, trust_source=self.trust_source, fresh=fresh)
        return Facets(shelf, self.facet_fields, query, self.like_label)

    def feed_items(self, user: Reader, query: QueryDict) -> list[FeedItem]:
        """The newest of this list; the filters of the address travel with it."""
        facets = self.facets_for(user, query)
        newest = islice(facets.shelf.catalogue.in_order("newest", facets.narrowed()), ITEMS)
        pages = self.lists.objects.visible_to(user).filter(pk__in=list(newest))
        return [page.as_feed_item() for page in pages.for_feed().newest()]

    def feed_title(self, user: Reader, query: QueryDict) -> str:
        """With what the address has chosen: two feeds of one list are told apart."""
        facets = self.facets_for(user, query) if query else None
        chosen = tags(facets.groups()) if facets and facets.chosen() else []
        words = ", ".join(choice.label for choice in chosen)
        return f"{self.title}: {words}" if words else str(self.title)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Facets with counts, tags, and one page of rows."""
        context = super().get_context(request, *args, **kwargs)
        user, facets = request.user, self.facets_for(request.user, request.GET)
        context["facets"] = facets.groups()
        context["tags"] = tags(context["facets"])
        context["count"] = facets.narrowed().bit_count()
        context["total"] = facets.shelf.seen.bit_count()
        context["is_narrowed"] = facets.chosen()
        context["sort"] = facets.sort
        context["sorts"] = [(name, facets.list_query(sort=name)) for name in SORTS if name != facets.sort]
        rows = self.lists.objects.visible_to(user).for_rows()
        context.update(page_of(facets.in_order(), rows, request.GET.get("before", "")))
        facets.note_near(context["pages"])
        self.complete(context["pages"], user)
        context["thing"], context["things"] = self.nouns
        context["list_query"] = facets.list_query()
        context["older_query"] = facets.list_query(before=context["older"] or 0)
        feed_query = facets.feed_query()
        context["feed_query"] = f"?{feed_query}" if feed_query else ""
        return context


class CaseStudyIndexPage(ResourceIndexPage):
    """All case studies."""

    lists = CaseStudy
    nouns = ("case study", "case studies")
    sources: ClassVar[dict[str, str]] = {"trust": "trust_id", "outcome": "outcome", "wave": "wave"}
    many = (Many("guide", GuideUse, "page_id", ("guide_id",)), TAGGED)
    facet_fields = (
        Words("outcome", "Outcome", "outcome", tuple(CaseStudy.Outcome.choices)),
        INTERVENTION,
        OfTrust("births", "Births a year", births),
        WAVE,
        NETWORK,
        OfTrust("trust", "Trust", itself),
        OfTrust("unit", "Type of unit", unit_type),
        YEAR,
        TAG,
    )
    template = "cases/index.html"
    template_section = "case-studies"
    subpage_types: ClassVar[list[str]] = ["cases.CaseStudy"]


class GuideIndexPage(ResourceIndexPage):
    """All guides."""

    lists = InterventionGuide
    nouns = ("guide", "guides")
    sources: ClassVar[dict[str, str]] = {"status": "status"}
    many = (
        Many(
            "told",
            GuideUse,
            "guide_id",
            ("page__trust_id", "page__audience_id"),
            {"page__live": True, "page__trust__isnull": False},
        ),
        TAGGED,
    )
    trust_source = "tried"
    facet_fields = (
        Words("status", "Status", "status", tuple(InterventionGuide.Status.choices)),
        OfTrust("network", "Tried in", network),
        OfTrust("trust", "Tried by", itself),
        TAG,
    )
    like_label = "Tried by units like mine"
    template = "cases/index.html"
    template_section = "guides"
    subpage_types: ClassVar[list[str]] = ["cases.InterventionGuide"]

    def feed_items(self, user: Reader, query: QueryDict) -> list[FeedItem]:
        """The guides of this list, and the new versions of them. One query more."""
        facets = self.facets_for(user, query)
        guides = list(facets.shelf.catalogue.in_order("newest", facets.narrowed()))
        versions = GuideVersion.objects.told(user).filter(guide__in=guides).for_feed()[:ITEMS]
        items = [*super().feed_items(user, query), *(version.as_feed_item() for version in versions)]
        return sorted(items, key=lambda item: item.published, reverse=True)[:ITEMS]

    def complete(self, rows: Iterable[BasePage], user: Reader) -> None:
        """The number of case studies of each guide that the person may see, from their own list."""
        told = catalogue_of(CaseStudyIndexPage.objects.get())
        seen = told.open_to(Audience.objects.ids_for(user))
        for guide in rows:
            guide.case_study_count = (told.holders.get("guide", {}).get(guide.pk, 0) & seen).bit_count()

    def fresh(self, catalogue: Catalogue, user: Reader) -> Mapping[str, Mapping[Hashable, int]]:
        """Who has tried a guide: whose case study of it the person may see, and who says so in a
        record of their own. One query."""
        allowed, tried = Audience.objects.ids_for(user), dict[Hashable, int]()
        for key, bits in catalogue.holders.get("told", {}).items():
            trust, audience = cast(tuple[int, int], key)
            if audience in allowed:
                tried[trust] = tried.get(trust, 0) | bits
        place = {pk: place for place, pk in enumerate(catalogue.ids)}
        records = Adoption.objects.visible_to(user).exclude(status=Adoption.Status.PLANNING)
        for guide_id, trust_id in records.values_list("guide_id", "trust_id"):
            if guide_id in place:
                tried[trust_id] = tried.get(trust_id, 0) | bits_of([place[guide_id]], len(place))
        return {"tried": tried}


class LearningSetIndexPage(ResourceIndexPage):
    """All learning sets."""

    lists = LearningSet
    nouns = ("learning set", "learning sets")
    sources: ClassVar[dict[str, str]] = {"trust": "trust_id", "wave": "wave"}
    many = (Many("guide", LearningSetGuide, "page_id", ("guide_id",)), TAGGED)
    facet_fields = (INTERVENTION, WAVE, NETWORK, OfTrust("trust", "Host trust", itself), YEAR, TAG)
    like_label = "Held by units like mine"
    template = "cases/index.html"
    template_section = "learning-sets"
    subpage_types: ClassVar[list[str]] = ["cases.LearningSet"]
