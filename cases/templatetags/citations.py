"""What names a page or a topic, and what on this page was written against an older guide."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.template import RequestContext
from django.utils.formats import date_format

from accounts.models import User
from activity.models import content_type_of
from cases.models import Citation, GuideUse, InterventionGuide
from forums.models import Post, Topic
from hub.models import BasePage

register = template.Library()

# Of very many citations the newest are looked at, and the first of those shown.
LOOKED_AT = 300
SHOWN = 10
# What _written_against.html shows of a guide.
NAMED_BY = ("short_title", "slug", "status", "version", "approved_on", "change_note")

Reader = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Older:
    """A guide that is out in a newer version than the one that was written against."""

    guide: InterventionGuide
    version: int


@dataclass(frozen=True, slots=True)
class Cited:
    """What names a thing (`pages` and `posts`, as rows), and `older`: guides that the thing
    itself names in a version that is no longer in force."""

    pages: list[dict[str, Any]] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)
    older: list[Older] = field(default_factory=list)


def _cited(reader: Reader, named: models.Model, naming: Q, *, known: Iterable[int] = ()) -> Cited:
    """One query where nothing names the thing and it names no guide; at most four.

    `naming` are the citations made by the thing; `known` are guides whose version the page tells
    already.
    """
    target = Q(target_type=content_type_of(named), target_id=named.pk)
    rows = Citation.objects.filter(target | naming).order_by("-pk")
    sources: dict[int, set[int]] = defaultdict(set)
    guides: dict[int, int] = {}
    for row in rows[:LOOKED_AT]:
        if (row.target_type_id, row.target_id) == (content_type_of(named).pk, named.pk):
            sources[row.source_type_id].add(row.source_id)
        elif row.version is not None and row.target_id not in known:
            guides[row.target_id] = min(row.version, guides.get(row.target_id, row.version))
    posts = sources.pop(ContentType.objects.get_for_model(Post).pk, set())
    pages = {pk for pks in sources.values() for pk in pks}
    return Cited(_pages(pages, named, reader), _posts(posts, named, reader), _older(guides, reader))


def _pages(pks: set[int], named: models.Model, reader: Reader) -> list[dict[str, Any]]:
    if not pks:
        return []
    pages = BasePage.objects.visible_to(reader).filter(pk__in=pks).in_brief().newest()
    if isinstance(named, InterventionGuide):
        # The case studies that used a guide are listed on it already.
        pages = pages.exclude(pk__in=GuideUse.objects.filter(guide=named).values("page_id"))
    return [
        {
            "kind": page.cached_content_type.model_class().KIND_LABEL,
            "title": page.title,
            "url": page.get_absolute_url(),
            "meta": page.trust.name if page.trust else "",
        }
        for page in pages
    ]


def _posts(pks: set[int], named: models.Model, reader: Reader) -> list[dict[str, Any]]:
    if not pks:
        return []
    posts = Post.objects.visible_to(reader).filter(pk__in=pks, held=False).in_brief()
    if isinstance(named, InterventionGuide):
        # The questions that are about a guide are listed on it already.
        posts = posts.exclude(seq=1, topic__about=named.pk)
    return [
        {
            "kind": "Opinion, not guidance",
            "title": post.topic.title,
            "url": post.get_absolute_url(),
            "meta": f"{post.author_name}, {date_format(post.submit_date)}",
        }
        for post in posts.newest()
    ]


def _older(guides: dict[int, int], reader: Reader) -> list[Older]:
    if not guides:
        return []
    found = (
        InterventionGuide.objects.visible_to(reader)
        .filter(pk__in=guides)
        .in_brief(*NAMED_BY)
        .order_by("title")
    )
    return [Older(guide, guides[guide.pk]) for guide in found if guide.version > guides[guide.pk]]


def _reader(context: RequestContext) -> Reader:
    request = context.get("request")
    return request.user if request is not None else AnonymousUser()


@register.simple_tag(takes_context=True)
def citations_of_page(context: RequestContext, page: BasePage) -> Cited:
    """What names a page, and the guides that it names in an older version."""
    known = {use.guide_id for use in context.get("guide_uses") or ()}
    known |= {guide.pk for guide in context.get("guides") or ()}
    own = Q(source_type=content_type_of(page), source_id=page.pk)
    return _cited(_reader(context), page, own, known=known)


@register.simple_tag(takes_context=True)
def citations_of_topic(
    context: RequestContext,
    topic: Topic,
    posts: Iterable[dict[str, Any]],
    opening: dict[str, Any] | None = None,
) -> Cited:
    """What names a topic, on its first page; and on each page the guides that the posts there
    name in an older version. No query on a later page where no post leads to a guide."""
    is_first_page = not context.get("newer_url")
    linking = [post for post in posts if "/guides/" in post["body"]]
    if not is_first_page and not linking:
        return Cited()
    if opening:  # its topic may be about a guide that its words do not link to
        linking.append(opening)
    shown = [int(post["anchor"].removeprefix("post-")) for post in linking]
    own = Q(source_type=ContentType.objects.get_for_model(Post), source_id__in=shown, version__isnull=False)
    return _cited(_reader(context), topic, own)


@register.filter
def first_few(rows: list[Any]) -> list[Any]:
    """Those that are shown at once."""
    return rows[:SHOWN]


@register.filter
def the_rest(rows: list[Any]) -> list[Any]:
    """Those that are folded away."""
    return rows[SHOWN:]
