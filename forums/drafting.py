"""What a person has begun to write: kept by place, offered when the composer opens there again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from forums.forms import WithFiles
from forums.models import BODY_LENGTH, Draft, Forum, Post, PostFile, Topic
from forums.paging import number

Reader = User | AnonymousUser
Shown = dict[str, Any]
KEPT_FOR = timedelta(days=90)
MOST_GUIDES = 20  # so many boxes as nobody ticks
_PLACE = re.compile(r"(ask|reply|edit)(?::([0-9]{1,18}))?")


@dataclass(frozen=True, slots=True)
class Offer:
    """A draft as the composer offers it: `when` it was begun, and the address that puts it back."""

    place: str
    when: str
    put_back: str


def place_to_ask(forum: Forum | None) -> str:
    """Where a question is written: in a forum, or before one is chosen."""
    return f"ask:{forum.pk}" if forum else "ask"


def address_of(place: str, user: User) -> str:
    """The page whose composer a place is; empty where the person may not write there, or it is none."""
    match = _PLACE.fullmatch(place)
    if match is None:
        return ""
    kind, pk = match.group(1), int(match.group(2) or 0)
    if kind == "ask":
        return _address_to_ask(pk, user)
    if kind == "reply":
        topic = Topic.objects.visible_to(user).select_related("forum").filter(pk=pk).first()
        return topic.get_absolute_url() if topic else ""
    mine = Post.objects.visible_to(user).filter(pk=pk, user=user).exists() if pk < 2**31 else False
    return reverse("forums:edit", args=[pk]) if mine else ""


def _address_to_ask(pk: int, user: User) -> str:
    if not pk:
        return reverse("forums:ask")
    forum = Forum.objects.visible_to(user).takes_questions().filter(pk=pk).first()
    return reverse("forums:ask_in", args=[forum.slug]) if forum else ""


def draft_at(user: Reader, place: str) -> Draft | None:
    """What a person has begun at a place: one query, none for a signed-out reader."""
    return Draft.objects.filter(user=user, place=place).first() if user.is_authenticated else None


def offer_of(draft: Draft, path: str) -> Offer:
    """The draft as it is offered on a page."""
    return Offer(draft.place, in_words(draft.saved_at), f"{path}?draft=1#composer")


def in_words(at: datetime) -> str:
    """ "today at 10:42", "on Friday", "on 3 March 2026"."""
    then, now = timezone.localtime(at), timezone.localtime()
    days = (now.date() - then.date()).days
    if days == 0:
        return f"today at {then:%H:%M}"
    return f"on {then:%A}" if days < 7 else f"on {date_format(then)}"


def opened_with(form: forms.BaseForm, request: HttpRequest, place: str, path: str) -> Shown:
    """What the composer knows of drafts at its place. A form that was not sent yet takes over what
    was begun here when the address asks for it; else that is offered."""
    shown: Shown = {"draft_place": place}
    draft = None if form.is_bound else draft_at(request.user, place)
    if draft and request.GET.get("draft"):
        _put_back(form, draft)
        shown |= {"draft_put_back": True, "draft_page": draft.page}
    elif draft:
        shown["draft"] = offer_of(draft, path)
    return shown


def _put_back(form: forms.BaseForm, draft: Draft) -> None:
    rest = dict(draft.rest or {})
    files = rest.pop("files", ())
    if isinstance(form, WithFiles):
        form.attach(PostFile.objects.waiting_of(draft.user).filter(pk__in=files) if files else ())
    title = {"title": draft.title} if draft.title or draft.rest is not None else {}
    form.initial.update({**title, "body": draft.body, **rest})
    if draft.rest is not None:
        # What the address asks to be answered is not what this draft answers.
        form.initial["reply_to"] = rest.get("reply_to")
    if rest.get("without_name") and isinstance(form, KeepsNameless):
        form.keep_nameless()


@runtime_checkable
class KeepsNameless(Protocol):
    """A form that goes on asking whether it is sent without a name."""

    def keep_nameless(self) -> None:
        """Shows the box, even where it may not be ticked any more."""


def rest_of(data: QueryDict, files: Iterable[PostFile] = ()) -> dict[str, Any]:
    """What a draft's form holds besides title and body: its boxes and choices, as `initial` of the
    form takes them, and its `files`. What the form had not is left out."""
    rest: dict[str, Any] = {name: number(str(data[name])) for name in ("forum", "reply_to") if name in data}
    if data.get("kind") in Topic.Kind.values:
        rest["kind"] = data["kind"]
    if "about" in data:
        rest["about"] = [pk for each in data.getlist("about")[:MOST_GUIDES] if (pk := number(each))]
    if "without_name" in data:
        rest["without_name"] = data["without_name"] == "on"
    if waiting := [file.pk for file in files]:
        rest["files"] = waiting
    return rest


class TooLong(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """Two texts are together longer than a post."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody writes at a moment: title, words, and the rest of the form. `page` is the open
    page on which they do; `takes` the page whose draft was put back there, if any."""

    title: str
    body: str
    rest: dict[str, Any]
    page: str = ""
    takes: str | None = None

    def takes_the_place_of(self, draft: Draft) -> bool:
        """Whether a draft that is there gives way: this page wrote it, or took it over, or it says
        the same."""
        same = (self.title, self.body, self.rest) == (draft.title, draft.body, draft.rest)
        return draft.page in {self.page, self.takes} or same

    def below(self, draft: Draft) -> Written:
        """The draft that is there, with these words below it."""
        body = "\n\n".join(part for part in (draft.body.rstrip(), self.body) if part)
        if len(body) > BODY_LENGTH:
            raise TooLong("Both together are too long for one post. Copy your words, then put it back.")
        rest = {**self.rest, **(draft.rest or {})}
        if self.rest.get("without_name"):
            rest["without_name"] = True
        if files := [*(draft.rest or {}).get("files", ()), *self.rest.get("files", ())]:
            rest["files"] = list(dict.fromkeys(files))
        return Written(draft.title or self.title, body, rest, self.page)


@transaction.atomic
def keep(user: User, place: str, written: Written, *, below: bool = False) -> Draft | None:
    """Keeps what is written at a place until now; nothing written is no draft.

    What another page has kept there meanwhile is not written over: it is returned, to be offered.
    With `below` the words go below it. Raises TooLong.
    """
    there = Draft.objects.select_for_update().filter(user=user, place=place).first()
    if there and below:
        written = written.below(there)
    elif there and not written.takes_the_place_of(there):
        return there
    if not (written.title or written.body or written.rest.get("files")):
        throw_away(user, place)
        return None
    kept = {
        "title": written.title,
        "body": written.body,
        "rest": written.rest,
        "page": written.page,
        "saved_at": timezone.now(),
    }
    Draft.objects.update_or_create(user=user, place=place, defaults=kept)
    return None


def throw_away(user: Reader, place: str) -> None:
    """Forgets what was begun at a place: it was posted, or is not wanted."""
    if user.is_authenticated:
        Draft.objects.filter(user=user, place=place).delete()


def forget_old() -> None:
    """Deletes what nobody has come back to for three months."""
    Draft.objects.filter(saved_at__lt=timezone.now() - KEPT_FOR).delete()
