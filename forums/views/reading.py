"""How far a person has read: marking all as read, and posts that came while they were reading."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from forums import reading
from forums.models import Forum, Topic
from forums.paging import number


def until(request: HttpRequest) -> datetime:
    """When the page was made on which the button stood: what came later was not on it."""
    now = timezone.now()
    try:
        told = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        return now
    return min(told, now) if told and timezone.is_aware(told) else now


@login_required
@require_POST
def read_all(request: HttpRequest, forum: str = "") -> HttpResponse:
    """Marks all of one forum as read, or of every forum that the person sees."""
    forums = Forum.objects.visible_to(request.user)
    if forum:
        found = get_object_or_404(forums, slug=forum)
        reading.mark_all_read([found], by=request.user, at=until(request))  # type: ignore[arg-type]
        messages.success(request, f"Everything in “{found.title}” counts as read.")
        return redirect(found)
    reading.mark_all_read(forums, by=request.user, at=until(request))  # type: ignore[arg-type]
    messages.success(request, "Everything in the forums counts as read.")
    return redirect("forums:index")


@never_cache
@require_safe
def arrived(request: HttpRequest, forum: str, pk: int, slug: str) -> HttpResponse:
    """How many posts came after the position that the address names, in words, and where the
    first of them stands. Asked by a page that is being read."""
    found = get_object_or_404(Topic.objects.visible_to(request.user), pk=pk, forum__slug=forum)
    ids = reading.later_than(found, request.user, number(request.GET.get("after", "")) or 0)
    etag = f'"{found.last_seq}-{len(ids)}-{ids[0] if ids else 0}"'
    if etag in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers={"ETag": etag})
    words = f"{reading.number_words(len(ids))} new {'reply' if len(ids) == 1 else 'replies'}" if ids else ""
    url = reverse("forums:post", args=[ids[0]]) if ids else ""
    return JsonResponse({"count": len(ids), "words": words, "url": url}, headers={"ETag": etag})
