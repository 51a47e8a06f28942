"""What templates show of topics and posts, in the form of templates/_post.html and _topic_row.html."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.safestring import mark_safe

from accounts.models import Membership, Organisation, User
from forums.models import FORMER_MEMBER, HELPFUL, PostFile, Topic
from forums.models.post import SEQ_DIGITS, CommentFlag

Reader = User | AnonymousUser
Shown = dict[str, Any]
Row = dict[str, Any]


def count_words(count: int, one: str) -> str:
    """ "1 reply", "2 replies", "No topics"."""
    many = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return f"{count or 'No'} {one if count == 1 else many}"


def last_writer(topic: Topic) -> str:
    """Who wrote last; of a page's topic in which nobody has written, nobody."""
    if topic.post_count == 0:
        return "nobody has replied yet"
    return topic.last_post_by.name if topic.last_post_by else FORMER_MEMBER


def topic_row(topic: Topic, *, level: int = 3) -> Shown:
    """A topic as a row of a list."""
    meta = count_words(topic.reply_count, "reply")
    if topic.reply_count:
        meta += f", last by {last_writer(topic)}, {date_format(topic.last_post_at)}"
    elif topic.author:
        meta += f", asked by {topic.author.name}, {date_format(topic.created_at)}"
    return {
        "title": topic.title,
        "url": topic.get_absolute_url(),
        "word": "Waiting for a moderator" if topic.held else topic.status_words,
        "mark": topic.mark,
        "meta": meta,
        "level": level,
    }


def bylines(rows: Iterable[Row]) -> dict[int, str]:
    """Role and unit of each writer, "midwife, Fenmere": where they work takes one query."""
    roles = {row["user_id"]: row["user__profile__job_title"] for row in rows if row["user_id"]}
    current = Membership.objects.current().filter(user__in=list(roles))
    places: dict[int, str] = {}
    for writer, name in current.values_list("user_id", "organisation__name"):
        places.setdefault(writer, Organisation(name=name).short_name)
    return {
        writer: ", ".join(part for part in (role, places.get(writer)) if part)
        for writer, role in roles.items()
    }


def helpful_counts(rows: Iterable[Row], reader: Reader) -> dict[int, tuple[int, bool]]:
    """How many found each post helpful, and whether the reader did: one query for a page."""
    mine = Q(user_id=reader.pk) if reader.is_authenticated else Q(pk__in=[])
    counted = (
        CommentFlag.objects.filter(comment__in=[row["pk"] for row in rows], flag=HELPFUL)
        .values("comment_id")
        .annotate(found=Count("pk"), mine=Count("pk", filter=mine))
        .values_list("comment_id", "found", "mine")
    )
    return {pk: (found, bool(mine)) for pk, found, mine in counted}


def files_of(rows: Iterable[Row]) -> dict[int, list[PostFile]]:
    """The files of each post, as they were added: one query for a page."""
    files: dict[int, list[PostFile]] = {}
    for file in PostFile.objects.filter(post__in=[row["pk"] for row in rows]):
        files.setdefault(file.post_id or 0, []).append(file)
    return files


@dataclass(frozen=True, slots=True)
class Presenter:
    """Makes posts of rows for templates/_post.html, with what the reader may do with each.

    Every key is set, the empty ones too: a template takes longer to miss a key than to read it.
    `base` is the address that links to reply are added to, empty where nobody can reply;
    `names` are the writers of the posts that others answer.
    """

    reader: Reader
    has_opening: bool
    base: str
    bylines: dict[int, str]
    helpful: dict[int, tuple[int, bool]]
    names: dict[int, str]
    files: dict[int, list[PostFile]]
    post_url: Callable[[int], str]
    person_url: Callable[[int], str]

    def shown(self, row: Row) -> Shown:
        """One post."""
        pk, writer = row["pk"], row["user_id"]
        mine = self.reader.is_authenticated and writer == self.reader.pk
        found, found_by_me = self.helpful.get(pk, (0, False))
        url = self.post_url(pk)
        may_find = self.reader.is_authenticated and not mine and not row["held"]
        is_opening = self.has_opening and row["seq"] == 1
        base = "" if row["held"] else self.base
        answers = row["reply_to_id"]
        return {
            "anchor": f"post-{pk}",
            "url": url,
            "author": row["user__name"] or FORMER_MEMBER,
            "author_url": self.person_url(writer) if writer else "",
            "byline": self.bylines.get(writer, ""),
            "at": row["submit_date"],
            "edited_at": row["edited_at"],
            "held": row["held"],
            "accepted": False,
            "removed": False,
            # Cleaned by nh3 when it was written.
            "body": mark_safe(row["body_html"]),  # noqa: S308
            "files": self.files.get(pk, ()),
            "is_reply": len(row["path"]) > SEQ_DIGITS,
            "reply_to": {"author": self.names[answers], "url": self.post_url(answers)}
            if answers in self.names
            else None,
            "helpful": {
                "count": found,
                "mine": found_by_me,
                "url": f"{url}helpful/" if may_find else "",
            },
            "edit_url": f"{url}edit/" if mine else "",
            "reply_url": f"{base}{'' if is_opening else f'reply_to={pk}'}#composer" if base else "",
            "quote_url": f"{base}quote={pk}#composer" if base else "",
            "report_url": f"{url}report/" if may_find else "",
        }


def by_id(name: str) -> Callable[[int], str]:
    """Makes addresses that differ by an id: one look-up for a page instead of sixty."""
    before, _, after = reverse(name, args=[0]).rpartition("0")
    return lambda pk: f"{before}{pk}{after}"


def presenter(
    topic: Topic, rows: list[Row], beside: list[Row], reader: Reader, *, query: str = ""
) -> Presenter:
    """What shows some posts of a topic: two queries, however many they are.

    `beside` are the posts of other pages that these answer, and the question; `query` is the
    address of this page of the topic, which the links to reply keep.
    """
    may_write = reader.is_authenticated and not topic.is_closed and not topic.held
    return Presenter(
        reader=reader,
        has_opening=topic.has_opening_post,
        base=f"{topic.get_absolute_url()}?{query}{'&' if query else ''}" if may_write else "",
        bylines=bylines([*rows, *beside]),
        helpful=helpful_counts([*rows, *beside], reader),
        names={row["pk"]: row["user__name"] or FORMER_MEMBER for row in (*rows, *beside)},
        files=files_of([*rows, *beside]),
        post_url=by_id("forums:post"),
        person_url=by_id("accounts:person"),
    )


def trail(*steps: models.Model) -> list[Shown]:
    """The breadcrumb: home, the forums, and what is named."""
    above = [{"title": "Home", "url": "/"}, {"title": "Forums", "url": reverse("forums:index")}]
    return above + [
        {"title": str(step), "url": step.get_absolute_url()}  # type: ignore[attr-defined]
        for step in steps
    ]


def sign_in_url(path: str) -> str:
    """Where to sign in and come back from."""
    return f"{reverse('account_login')}?{urlencode({'next': path})}"
