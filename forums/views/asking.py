"""Asking a question."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from forums import drafting, services
from forums.asking_once import Offer, offers_for
from forums.attaching import attached_to
from forums.limits import cannot_write
from forums.models import TITLE_LENGTH, Forum, Topic
from forums.presenting import trail
from forums.previewing import preview_of
from forums.tagging import guides_for
from forums.topic_forms import WHO_SEES, TopicForm

# Looked up while a title is typed, at most twice a second by our own script.
RATES = "60/m/user"
HELD = "A moderator reads this before others see it. You find it here meanwhile."
SIGNED_OUT = (
    "You are not signed in any more, so nothing was saved. Your words are still here: copy them, "
    "sign in in another window, and send this again."
)


def topic_form(request: HttpRequest, forum: Forum | None) -> TopicForm:
    """The form as the address, a draft or the person has filled it in."""
    choice = Forum.objects.visible_to(request.user).takes_questions().select_related("audience")
    if request.user.is_authenticated:
        choice = choice.takes_posts_of(request.user)
    how: dict[str, Any] = {
        "forums": choice,
        "forum": forum,
        "guides": guides_for(request.user),
        "writer": request.user,
    }
    if request.method == "POST":
        return TopicForm(request.POST, attached=attached_to(request), **how)
    chosen = choice.filter(slug=request.GET.get("forum", "")).first() if forum is None else None
    initial = {"title": request.GET.get("title", "")[:TITLE_LENGTH], "forum": chosen}
    return TopicForm(initial=initial, **how)


def _start(request: HttpRequest, form: TopicForm, forum: Forum | None) -> Topic:
    data: dict[str, Any] = form.cleaned_data
    return services.start_topic(
        forum or data["forum"],
        author=request.user,  # type: ignore[arg-type]
        title=data["title"],
        body=data["body"],
        kind=data["kind"],
        about=data.get("about", ()),
        is_anonymous=data.get("without_name", False),
        held_kinds=form.held_kinds,
        files=form.attached.files,
        key=data["key"],
    )


def _asked(request: HttpRequest, form: TopicForm, forum: Forum | None) -> HttpResponse:
    """Opens the topic and goes there."""
    topic = _start(request, form, forum)
    drafting.throw_away(request.user, drafting.place_to_ask(forum))
    if topic.held:
        messages.info(request, HELD)
    return redirect(topic)


def _not_looked_at(request: HttpRequest, form: TopicForm) -> list[Offer]:
    """What may answer the question already, where its asker has not been shown it: once. With
    scripts it was shown while they typed the title."""
    if form.cleaned_data["looked"]:
        return []
    data = request.POST.copy()
    data["looked"] = "on"
    form.data = data
    return offers_for(form.cleaned_data["title"], request.user)  # type: ignore[arg-type]


@never_cache
@login_required
@require_safe
def already(request: HttpRequest) -> HttpResponse:
    """The list of what may answer a question with this title, for the page that it is typed on."""
    if not ratelimit.consume(request, app="hub", action="already", config=RATES, user=request.user):
        return HttpResponse(status=429)
    offers = offers_for(request.GET.get("title", "")[:TITLE_LENGTH], request.user)  # type: ignore[arg-type]
    return render(request, "forums/_offers.html", {"offers": offers})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, forum: str = "") -> HttpResponse:
    """A new topic: in the forum of the address, or in one that the form asks for."""
    if not request.user.is_authenticated:
        return _signed_out(request)
    visible = Forum.objects.visible_to(request.user).takes_questions().select_related("audience")
    found = get_object_or_404(visible, slug=forum) if forum else None
    if request.method != "POST" and (why_not := cannot_write(request.user, found)):
        return _cannot_ask(request, found, why_not)
    form = topic_form(request, found)
    preview: dict[str, Any] = {}
    offers: list[Offer] = []
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            place = found or form.cleaned_data["forum"]
            preview = preview_of(form, place)
        elif not (offers := _not_looked_at(request, form)):
            return _asked(request, form, found)
    drafts = drafting.opened_with(form, request, drafting.place_to_ask(found), request.path)
    context = {**_page(form, found, request.path), **drafts, "preview": preview, "offers": offers}
    return render(request, "forums/ask.html", context)


def _cannot_ask(request: HttpRequest, forum: Forum | None, words: str) -> HttpResponse:
    """Says why there is no form, before anybody has written in it."""
    context = {"suspended": words, "forum": forum, "section": "forums"}
    above = trail(*([forum] if forum else []))
    return render(request, "forums/ask.html", {**context, "trail": above})


def _signed_out(request: HttpRequest) -> HttpResponse:
    """Asks a reader to sign in. What was sent after their session had ended is shown again."""
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    form = topic_form(request, None)
    form.add_error(None, SIGNED_OUT)
    return render(request, "forums/ask.html", _page(form, None, request.path))


def _page(form: TopicForm, forum: Forum | None, path: str) -> dict[str, Any]:
    place = form.chosen
    return {
        "forum": forum,
        "form": form,
        "who_sees": place.audience.sentence if place else WHO_SEES,
        # Without its fragment, which would follow to the page of the topic.
        "action": path,
        "mentions": f"forum={place.slug}" if place else "",
        "cancel_url": forum.get_absolute_url() if forum else reverse("forums:index"),
        "section": "forums",
        "trail": trail(*([forum] if forum else [])),
    }
