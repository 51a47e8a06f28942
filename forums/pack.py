"""Forums and topics as plain data: what a content pack holds in forums.csv and topics/*.yaml.

Data in, data out: reading files, and saying in which line something is wrong, is the pack
engine's work. A wrong value raises ValueError with a plain sentence. Importing the same data
again changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Page

from accounts.models import Audience, Organisation, User
from accounts.services import audience_for_key
from forums.models import BODY_LENGTH, Forum, Post, Topic
from forums.services import edit_post, open_for_page, thread
from forums.times import read_time, write_time

YES_NO = {"yes": True, "no": False}
Data = dict[str, Any]


class Resolve(Protocol):
    """What the engine knows: pages by address and people by email, both ValueError when absent."""

    def page(self, path: str) -> Page:
        """The page at an address such as /guides/smoke-free-pregnancy/."""
        ...

    def user(self, email: str) -> User:
        """The person with an email address."""
        ...


def _one_of(value: object, field: str, allowed: Iterable[str]) -> str:
    word = str(value).strip()
    if word not in allowed:
        raise ValueError(f"{field}: {word!r} is none of {', '.join(sorted(allowed))}.")
    return word


def _text(data: Data, field: str, longest: int) -> str:
    text = str(data.get(field) or "").strip()
    if not text:
        raise ValueError(f"{field} is missing.")
    if len(text) > longest:
        raise ValueError(f"{field} has {len(text)} characters; at most {longest} are allowed.")
    return text


def _update(thing: models.Model, values: Data) -> bool:
    """Saves what differs; returns whether anything did."""
    changed = [name for name, value in values.items() if getattr(thing, name) != value]
    for name in changed:
        setattr(thing, name, values[name])
    if changed:
        thing.save(update_fields=changed)
    return bool(changed)


# Forums -----------------------------------------------------------------------------------------


@transaction.atomic
def import_forum(row: Data) -> bool:
    """One row of forums.csv: `slug,title,description,audience,posters,network,order,anonymous,hosts`.
    True when it changed something. A network has one forum: the row of a network is about that one,
    whatever it was called before."""
    slug = _text(row, "slug", 60)
    key = str(row.get("audience") or "public").strip()
    order = str(row.get("order") or "0").strip()
    hosts = _one_of(row.get("hosts") or "no", "hosts", YES_NO)
    if not order.isdecimal() or len(order) > 4:
        raise ValueError(f"order: {order!r} is no whole number from 0 to 9999.")
    network = _network(str(row.get("network") or "").strip())
    posters = str(row.get("posters") or "").strip()
    values = {
        "title": _text(row, "title", 80),
        "description": _text(row, "description", 255),
        "audience": _audience(key, "audience"),
        "posters": _audience(posters, "posters") if posters else None,
        "position": int(order),
        "hosts_pages": YES_NO[hosts],
        "allows_anonymous": YES_NO[_one_of(row.get("anonymous") or "no", "anonymous", YES_NO)],
    }
    forum = Forum.objects.filter(network=network).first() if network else None
    forum = forum or Forum.objects.filter(slug=slug).first()
    others = Forum.objects.exclude(pk=forum.pk) if forum else Forum.objects.all()
    if others.filter(slug=slug).exists():
        raise ValueError(f"slug: another forum has {slug!r}.")
    if network:
        values |= {"network": network}
    if values["hosts_pages"] and (other := others.filter(hosts_pages=True).first()):
        raise ValueError(f"hosts: the forum {other.slug!r} hosts the discussions of resources.")
    if others.filter(title=values["title"]).exists():
        raise ValueError(f"title: another forum is called {values['title']!r}.")
    if forum is None:
        Forum.objects.create(slug=slug, **values)
        return True
    return _update(forum, {"slug": slug, **values})


def _audience(key: str, field: str) -> Audience:
    try:
        return audience_for_key(key)
    except (Audience.DoesNotExist, Organisation.DoesNotExist) as error:
        raise ValueError(f"{field}: there is no {key!r}.") from error


def _network(slug: str) -> Organisation | None:
    if not slug:
        return None
    found = Organisation.objects.networks().filter(slug=slug).first()
    if found is None:
        raise ValueError(f"network: there is no {slug!r}.")
    return found


def export_forums() -> list[Data]:
    """Every forum as a row of forums.csv."""
    return [
        {
            "slug": forum.slug,
            "title": forum.title,
            "description": forum.description,
            "audience": forum.audience.key,
            "posters": forum.posters.key if forum.posters else "",
            "network": forum.network.slug if forum.network else "",
            "order": str(forum.position),
            "anonymous": "yes" if forum.allows_anonymous else "no",
            "hosts": "yes" if forum.hosts_pages else "no",
        }
        for forum in Forum.objects.select_related("audience", "posters", "network")
    ]


# Topics -----------------------------------------------------------------------------------------


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
    changed = _import_posts(topic, data.get("posts") or [], resolve) or changed
    status = _one_of(data.get("status") or "open", "status", Topic.Status.values)
    changed = _update(thread.lock(topic.pk), {"status": status}) or changed
    if is_new and topic.has_opening_post:
        thread.announce_topic(topic, at=topic.created_at)
    elif changed:
        thread.note("forums.topic.changed", topic, by=None)
    return changed


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
    title = _text(data, "title", 150)
    slug = str(data.get("slug") or thread.slug_of(title))[:80]
    values: Data = {
        "title": title,
        "kind": _one_of(data.get("kind") or "question", "kind", Topic.Kind.values),
        "author": _user(data.get("author"), resolve),
        "created_at": read_time(data.get("created"), "created"),
        "audience_id": forum.audience_id,
    }
    if not data.get("posts"):
        raise ValueError("posts is missing: a topic opens with its first post.")
    found = _find(forum, slug, values)
    if found is None:
        made = Topic.objects.create(forum=forum, slug=slug, last_post_at=values["created_at"], **values)
        return thread.lock(made.pk), True
    locked = thread.lock(found.pk)
    return locked, _update(locked, values)


def _find(forum: Forum, slug: str, values: Data) -> Topic | None:
    """The topic that is there already: the one of that moment and writer, or of that slug.

    Two topics of one forum may share a slug; in a pack the later one then has a number.
    """
    own = Topic.objects.filter(forum=forum, page=None).order_by("pk")
    same = own.filter(created_at=values["created_at"], author=values["author"])
    return same.first() or own.filter(slug=slug).first()


def _user(email: object, resolve: Resolve) -> User | None:
    """The writer; nobody for a former member, whose address an export does not have."""
    return resolve.user(str(email).strip()) if email else None


def _import_posts(topic: Topic, posts: list[Data], resolve: Resolve) -> bool:
    """Adds what is not there yet, in the order of the file; changes words that differ."""
    there: dict[tuple[int | None, datetime], list[Post]] = {}
    for post in Post.objects.filter(topic=topic).select_related("user").order_by("seq"):
        there.setdefault((post.user_id, post.submit_date), []).append(post)
    by_number: dict[int, Post] = {}
    changed = False
    for number, data in enumerate(posts, start=1):
        try:
            post, new = _import_post(topic, data, resolve, there, by_number)
        except ValueError as error:
            raise ValueError(f"post {number}: {error}") from error
        by_number[number] = post
        changed = changed or new
    return changed


def _import_post(
    topic: Topic,
    data: Data,
    resolve: Resolve,
    there: dict[tuple[int | None, datetime], list[Post]],
    by_number: dict[int, Post],
) -> tuple[Post, bool]:
    """One post, and whether it is new or was changed."""
    author = _user(data.get("author"), resolve)
    at = read_time(data.get("at"), "at")
    body = _text(data, "body", BODY_LENGTH)
    answers = data.get("reply_to")
    if answers is not None and answers not in by_number:
        raise ValueError(f"reply_to: there is no post {answers} before it.")
    if same := there.get((author.pk if author else None, at)):
        return _import_words(same.pop(0), body, author)
    parent = by_number[answers] if answers is not None else None
    post = thread.add_post(
        topic,
        author=author,
        body=body,
        parent=None if parent is None or parent.is_opening else parent,
        at=at,
    )
    if not post.is_opening:
        thread.announce_post(topic, post, at=at)
    return post, True


def _import_words(post: Post, body: str, author: User | None) -> tuple[Post, bool]:
    """The words of a post that is there: changed where they differ. A removed one stays removed."""
    if post.comment == body or post.is_removed or author is None:
        return post, False
    return edit_post(post, by=author, body=body), True


def export_topics() -> list[Data]:
    """Every topic that is not held, oldest first, with its published posts."""
    topics = (
        Topic.objects.filter(held=False)
        .select_related("forum", "author", "page")
        .prefetch_related(
            "about",
            models.Prefetch(
                "posts",
                Post.objects.published().select_related("user").order_by("topic_id", "seq"),
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
    told: list[Post] = topic.told  # type: ignore[attr-defined]
    numbers = {post.pk: number for number, post in enumerate(told, start=1)}
    return {
        **data,
        "status": topic.status,
        "about": [page.slug for page in topic.about.all()],
        "posts": [_exported_post(post, numbers) for post in told],
    }


def _exported_post(post: Post, numbers: dict[int, int]) -> Data:
    data: Data = {
        "author": post.user.email if post.user else "",
        "at": write_time(post.submit_date or timezone.now()),
    }
    if post.reply_to_id in numbers:
        data["reply_to"] = numbers[post.reply_to_id]
    return {**data, "body": post.comment}
