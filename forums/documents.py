"""What search knows of topics: the title, and everything said in them."""

from __future__ import annotations

from django.db import models
from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.text import slugify
from wagtail.models import Page

from accounts.models import PUBLIC_ID
from forums.markdown import plain
from forums.models import Post, Topic
from forums.presenting import count_words
from search import registry
from search.registry import Facet, Fields

# Of a very long topic the first posts are found by their words, and all by its title.
TOLD_LENGTH = 100_000


class TopicDocument:
    """Topics, those of pages too, with their posts."""

    model = Topic
    kind = "topic"
    label = "Topic"
    plural = "Topics"

    def get_queryset(self) -> models.QuerySet[Topic]:
        """Topics that are not held, not taken out and not gone into another, with what `fields` reads.
        The topic of a page is found once somebody has written in it: before that it is only the
        page's name."""
        published = Post.objects.published().order_by("topic_id", "seq")
        return (
            Topic.objects.filter(held=False, is_hidden=False, merged_into__isnull=True)
            .exclude(page__live=False)
            .exclude(page__isnull=False, post_count=0)
            .with_gate()
            .select_related("author")
            .prefetch_related(
                Prefetch("posts", published.only("topic_id", "body_html"), to_attr="told"),
                # Not `specific()`: it loses which topic each page was fetched for.
                Prefetch(
                    "about",
                    Page.objects.filter(live=True).select_related("basepage__interventionguide"),
                ),
            )
        )

    def fields(self, topic: Topic) -> Fields:
        """The topic as search knows it."""
        asker = topic.named_author
        body = " ".join(plain(post.body_html) for post in topic.told)  # type: ignore[attr-defined]
        return Fields(
            title=topic.title,
            path=topic.get_absolute_url(),
            audience_id=topic.gate.pk,
            published=topic.created_at,
            updated=topic.last_post_at,
            body=body[:TOLD_LENGTH],
            status=topic.status_words,
            mark=topic.mark,
            meta=meta_of(topic),
            facets=tuple(facets_of(topic)),
            author=slugify(asker.name) if asker else "",
        )


def meta_of(topic: Topic) -> str:
    """The line below a result: "Measurement. 8 replies, last 9 May 2026"."""
    replies = count_words(topic.reply_count, "reply")
    last = f", last {date_format(topic.last_post_at)}" if topic.reply_count else ""
    return f"{topic.forum.title}. {replies}{last}"


def facets_of(topic: Topic) -> list[Facet]:
    """The interventions that it is about: guides that everyone who sees the topic may see."""
    seen = {PUBLIC_ID, topic.gate.pk}
    pages = [getattr(page, "basepage", None) for page in topic.about.all()]
    guides = [getattr(page, "interventionguide", None) for page in pages]
    return [
        Facet("intervention", guide.slug, guide.short_title)
        for guide in guides
        if guide and guide.audience_id in seen
    ]


def register() -> None:
    """Adds topics to what can be found."""
    registry.register(TopicDocument())
