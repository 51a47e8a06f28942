"""Changing one's own post, taking it back, and reading what posts said before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from forums import drafting, services
from forums.attaching import attached_to
from forums.forms import EditForm
from forums.limits import cannot_write
from forums.models import Forum, Post, PostRevision
from forums.paging import place_of
from forums.presenting import trail
from forums.previewing import preview_of
from forums.services.editing import FREE_EDITS
from forums.tagging import guides_for
from forums.topic_forms import EditTopicForm
from forums.views.asking import HELD, SIGNED_OUT
from forums.views.posts import visible_post

GONE = "This post was taken out meanwhile, so nothing was saved. Your words are still here: copy them."


def own_post(request: HttpRequest, pk: int) -> Post:
    """One's own post; 404 where the person may not see it, 403 where it is another's."""
    found = visible_post(request, pk)
    if found.user_id != request.user.pk:
        raise PermissionDenied
    return found


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes one's own post."""
    if not request.user.is_authenticated:
        return _signed_out(request, pk)
    found = own_post(request, pk)
    if request.method != "POST" and (why_not := cannot_write(request.user, found.topic.forum)):
        return _cannot_edit(request, found, why_not)
    form = _form(request, found)
    preview: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview = preview_of(form, found.topic)
        else:
            try:
                return _edited(request, found, form)
            except services.PostIsGone:
                form.add_error(None, GONE)
    return render(request, "forums/edit.html", {**_page(request, form, found), "preview": preview})


def _cannot_edit(request: HttpRequest, post: Post, words: str) -> HttpResponse:
    """Says why there is no form; one's own post can still be taken out."""
    above = trail(post.topic.forum, post.topic)
    context = {"post": post, "suspended": words, "section": "forums", "trail": above}
    return render(request, "forums/edit.html", context)


def _form(request: HttpRequest, post: Post) -> EditForm:
    how: dict[str, Any] = {
        "data": request.POST if request.method == "POST" else None,
        "initial": {"body": post.comment},
        "writer": request.user,
        "forum": post.topic.forum,
        "attached": attached_to(request, post),
    }
    if not post.is_opening:
        return EditForm(**how)
    tags = list(post.topic.about.values_list("pk", flat=True))
    how["initial"] |= {"title": post.topic.title, "about": tags}
    return EditTopicForm(topic=post.topic, guides=guides_for(request.user), **how)


def _signed_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks a reader to sign in. What was sent after their session had ended is shown again; of the
    post itself nothing is."""
    if request.method != "POST":
        visible_post(request, pk)
        return redirect_to_login(request.path)
    form = EditForm(request.POST, writer=request.user, forum=None)
    form.add_error(None, SIGNED_OUT)
    return render(request, "forums/edit.html", {"form": form, "section": "forums", "trail": trail()})


def _page(request: HttpRequest, form: EditForm, post: Post) -> dict[str, Any]:
    return {
        "post": post,
        "form": form,
        "mentions": f"topic={post.topic_id}",
        "cancel_url": post.get_absolute_url(),
        "free_until": free_until(post),
        "section": "forums",
        "trail": trail(post.topic.forum, post.topic),
        **drafting.opened_with(form, request, f"edit:{post.pk}", request.path),
    }


def free_until(post: Post) -> datetime | None:
    """Until when a change is not marked as one; None where that has passed."""
    until = (post.submit_date or timezone.now()) + FREE_EDITS
    return until if until > timezone.now() else None


def _edited(request: HttpRequest, post: Post, form: EditForm) -> HttpResponse:
    """Saves the changed words and goes back to the post."""
    data = form.cleaned_data
    saved = services.edit_post(
        post,
        by=request.user,  # type: ignore[arg-type]
        body=data["body"],
        title=data.get("title"),
        about=data.get("about"),
        held_kinds=form.held_kinds,
        files=form.attached.files,
        dropped=form.attached.dropped,
    )
    drafting.throw_away(request.user, f"edit:{post.pk}")
    if saved.held:
        messages.info(request, HELD)
    return redirect(place_of(post, request.user))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes one's own post out, after asking."""
    found = own_post(request, pk)
    if request.method != "POST":
        context = {
            "post": found,
            "cancel_url": found.get_absolute_url(),
            "section": "forums",
            "trail": trail(found.topic.forum, found.topic),
        }
        return render(request, "forums/delete.html", context)
    try:
        with_topic = services.delete_own_post(found, by=request.user)  # type: ignore[arg-type]
    except services.PostIsGone as gone:
        raise Http404 from gone
    drafting.throw_away(request.user, f"edit:{found.pk}")
    messages.success(request, "Your question was taken out." if with_topic else "Your post was taken out.")
    return redirect(found.topic.forum if with_topic else found.topic)


@never_cache
@require_safe
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """What a post said before it was edited or taken out, to the moderators of its forum: 404 to
    all others. Four queries, whatever the number of changes."""
    looked_after = Post.objects.filter(topic__forum__in=Forum.objects.moderated_by(request.user))
    found = get_object_or_404(looked_after.select_related("topic__forum__audience", "topic__audience"), pk=pk)
    context = {
        "post": found,
        "revisions": PostRevision.objects.visible_to(request.user).filter(post=found).select_related("by"),
        "section": "forums",
        "trail": trail(found.topic.forum, found.topic),
    }
    return render(request, "forums/history.html", context)
