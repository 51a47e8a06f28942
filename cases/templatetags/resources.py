"""What templates of every room ask of case studies, guides and learning sets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import template
from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.template import Context, RequestContext
from django.template.base import NodeList, Parser, Token
from django.utils import timezone
from django.utils.safestring import SafeString
from wagtail.models import Page

from accounts.models import User
from cases import facts, rows
from cases.facets import Choice, FacetGroup
from cases.models import CaseStudy, GuideUse, InterventionGuide, LearningSet, ResultMeasure
from forums.models import Topic
from hub.headings import headings_of
from hub.models import BasePage, NewsPage

register = template.Library()
PLACES = 5
FRESH = 3
TOPICS = 5
TOLD = 10
WORDS = ("", "One place", "Two places", "Three places", "Four places", "Five places")


def _reader(context: RequestContext) -> User | AnonymousUser:
    request = context.get("request")
    return request.user if request is not None else AnonymousUser()


def _how_many(links: QuerySet[Any], things: str, of: str) -> Coalesce:
    """How many things the links join to the outer guide, as a part of its own query."""
    each = links.filter(**{of: OuterRef("pk")}).order_by().values(of)
    return Coalesce(Subquery(each.annotate(many=Count(things, distinct=True)).values("many")), 0)


@register.simple_tag(takes_context=True)
def places_to_start(context: RequestContext) -> dict[str, Any]:
    """The first guides in the editors' order, with how much there is about each that the reader
    may see. One query."""
    user = _reader(context)
    told = GuideUse.objects.filter(page__in=CaseStudy.objects.visible_to(user).values("pk"))
    seen = Topic.objects.visible_to(user).values("pk")
    # The guide's own discussion stands under the guide.
    asked = Topic.about.through.objects.filter(topic__in=seen).exclude(topic__page=F("page"))
    guides = list(
        InterventionGuide.objects.visible_to(user)
        .exclude(status=InterventionGuide.Status.WITHDRAWN)
        .annotate(told=_how_many(told, "page", "guide"), asked=_how_many(asked, "topic", "page"))
        .order_by("path")[:PLACES]
    )
    return {"title": f"{WORDS[len(guides)]} to start", "guides": guides}


@register.filter
def what_there_is(guide: InterventionGuide) -> str:
    """ "14 case studies, 22 topics", of a guide from `places_to_start`."""
    told, asked = getattr(guide, "told", 0), getattr(guide, "asked", 0)
    parts = [
        rows.counted(told, "case study", "case studies") if told else "",
        rows.counted(asked, "topic", "topics") if asked else "",
    ]
    return ", ".join(part for part in parts if part) or "No case studies yet"


@register.simple_tag(takes_context=True)
def newest_resources(context: RequestContext) -> dict[str, Any]:
    """The three newest pages that the reader may see; "this week" only where that is so."""
    newest = (
        BasePage.objects.visible_to(_reader(context))
        .type(CaseStudy, InterventionGuide, LearningSet, NewsPage)
        .newest()
        .specific()
        .select_related("trust", for_specific_subqueries=True)
    )
    pages = list(newest[:FRESH])
    week_ago = timezone.now() - timedelta(days=7)
    this_week = all((page.first_published_at or week_ago) > week_ago for page in pages)
    return {
        "title": "New this week" if this_week else "New on the hub",
        "rows": [rows.fresh_row(page) for page in pages],
    }


@register.simple_tag(takes_context=True)
def told_of(context: RequestContext, guide: InterventionGuide) -> dict[str, Any]:
    """The newest case studies of teams that followed a guide, as rows, as far as the reader may see
    them; the rest stand in the list of case studies. One query."""
    told = CaseStudy.objects.visible_to(_reader(context)).filter(pk__in=guide.uses.values("page_id"))
    pages = list(told.for_rows().newest()[: TOLD + 1])
    return {"rows": [rows.row(page) for page in pages[:TOLD]], "more": len(pages) > TOLD}


@register.simple_tag(takes_context=True)
def topics_about(context: RequestContext, page: Page) -> list[dict[str, Any]]:
    """The topics that name a page and that the reader may see, last active first, without the
    page's own discussion. One query."""
    topics = Topic.objects.visible_to(_reader(context)).filter(about=page).exclude(page=page)
    return [
        {
            "title": topic.title,
            "url": topic.get_absolute_url(),
            "kind": topic.forum.title,
            "word": topic.status_words,
            "mark": topic.mark,
            "meta": rows.counted(topic.reply_count, "reply", "replies"),
        }
        for topic in topics.for_list().newest()[:TOPICS]
    ]


@register.filter
def as_row(page: BasePage) -> rows.Row:
    """A resource in the list of its kind, for `_resource_row.html`."""
    return rows.row(page)


@register.filter
def number_words(page: CaseStudy) -> str:
    """What the headline number counts, when, and what it was before."""
    return rows.number_words(page)


class DrawnNode(template.Node):
    """See `drawn`."""

    def __init__(self, nodes: NodeList) -> None:
        self.nodes = nodes

    def render(self, context: Context) -> SafeString:
        """What stands inside, as it is; its headings go to `contents`."""
        html = self.nodes.render(context)
        context["contents"] = headings_of(html)
        return html


@register.tag
def drawn(parser: Parser, token: Token) -> DrawnNode:
    """Draws what stands inside, and keeps in `contents` the headings that came of it: so the list
    "On this page" follows what is there, whichever room drew it."""
    nodes = parser.parse(("enddrawn",))
    parser.delete_first_token()
    return DrawnNode(nodes)


@register.simple_tag
def case_study_facts(page: CaseStudy, uses: Iterable[GuideUse]) -> list[facts.Fact]:
    """The facts of a case study, for `_fact_strip.html`."""
    return facts.case_study_facts(page, uses)


@register.filter
def unit_facts(page: CaseStudy) -> list[facts.Fact]:
    """What kind of place it was, for `_pairs.html`."""
    return facts.unit_facts(page)


@register.filter
def progress_pairs(page: CaseStudy) -> list[facts.Fact]:
    """How far the team had come, for `_about_pairs.html`."""
    return facts.progress_pairs(page)


@register.filter
def guide_facts(page: InterventionGuide) -> list[facts.Fact]:
    """The facts of a guide, for `_fact_strip.html`."""
    return facts.guide_facts(page)


@register.simple_tag
def guide_pairs(page: InterventionGuide, earlier: InterventionGuide | None) -> list[facts.Fact]:
    """Who keeps and approved a guide, for `_about_pairs.html`."""
    return facts.guide_pairs(page, earlier)


@register.filter
def learning_set_facts(page: LearningSet) -> list[facts.Fact]:
    """The facts of a learning set, for `_fact_strip.html`."""
    return facts.learning_set_facts(page)


@register.filter
def with_how_counted(measures: Iterable[ResultMeasure]) -> list[ResultMeasure]:
    """The measures that say how they were counted."""
    return [measure for measure in measures if measure.how_counted()]


@register.filter
def search_url(tag: str) -> str:
    """The search for a tag's words, as they stand."""
    return f"/search/?{urlencode({'q': tag.replace(chr(34), ' ')})}"


@register.filter
def set_name(page: LearningSet) -> str:
    """ "Wave 1, set 3"."""
    return rows.set_name(page)


@register.filter
def as_filters(groups: Iterable[FacetGroup]) -> list[dict[str, Any]]:
    """The facets of a list, for `_facets.html`."""
    return rows.filters(groups)


@register.simple_tag
def removable_tags(chosen: Iterable[Choice], path: str) -> list[dict[str, str]]:
    """What is chosen, for `_tags.html`."""
    return rows.removable(chosen, path)


@register.simple_tag
def list_count(count: int, total: int, thing: str, things: str) -> str:
    """ "17 of 48 case studies", or "48 case studies" where nothing is left out."""
    everything = rows.counted(total, thing, things)
    return everything if count == total else f"{count:,} of {everything}"
