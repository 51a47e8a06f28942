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

from accounts.models import Mute, Organisation, User
from forums.models import HELPFUL, THANKS, TRIED, PostFile, Topic
from forums.models.post import SEQ_DIGITS, CommentFlag
from forums.naming import Naming, moderates
from forums.passages import teaser

# Nobody reads the difference between 120 and 140 new posts, and counting them all takes long.
MOST = 99
# What a reader says of a post with one press, by its flag.
REACTIONS = {HELPFUL: "Helpful", THANKS: "Thanks", TRIED: "We tried this too"}
Reader = User | AnonymousUser
Shown = dict[str, Any]
Row = dict[str, Any]


def number_words(count: int) -> str:
    """ "3", or "More than 99" for what was not counted to its end."""
    return str(count) if count <= MOST else f"More than {MOST}"


def new_words(count: int) -> str:
    """ "3 new posts"; nothing for none. The question counts too, so they are no replies."""
    return f"{number_words(count)} new {'post' if count == 1 else 'posts'}" if count else ""


def count_words(count: int, one: str) -> str:
    """ "1 reply", "2 replies", "No topics"."""
    many = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return f"{count or 'No'} {one if count == 1 else many}"


def last_written(topic: Topic) -> str:
    """Who wrote last, and when: "last by Ben Osei, 9 May 2026". Of one who left, or who asked not
    to be named, the day alone."""
    who = f" by {topic.last_post_by.name}," if topic.last_post_by else ""
    return f"last{who} {date_format(topic.last_post_at)}"


def asked_words(topic: Topic) -> str:
    """Who asked, and when."""
    if topic.is_anonymous or topic.author is None:
        who = " without a name" if topic.is_anonymous else ""
        return f"asked{who}, {date_format(topic.created_at)}" if topic.has_opening_post else ""
    return f"asked by {topic.author.name}, {date_format(topic.created_at)}"


def topic_row(topic: Topic, *, level: int = 3, new: int = 0, place: bool = False) -> Shown:
    """A topic as a row of a list; `new` is how many of its posts are new to the reader, `place`
    says in which forum it stands."""
    replied = f", {last_written(topic)}" if topic.reply_count else ""
    parts = [count_words(topic.reply_count, "reply") + replied]
    if not topic.reply_count and (asked := asked_words(topic)):
        parts = [f"{parts[0]}, {asked}"]
    if place:
        parts.append(topic.forum.title)
    pins = "Pinned" if topic.is_pinned else ""
    return {
        "title": topic.title,
        "url": topic.get_absolute_url(),
        "kind": pins,
        "word": "Waiting for a moderator" if topic.held else topic.status_words,
        "mark": topic.mark,
        "unread": new_words(new),
        "meta": ". ".join(parts),
        "level": level,
    }


def byline(row: Row) -> str:
    """Role and unit of a post's writer: "midwife, Fenmere"."""
    place = Organisation(name=row["place"]).short_name if row["place"] else ""
    return ", ".join(part for part in (row["user__profile__job_title"], place) if part)


Counts = dict[int, dict[str, tuple[int, bool]]]


def reaction_counts(rows: Iterable[Row], reader: Reader) -> Counts:
    """How many said what of each post, and whether the reader did: one query for a page."""
    mine = Q(user_id=reader.pk) if reader.is_authenticated else Q(pk__in=[])
    counted = (
        CommentFlag.objects.filter(comment__in=[row["pk"] for row in rows], flag__in=REACTIONS)
        .values("comment_id", "flag")
        .annotate(found=Count("pk"), mine=Count("pk", filter=mine))
        .values_list("comment_id", "flag", "found", "mine")
    )
    found: Counts = {}
    for pk, flag, number, own in counted:
        found.setdefault(pk, {})[flag] = (number, bool(own))
    return found


def reactions(url: str, said: dict[str, tuple[int, bool]], *, may: bool) -> list[Shown]:
    """What can be said of a post with one press, and how many did; what nobody said, and the
    reader cannot, is left out."""
    shown = []
    for flag, word in REACTIONS.items():
        count, mine = said.get(flag, (0, False))
        if may or count:
            shown.append(
                {
                    "word": word,
                    "count": count,
                    "people": "1 person" if count == 1 else f"{count} people",
                    "mine": mine,
                    "url": f"{url}{flag}/" if may else "",
                }
            )
    return shown


@dataclass(frozen=True, slots=True)
class Rights:
    """What a reader may do in a topic. `base` is the address that links to reply are added to,
    empty where nobody can reply."""

    reader: Reader
    base: str
    moderates: bool
    accepts: bool
    may_close: bool


def files_of(rows: Iterable[Row]) -> dict[int, list[PostFile]]:
    """The files of each post, as they were added: one query for a page."""
    files: dict[int, list[PostFile]] = {}
    for file in PostFile.objects.filter(post__in=[row["pk"] for row in rows]):
        files.setdefault(file.post_id or 0, []).append(file)
    return files


def muted_by(reader: Reader) -> frozenset[int]:
    """Whose posts are folded away for a reader. Signed out: no query."""
    if not reader.is_authenticated:
        return frozenset()
    return frozenset(Mute.objects.of(reader).values_list("muted_id", flat=True))


@dataclass(frozen=True, slots=True)
class Presenter:
    """Makes posts of rows for templates/_post.html, with what the reader may do with each.

    Every key is set, the empty ones too: a template takes longer to miss a key than to read it.
    `answered` are the posts that others answer, by id; `new` those that are new to the reader.
    """

    rights: Rights
    naming: Naming
    has_opening: bool
    said: Counts
    answered: dict[int, Row]
    new: frozenset[int]
    muted: frozenset[int]
    files: dict[int, list[PostFile]]
    post_url: Callable[[int], str]
    person_url: Callable[[int], str]

    def shown(self, row: Row) -> Shown:
        """One post."""
        pk, writer = row["pk"], row["user_id"]
        if row["is_removed"]:
            return self.stub(row)
        is_opening = self.has_opening and row["seq"] == 1
        return {
            "anchor": f"post-{pk}",
            "url": self.post_url(pk),
            "author": self.naming.name(row),
            "author_url": self.person_url(writer) if self.naming.is_named(row) else "",
            "byline": byline(row) if self.naming.is_named(row) else "",
            "at": row["submit_date"],
            "edited_at": row["edited_at"],
            "history_url": f"{self.post_url(row['pk'])}history/" if self.rights.moderates else "",
            "edited_out_at": row["edited_out_at"],
            "held": row["held"],
            "accepted": row["accepted_at"] is not None,
            "removed": False,
            "new": pk in self.new,
            # Cleaned by nh3 when it was written.
            "body": mark_safe(row["body_html"]),  # noqa: S308
            "files": self.files.get(pk, ()),
            "muted": writer in self.muted and self.naming.is_named(row),
            "is_reply": len(row["path"]) > SEQ_DIGITS,
            "reply_to": self.answers(row["reply_to_id"]),
            **self.actions(row, is_opening=is_opening),
        }

    def actions(self, row: Row, *, is_opening: bool) -> Shown:
        """What the reader may do with a post. One that waits for a moderator is not answered."""
        pk, held = row["pk"], row["held"]
        url, mine = self.post_url(pk), self.naming.is_mine(row["user_id"])
        base = "" if held else self.rights.base
        may_react = self.rights.reader.is_authenticated and not mine and not held
        accepts = self.rights.accepts and not is_opening and not held
        return {
            "reactions": reactions(url, self.said.get(pk, {}), may=may_react),
            "accept_url": f"{url}answer/" if accepts else "",
            "edit_url": f"{url}edit/" if mine else "",
            "reply_url": f"{base}{'' if is_opening else f'reply_to={pk}'}#composer" if base else "",
            "quote_url": f"{base}quote={pk}#composer" if base else "",
            "report_url": f"{url}report/" if may_react else "",
            "moderate_url": f"{url}moderate/" if self.rights.moderates else "",
        }

    def stub(self, row: Row) -> Shown:
        """What is left of a removed post that others answered: its place, and no name."""
        return {
            "anchor": f"post-{row['pk']}",
            "removed": True,
            "moderate_url": f"{self.post_url(row['pk'])}moderate/" if self.rights.moderates else "",
            "body": "",
            "is_reply": len(row["path"]) > SEQ_DIGITS,
            "new": False,
        }

    def answers(self, pk: int | None) -> Shown | None:
        """Which post another answers, with its first words."""
        row = self.answered.get(pk) if pk else None
        if row is None or pk is None:
            return None
        if row["is_removed"]:
            return {"removed": True}
        url = self.post_url(pk)
        return {"author": self.naming.name(row), "url": url, "teaser": teaser(row["body_html"])}


def by_id(name: str) -> Callable[[int], str]:
    """Makes addresses that differ by an id: one look-up for a page instead of sixty."""
    before, _, after = reverse(name, args=[0]).rpartition("0")
    return lambda pk: f"{before}{pk}{after}"


def rights_in(topic: Topic, reader: Reader, *, query: str = "", only_reads: bool = False) -> Rights:
    """What a reader may do in a topic; `query` is the address of this page of it, which the links
    to reply keep. Who only reads here replies nowhere."""
    writes = reader.is_authenticated and not topic.is_closed and not topic.held and not only_reads
    moderated = moderates(reader, topic.forum)
    asked = reader.is_authenticated and topic.author_id == reader.pk
    return Rights(
        reader=reader,
        base=f"{topic.get_absolute_url()}?{query}{'&' if query else ''}" if writes else "",
        moderates=moderated,
        accepts=topic.takes_answers and (asked or moderated),
        may_close=topic.has_opening_post and not topic.held and asked,
    )


def presenter(
    topic: Topic,
    rows: list[Row],
    beside: list[Row],
    rights: Rights,
    *,
    new: frozenset[int] = frozenset(),
) -> Presenter:
    """What shows some posts of a topic: two queries, however many they are.

    `beside` are the posts of other pages that these answer, and the question; `new` the ids of
    those that are new to the reader.
    """
    return Presenter(
        rights=rights,
        naming=Naming(rights.reader, rights.moderates),
        has_opening=topic.has_opening_post,
        said=reaction_counts([*rows, *beside], rights.reader),
        answered={row["pk"]: row for row in (*beside, *rows)},
        new=new,
        muted=muted_by(rights.reader),
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
