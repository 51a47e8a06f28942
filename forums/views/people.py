"""What a person has posted, as far as the reader may see it."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import User
from forums.models import PostQuerySet
from forums.paging import PAGE_SIZE, number
from forums.passages import teaser
from forums.writers import posts_by


@require_safe
def posts_of(request: HttpRequest, pk: int) -> HttpResponse:
    """A person's posts, the newest first. Not those that they wrote without their name."""
    person = get_object_or_404(User.objects.shown(), pk=pk)
    before = request.GET.get("before", "")
    posts = _older(posts_by(person, request.user), before)
    found = list(posts.newest().select_related("topic__forum")[: PAGE_SIZE + 1])
    context = {
        "person": person,
        "posts": [{"post": post, "teaser": teaser(post.body_html)} for post in found[:PAGE_SIZE]],
        "older_url": f"?before={found[PAGE_SIZE - 1].pk}" if len(found) > PAGE_SIZE else "",
        "newer_url": request.path if before else "",
        "trail": [{"title": "Home", "url": "/"}, {"title": person.name, "url": person.get_absolute_url()}],
    }
    return render(request, "forums/posts_of.html", context)


def _older(posts: PostQuerySet, before: str) -> PostQuerySet:
    """Those older than the one named; all for a name that is none."""
    cursor = posts.filter(pk=number(before)).values("submit_date", "pk").first()
    if cursor is None:
        return posts
    when = cursor["submit_date"]
    return posts.filter(Q(submit_date__lt=when) | Q(submit_date=when, pk__lt=cursor["pk"]))
