"""Asking a question."""

from __future__ import annotations

from typing import Any

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from forums import services
from forums.asking_once import Offer, offers_for
from forums.attaching import attached_to
from forums.forms import TopicForm
from forums.markdown import render as render_markdown
from forums.models import Forum, Topic
from forums.presenting import trail

# Looked up while a title is typed, at most twice a second by our own script.
RATES = "60/m/user"
HELD = "A moderator reads this before others see it. You find it here meanwhile."


def topic_form(request: HttpRequest, forum: Forum | None) -> TopicForm:
    """The form as the address or the person has filled it in."""
    choice = Forum.objects.visible_to(request.user).takes_questions().select_related("audience")
    if request.method == "POST":
        return TopicForm(
            request.POST,
            forums=choice,
            forum=forum,
            writer=request.user,
            attached=attached_to(request),
        )
    chosen = choice.filter(slug=request.GET.get("forum", "")).first() if forum is None else None
    initial = {"title": request.GET.get("title", "")[:150], "forum": chosen}
    return TopicForm(initial=initial, forums=choice, forum=forum, writer=request.user)


def _start(request: HttpRequest, form: TopicForm, forum: Forum | None) -> Topic:
    data: dict[str, Any] = form.cleaned_data
    return services.start_topic(
        forum or data["forum"],
        author=request.user,  # type: ignore[arg-type]
        title=data["title"],
        body=data["body"],
        kind=data["kind"],
        held_kinds=form.held_kinds,
        files=form.attached.files,
        key=data["key"],
    )


def _asked(request: HttpRequest, form: TopicForm, forum: Forum | None) -> HttpResponse:
    """Opens the topic and goes there."""
    topic = _start(request, form, forum)
    if topic.held:
        messages.info(request, HELD)
    return redirect(topic)


def _not_looked_at(request: HttpRequest, form: TopicForm) -> list[Offer]:
    """What may answer the question already, where its asker has not been shown it: once. With
    scripts it was shown while they typed the title."""
    if form.cleaned_data["looked"]:
        return []
    form.data = form.data.copy()
    form.data["looked"] = "on"
    return offers_for(form.cleaned_data["title"], request.user)  # type: ignore[arg-type]


@never_cache
@login_required
@require_safe
def already(request: HttpRequest) -> HttpResponse:
    """The list of what may answer a question with this title, for the page that it is typed on."""
    if not ratelimit.consume(request, app="hub", action="already", config=RATES, user=request.user):
        return HttpResponse(status=429)
    offers = offers_for(request.GET.get("title", "")[:150], request.user)  # type: ignore[arg-type]
    return render(request, "forums/_offers.html", {"offers": offers})


@never_cache
@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, forum: str = "") -> HttpResponse:
    """A new topic: in the forum of the address, or in one that the form asks for."""
    visible = Forum.objects.visible_to(request.user).takes_questions().select_related("audience")
    found = get_object_or_404(visible, slug=forum) if forum else None
    form = topic_form(request, found)
    preview = ""
    offers: list[Offer] = []
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview = render_markdown(form.cleaned_data["body"])
        elif not (offers := _not_looked_at(request, form)):
            return _asked(request, form, found)
    context = {
        "forum": found,
        "form": form,
        "offers": offers,
        "preview": preview,
        "cancel_url": found.get_absolute_url() if found else reverse("forums:index"),
        "section": "forums",
        "trail": trail(*([found] if found else [])),
    }
    return render(request, "forums/ask.html", context)
