"""One post: its permanent address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from forums.models import Post
from forums.paging import place_of


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
