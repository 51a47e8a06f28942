"""A topic with its posts, and replying to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.models import User
from forums import drafting, reading, services
from forums.answers import accepted_answers
from forums.attaching import attached_to
from forums.forms import ReplyForm
from forums.limits import cannot_reply, with_suspension
from forums.markdown import quoted
from forums.models import Post, Topic, TopicQuerySet
from forums.paging import PostPage, beside_page, number, place_of, post_page
from forums.presenting import (
    Presenter,
    Rights,
    count_words,
    presenter,
    rights_in,
    sign_in_url,
    trail,
)
from forums.previewing import preview_of
from forums.tagging import tags_of, with_tags
from forums.views.asking import HELD

SIGNED_OUT = (
    "You are not signed in any more, so nothing was saved. Your words are still here: copy them, "
    "sign in, and paste them into your reply."
)


def answered_post(topic: Topic, request: HttpRequest, pk: int | None) -> Post | None:
    """The post that a reply answers, if the person can see it and it is not held."""
    if pk is None:
        return None
    shown = topic.posts.shown_to(request.user).filter(held=False, pk=pk)  # type: ignore[attr-defined]
    post: Post | None = shown.select_related("user").first()
    return post


def reply_form(topic: Topic, request: HttpRequest, **how: Any) -> ReplyForm:
    """The form in which a person replies here."""
    nameless = topic.asked_without_name_by(request.user)
    return ReplyForm(writer=request.user, forum=topic.forum, asked_without_name=nameless, **how)


def blank_reply(topic: Topic, request: HttpRequest) -> tuple[ReplyForm, Post | None]:
    """The form as the address asks for it: in reply to a post, or with the post quoted."""
    quote = number(request.GET.get("quote", ""))
    post = answered_post(topic, request, quote or number(request.GET.get("reply_to", "")))
    body = quoted(post.comment) if post and quote else ""
    answers = post.pk if post and not post.is_opening else None
    initial = {"body": body, "reply_to": answers}
    form = reply_form(topic, request, initial=initial)
    return form, post if answers else None


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def topic(request: HttpRequest, forum: str, pk: int, slug: str) -> HttpResponse:
    """One page of a topic. What is sent to it is a reply."""
    found = topic_at(request, pk)
    if request.method == "POST":
        return reply(request, found)
    if (found.pk, found.forum.slug, found.slug) != (int(pk), forum, slug):
        query = request.GET.urlencode()
        same = (found.pk, found.forum.slug) == (int(pk), forum)
        return redirect(f"{found.get_absolute_url()}{'?' if query else ''}{query}", permanent=same)
    page = post_page(found, request.user, request.GET)
    if page.query and not page.rows:
        return redirect(found)
    form, parent = blank_reply(found, request)
    return shown(request, found, context_of(request, found, page, form, parent))


def shown(request: HttpRequest, topic: Topic, context: dict[str, Any]) -> HttpResponse:
    """The page of a topic, which says what the topic is about."""
    return render(request, "forums/topic.html", {**context, "about": tags_of(topic, request.user)})


def topic_at(request: HttpRequest, pk: int) -> Topic:
    """The topic of an address, or the one into which it was merged; 404 where the reader may not
    see it. A topic that was moved or renamed answers at its old addresses too."""
    into = Topic.objects.filter(pk=pk).values("merged_into")
    topics = with_tags(for_page(request.user)).select_related("author")
    return get_object_or_404(topics, Q(pk=pk) | Q(pk__in=into))


def for_page(reader: User | AnonymousUser) -> TopicQuerySet:
    """The topics that a reader may see, with what their pages ask of them and of the reader: it
    comes with the topic itself, and takes no query of its own."""
    return with_suspension(Topic.objects.visible_to(reader).with_gate(), reader)


def reply(request: HttpRequest, topic: Topic) -> HttpResponse:
    """Takes a reply; where something stops it, the same page with the words kept."""
    form = reply_form(topic, request, data=request.POST, attached=attached_to(request))
    valid = form.is_valid()
    answers = form.cleaned_data.get("reply_to")
    parent = answered_post(topic, request, answers)
    preview: dict[str, Any] = {}
    if not request.user.is_authenticated:
        form.add_error(None, SIGNED_OUT)
    elif valid and "preview" in request.POST:
        preview = preview_of(form, topic)
    elif valid:
        try:
            return replied(request, topic, form, parent)
        except services.CannotReply as reason:
            form.add_error(None, f"{reason} Your reply was not saved.")
    page = post_page(topic, request.user, request.GET)
    context = context_of(request, topic, page, form, parent)
    return shown(request, topic, {**context, "preview": preview})


def replied(request: HttpRequest, topic: Topic, form: ReplyForm, parent: Post | None) -> HttpResponse:
    """Saves a reply and goes to it."""
    post = services.post_reply(
        topic,
        author=request.user,  # type: ignore[arg-type]
        body=form.cleaned_data["body"],
        reply_to=parent,
        held_kinds=form.held_kinds,
        files=form.attached.files,
        is_anonymous=form.cleaned_data.get("without_name", False),
        key=form.cleaned_data["key"],
    )
    drafting.throw_away(request.user, f"reply:{topic.pk}")
    if post.held:
        messages.info(request, HELD)
    if post.topic_id == topic.pk:
        post.topic = topic
    return redirect(place_of(post, request.user))


def context_of(
    request: HttpRequest, topic: Topic, page: PostPage, form: ReplyForm, parent: Post | None
) -> dict[str, Any]:
    """What the topic's page shows."""
    beside = beside_page(topic, request.user, page)
    reason = cannot_reply(topic, request.user)
    rights = rights_in(topic, request.user, query=page.query, only_reads=bool(reason))
    news = reading.read(request, topic, page)
    presented = presenter(topic, page.rows, beside.rows, rights, new=news.ids if news else frozenset())
    address = topic.get_absolute_url()
    return {
        "topic": topic,
        "suspended": reason,
        "opening": presented.shown(beside.question) if beside.question else None,
        "accepted": accepted_answers(topic, beside.accepted, presented.naming),
        "posts": posts_of(presented, page, news),
        "news": news,
        "first_new_url": reverse("forums:post", args=[news.first]) if news else "",
        "close": close_button(topic, rights),
        "moderates": rights.moderates,
        "count": count_words(topic.reply_count, "reply"),
        "count_note": ", oldest first" if topic.reply_count else " yet",
        "older_url": f"{address}?after={page.after}" if page.after else "",
        "newer_url": f"{address}{'?' if page.previous else ''}{page.previous}"
        if page.previous is not None
        else "",
        "section": "forums",
        "trail": trail(topic.forum),
        "feed_base": address,
        "feed_title": topic.title,
        "fresh_url": f"{address}new.json?after={topic.last_seq}",
        **composer(request, topic, form, parent, takes=not reason),
    }


def posts_of(presented: Presenter, page: PostPage, news: reading.News | None) -> list[dict[str, Any]]:
    """The posts of a page; the first that is new to the reader stands under a line that says so."""
    shown = [presented.shown(row) for row in page.rows]
    first_new = next((post for post in shown if post["new"]), None)
    if first_new and news:
        first_new["starts_new"] = news.words
    return shown


def close_button(topic: Topic, rights: Rights) -> dict[str, str] | None:
    """The button with which who asked closes a topic or opens it again."""
    if not rights.may_close:
        return None
    closed = topic.status == Topic.Status.CLOSED
    step, text = ("reopen", "Open this topic again") if closed else ("close", "Close this topic")
    return {"url": f"{topic.get_absolute_url()}{step}/", "text": text}


def composer(
    request: HttpRequest, topic: Topic, form: ReplyForm, parent: Post | None, *, takes: bool
) -> dict[str, Any]:
    """What the place to write a reply shows: the form, the way to sign in, or why there is none.
    `takes`: nothing keeps the person from replying here."""
    path = topic.get_absolute_url()
    member = request.user.is_authenticated
    # A form that was sent is shown whatever has changed since: it holds somebody's words.
    writes = form.is_bound or (member and takes and not topic.held and not topic.is_closed)
    drafts = drafting.opened_with(form, request, f"reply:{topic.pk}", path) if writes else {}
    if drafts.get("draft_put_back"):
        parent = answered_post(topic, request, form.initial.get("reply_to"))
        form.initial["reply_to"] = parent.pk if parent else None
    return {
        "form": form if writes else None,
        # The page comes back at the form, where the preview or the error stands.
        "action": f"{path}#composer",
        "sign_in_url": "" if member else sign_in_url(f"{path}#composer"),
        "reply_to": {"author": parent.author_name, "url": parent.get_absolute_url()} if parent else None,
        "who_sees": topic.gate.sentence,
        "mentions": f"topic={topic.pk}",
        **drafts,
    }
