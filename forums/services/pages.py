"""The discussion of a page: opened with it, kept in step with it, closed with it."""

from __future__ import annotations

from typing import Protocol

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from accounts.models import PUBLIC_ID, Audience
from activity.models import Activity
from forums.models import TITLE_LENGTH, Forum, Topic
from forums.services import thread

HOST = {
    "slug": "resources",
    "title": "Case studies, guides and learning sets",
    "description": (
        "Questions about what is published here. Each discussion also stands under its own page."
    ),
    "position": 50,
}
CLOSED_WITH_PAGE = "forums.topic.closed_with_page"


class DiscussedPage(Protocol):
    """What a page must have to be discussed: every page of the hub has it."""

    pk: int
    title: str
    audience: Audience
    audience_id: int
    open_for_discussion: bool


def host_forum() -> Forum:
    """The forum that lists the discussions of resources, made when there is none."""
    forum, _ = Forum.objects.get_or_create(hosts_pages=True, defaults={**HOST, "audience_id": PUBLIC_ID})
    return forum


@transaction.atomic
def open_for_page(page: Page) -> Topic:
    """The topic of a page that is opened for discussion: made, or brought into step with its
    title and audience. Run twice it changes nothing."""
    discussed: DiscussedPage = page
    since = page.first_published_at or timezone.now()
    topic, made = Topic.objects.get_or_create(
        page_id=page.pk,
        defaults={
            "forum": host_forum(),
            "title": page.title[:TITLE_LENGTH],
            "slug": thread.slug_of(page.title),
            "kind": Topic.Kind.DISCUSSION,
            "audience_id": discussed.audience_id,
            "created_at": since,
            "last_post_at": since,
        },
    )
    locked = thread.lock(topic.pk)
    if made:
        thread.note("forums.topic.opened", locked, by=None)
    elif _keep_in_step(locked, discussed):
        thread.note("forums.topic.changed", thread.lock(topic.pk), by=None)
    return locked


def _keep_in_step(topic: Topic, page: DiscussedPage) -> bool:
    """Takes over the page's title and audience; opens again what was closed with the page."""
    changed = []
    if topic.title != page.title[:TITLE_LENGTH]:
        topic.title, topic.slug = page.title[:TITLE_LENGTH], thread.slug_of(page.title)
        changed += ["title", "slug"]
    if topic.audience_id != page.audience_id:
        topic.audience = page.audience
        changed += ["audience"]
    if topic.is_closed and _closed_with_page(topic):
        topic.status = Topic.Status.OPEN
        changed += ["status"]
    if changed:
        topic.save(update_fields=changed)
    if "audience" in changed:
        # What was told of the discussion is not told any more to those who may not see it now.
        Activity.objects.filter(pk__in=Activity.objects.about(topic).values("pk")).update(audience=topic.gate)
    return bool(changed)


def _closed_with_page(topic: Topic) -> bool:
    """Whether it was the page that closed it, and not a person."""
    return Activity.objects.filter(verb=CLOSED_WITH_PAGE).about(topic).exists()


@transaction.atomic
def close_with_page(page: Page) -> None:
    """Closes the discussion of a page that is not open for discussion any more. What was said
    stays readable."""
    topic = Topic.objects.filter(page_id=page.pk).first()
    if topic is None:
        return
    locked = thread.lock(topic.pk)
    if not locked.is_closed:
        locked.status = Topic.Status.CLOSED
        locked.save(update_fields=["status"])
        thread.note(CLOSED_WITH_PAGE, locked, by=None)
