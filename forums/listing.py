"""Lists of topics, of one forum or of all: which of them are shown, chosen by the address.

`?show=` names a view and `?intervention=` the guides that the topics are about; both travel with
the pages of a list, its feeds and its CSV.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, F, OuterRef
from django.http import QueryDict
from django.utils.http import urlencode
from wagtail.models import Page

from accounts.models import Audience, User
from activity.models import Subscription
from forums.models import Forum, Topic, TopicQuerySet
from forums.reading import CountOf, with_news

Reader = User | AnonymousUser
NEWEST = "newest"
SHOWS = {
    NEWEST: "Newest",
    "unanswered": "Unanswered",
    "unread": "Unread",
    "mine": "Mine",
    "followed": "Followed",
}
# Only somebody who is signed in has these.
PERSONAL = frozenset({"unread", "mine", "followed"})
NOTHING = {
    NEWEST: "Nobody has asked anything here yet.",
    "unanswered": "Every question here has a reply.",
    "unread": "You have read everything here.",
    "mine": "You have not asked anything here yet.",
    "followed": "You follow no topic here yet.",
}
# More filters than a person can tick are somebody else's address.
MOST_CHOSEN = 20
COUNTED = 99


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide that topics are about, as a filter."""

    pk: int
    slug: str
    title: str
    found: int


@dataclass(frozen=True, slots=True)
class Listing:
    """What is chosen of a list: a view, and guides."""

    show: str
    interventions: tuple[str, ...]

    @classmethod
    def of(cls, query: QueryDict, reader: Reader) -> Listing:
        """As an address has it; what is no view, or not this reader's, is the newest."""
        show = query.get("show", NEWEST)
        known = show in SHOWS and (reader.is_authenticated or show not in PERSONAL)
        chosen = dict.fromkeys(query.getlist("intervention")[:MOST_CHOSEN])
        return cls(show if known else NEWEST, tuple(chosen))

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left out."""
        return self.show == NEWEST and not self.interventions

    def query(self, **changed: Any) -> str:
        """The query of the same list with something changed: "?show=mine", or nothing."""
        show = changed.get("show", self.show)
        pairs: list[tuple[str, str]] = [] if show == NEWEST else [("show", show)]
        pairs += [("intervention", slug) for slug in changed.get("interventions", self.interventions)]
        pairs += [("before", changed["before"])] if changed.get("before") else []
        return f"?{urlencode(pairs)}" if pairs else ""

    def without(self, slug: str) -> str:
        """The query of the list with one guide less."""
        return self.query(interventions=[each for each in self.interventions if each != slug])


def topics_in(forum: Forum | None, reader: Reader) -> TopicQuerySet:
    """The topics of one forum, or of all, that a person may see."""
    seen = Topic.objects.visible_to(reader)
    return seen.filter(forum=forum) if forum else seen


def narrowed(topics: TopicQuerySet, listing: Listing, reader: Reader) -> TopicQuerySet:
    """The topics that a list shows."""
    topics = _shown(topics, listing.show, reader)
    if listing.interventions:
        about = Topic.about.through.objects.filter(topic_id=OuterRef("pk"))
        topics = topics.filter(Exists(about.filter(page__in=guide_pages(reader, listing.interventions))))
    return topics


def _shown(topics: TopicQuerySet, show: str, reader: Reader) -> TopicQuerySet:
    if show == "unanswered":
        return topics.filter(kind=Topic.Kind.QUESTION, status=Topic.Status.OPEN, post_count__lte=1)
    if not isinstance(reader, User) or show not in PERSONAL:
        return topics
    if show == "unread":
        return with_news(topics, reader)
    if show == "mine":
        return topics.filter(author=reader)
    mine = Subscription.objects.filter(user=reader, content_type__app_label="forums")
    followed = mine.filter(content_type__model="topic", object_id=OuterRef("pk"))
    return topics.filter(Exists(followed))


def guide_pages(reader: Reader, slugs: Sequence[str] | None = None) -> Any:
    """Published guides that a person may see; guides are the room's above, so they are asked for
    by their rows and not by their class."""
    guides = Page.objects.filter(
        live=True,
        basepage__interventionguide__isnull=False,
        basepage__audience_id__in=Audience.objects.ids_for(reader),
    )
    return guides if slugs is None else guides.filter(slug__in=slugs)


def guides_of(topics: TopicQuerySet, reader: Reader) -> list[Guide]:
    """The guides that some topics are about, with how many are, counted to 99: one query."""
    found = topics.filter(about=OuterRef("pk")).order_by().values("pk")[: COUNTED + 1]
    title = F("basepage__interventionguide__short_title")
    guides = guide_pages(reader).annotate(found=CountOf(found), short_title=title).order_by("short_title")
    rows = guides.values_list("pk", "slug", "short_title", "found")
    return [Guide(*row) for row in rows if row[3]]


def facets(listing: Listing, guides: list[Guide]) -> list[dict[str, Any]]:
    """The filter of a list, for templates/_facets.html."""
    options = [
        {
            "value": guide.slug,
            "label": guide.title,
            "count": guide.found if guide.found <= COUNTED else f"over {COUNTED}",
            "checked": guide.slug in listing.interventions,
        }
        for guide in guides
    ]
    return [{"name": "intervention", "label": "Intervention", "open": True, "options": options}]


def tags(listing: Listing, guides: list[Guide], path: str) -> list[dict[str, str]]:
    """The guides that are chosen, each to be taken off, for templates/_tags.html."""
    titles = {guide.slug: guide.title for guide in guides}
    return [
        {"label": titles.get(slug, slug), "remove_url": f"{path}{listing.without(slug)}"}
        for slug in listing.interventions
    ]


def views(listing: Listing, reader: Reader, path: str) -> list[dict[str, Any]]:
    """The views of a list as links, those that the reader has."""
    return [
        {"word": word, "url": f"{path}{listing.query(show=show)}", "current": show == listing.show}
        for show, word in SHOWS.items()
        if reader.is_authenticated or show not in PERSONAL
    ]
