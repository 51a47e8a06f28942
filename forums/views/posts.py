"""One post: its permanent address, and editing one's own."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from forums import services
from forums.attaching import attached_to
from forums.forms import EditForm
from forums.markdown import render as render_markdown
from forums.models import Post
from forums.paging import place_of
from forums.presenting import trail
from forums.views.asking import HELD


def visible_post(request: HttpRequest, pk: int) -> Post:
    """The post, or 404 where the person may not see it."""
    visible = Post.objects.visible_to(request.user)
    post: Post = get_object_or_404(
        visible.select_related("topic__forum__audience", "topic__audience", "topic__page"), pk=pk
    )
    return post


@require_safe
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """Leads to the post on its page of the topic."""
    return redirect(place_of(visible_post(request, pk), request.user))


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Changes one's own post."""
    found = visible_post(request, pk)
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    if found.user_id != request.user.pk:
        raise PermissionDenied
    data = request.POST if request.method == "POST" else None
    initial = {"body": found.comment}
    form = EditForm(
        data,
        initial=initial,
        writer=request.user,
        forum=found.topic.forum,
        attached=attached_to(request, found),
    )
    preview = ""
    if request.method == "POST" and form.is_valid():
        if "preview" not in request.POST:
            return _edited(request, found, form)
        preview = render_markdown(form.cleaned_data["body"])
    context = {
        "post": found,
        "form": form,
        "preview": preview,
        "cancel_url": found.get_absolute_url(),
        "section": "forums",
        "trail": trail(found.topic.forum, found.topic),
    }
    return render(request, "forums/edit.html", context)


def _edited(request: HttpRequest, post: Post, form: EditForm) -> HttpResponse:
    """Saves the changed words and goes back to the post."""
    saved = services.edit_post(
        post,
        by=request.user,  # type: ignore[arg-type]
        body=form.cleaned_data["body"],
        held_kinds=form.held_kinds,
        files=form.attached.files,
        dropped=form.attached.dropped,
    )
    if saved.held:
        messages.info(request, HELD)
    return redirect(place_of(post, request.user))
