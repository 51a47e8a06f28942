"""Asking a question."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from forums import services
from forums.attaching import attached_to
from forums.forms import TopicForm
from forums.markdown import render as render_markdown
from forums.models import Forum, Topic
from forums.presenting import trail

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
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            topic = _start(request, form, found)
            if topic.held:
                messages.info(request, HELD)
            return redirect(topic)
        preview = render_markdown(form.cleaned_data["body"])
    context = {
        "forum": found,
        "form": form,
        "preview": preview,
        "cancel_url": found.get_absolute_url() if found else reverse("forums:index"),
        "section": "forums",
        "trail": trail(*([found] if found else [])),
    }
    return render(request, "forums/ask.html", context)
