"""Files of topics/: one topic with its posts."""

from __future__ import annotations

from collections import Counter

from django.db import models, transaction

from forums.markdown import render
from forums.models import TITLE_LENGTH, Forum, Post, Topic
from forums.packs.posts import exported_post, import_posts
from forums.packs.values import Data, Resolve, one_of, person, text_of, update
from forums.services import open_for_page, thread
from forums.times import read_time, write_time


@transaction.atomic
def import_topic(data: Data, resolve: Resolve) -> bool:
    """One topic of topics/*.yaml with its posts; `slug` is the file's name. True when it changed
    something.

    Posts keep their writer and their time. One that is there already is known by both, so what
    members wrote meanwhile is left alone.
    """
    topic, changed = _page_topic(data, resolve) if data.get("page") else _own_topic(data, resolve)
    about = [resolve.page(f"/guides/{slug}/") for slug in data.get("about") or []]
    if {page.pk for page in about} != set(topic.about.values_list("pk", flat=True)):
        topic.about.set(about)
        changed = True
    is_new = topic.last_seq == 0
    changed = import_posts(topic, data.get("posts") or [], resolve) or changed
    status = one_of(data.get("status") or "open", "status", Topic.Status.values)
    stands = {"status": status, "is_pinned": bool(data.get("pinned")), "is_locked": bool(data.get("locked"))}
    changed = update(thread.lock(topic.pk), {**stands, **_summary(data)}) or changed
    if is_new and topic.has_opening_post:
        thread.announce_topic(topic, at=topic.created_at)
    elif changed:
        thread.note("forums.topic.changed", topic, by=None)
    return changed


def _summary(data: Data) -> Data:
    """What it came to, as it stands above the replies."""
    text = str(data.get("summary") or "").strip()
    return {"summary": text, "summary_html": str(render(text))} if text else {}


def _page_topic(data: Data, resolve: Resolve) -> tuple[Topic, bool]:
    """The topic of a page that is opened for discussion."""
    page = resolve.page(str(data["page"])).specific
    made = not Topic.objects.filter(page_id=page.pk).exists()
    return open_for_page(page), made


def _own_topic(data: Data, resolve: Resolve) -> tuple[Topic, bool]:
    """A topic of its own, found by forum and slug."""
    name = str(data.get("forum") or "").strip()
    forum = Forum.objects.filter(slug=name).first()
    if forum is None:
        raise ValueError(f"forum: there is no forum {name!r}.")
    title = text_of(data, "title", TITLE_LENGTH)
    slug = str(data.get("slug") or thread.slug_of(title))[:80]
    values: Data = {
        "title": title,
        "kind": one_of(data.get("kind") or "question", "kind", Topic.Kind.values),
        "author": person(data.get("author"), resolve),
        "created_at": read_time(data.get("created"), "created"),
        "audience_id": forum.audience_id,
        "is_anonymous": bool(data.get("anonymous")),
    }
    if not data.get("posts"):
        raise ValueError("posts is missing: a topic opens with its first post.")
    found = _find(forum, slug, values)
    if found is None:
        made = Topic.objects.create(forum=forum, slug=slug, last_post_at=values["created_at"], **values)
        return thread.lock(made.pk), True
    locked = thread.lock(found.pk)
    return locked, update(locked, values)


def _find(forum: Forum, slug: str, values: Data) -> Topic | None:
    """The topic that is there already: the one of that moment and writer, or of that slug.

    Two topics of one forum may share a slug; in a pack the later one then has a number.
    """
    own = Topic.objects.filter(forum=forum, page=None).order_by("pk")
    same = own.filter(created_at=values["created_at"], author=values["author"])
    return same.first() or own.filter(slug=slug).first()


def export_topics() -> list[Data]:
    """Every topic that is neither held nor taken out, oldest first, with its published posts."""
    topics = (
        Topic.objects.filter(held=False, is_hidden=False)
        .select_related("forum", "author", "page")
        .prefetch_related(
            "about",
            models.Prefetch(
                "posts",
                Post.objects.published()
                .select_related("user")
                .prefetch_related("flags__user")
                .order_by("topic_id", "seq"),
                to_attr="told",
            ),
        )
        .order_by("created_at", "pk")
    )
    slugs: Counter[str] = Counter()
    return [_exported(topic, slugs) for topic in topics]


def _exported(topic: Topic, slugs: Counter[str]) -> Data:
    """One topic; two of the same slug get a number, because the slug is the file's name."""
    slugs[topic.slug] += 1
    turn = slugs[topic.slug]
    data: Data = {"slug": topic.slug if turn == 1 else f"{topic.slug}-{turn}", "forum": topic.forum.slug}
    if topic.page:
        data["page"] = topic.page.get_url()
    else:
        data |= {
            "title": topic.title,
            "kind": topic.kind,
            "author": topic.author.email if topic.author else "",
            "created": write_time(topic.created_at),
        }
    marks = {"anonymous": topic.is_anonymous, "pinned": topic.is_pinned, "locked": topic.is_locked}
    data |= {name: True for name, holds in marks.items() if holds}
    told: list[Post] = topic.told  # type: ignore[attr-defined]
    numbers = {post.pk: number for number, post in enumerate(told, start=1)}
    return {
        **data,
        "status": topic.status,
        "summary": topic.summary,
        "about": [page.slug for page in topic.about.all()],
        "posts": [exported_post(post, numbers) for post in told],
    }
