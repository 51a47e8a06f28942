"""What a person has begun to write: kept by place, offered when the composer opens there again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from forums.models import Draft, Forum, Post, Topic

Reader = User | AnonymousUser
Shown = dict[str, Any]
KEPT_FOR = timedelta(days=90)
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
        form.initial.update({"title": draft.title, "body": draft.body})
    elif draft:
        shown["draft"] = offer_of(draft, path)
    return shown


def keep(user: User, place: str, *, title: str, body: str) -> None:
    """Keeps what is written at a place until now; nothing written is no draft."""
    if not (title or body):
        throw_away(user, place)
        return
    kept = {"title": title, "body": body, "saved_at": timezone.now()}
    Draft.objects.update_or_create(user=user, place=place, defaults=kept)


def throw_away(user: Reader, place: str) -> None:
    """Forgets what was begun at a place: it was posted, or is not wanted."""
    if user.is_authenticated:
        Draft.objects.filter(user=user, place=place).delete()


def forget_old() -> None:
    """Deletes what nobody has come back to for three months."""
    Draft.objects.filter(saved_at__lt=timezone.now() - KEPT_FOR).delete()
