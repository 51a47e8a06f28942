"""The moderators' queue: oldest first, with the reason, the words and what can be done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import MemberRequest
from moderation import services
from moderation.models import Hold
from moderation.queue import lines_for, page_for
from moderation.views.entrance import TRAIL, for_moderators, thing_in_hands


@for_moderators
@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """What waits, the oldest first."""
    after = request.GET.get("after", "")
    page = page_for(request.user, after)
    context = {
        "entries": page.entries,
        "next": page.after,
        "first_url": request.path if after else "",
        "lines": [] if after else lines_for(request.user),
        "trail": TRAIL,
    }
    return render(request, "moderation/queue.html", context)


@for_moderators
@require_POST
def decide(request: MemberRequest, pk: int, decision: str) -> HttpResponse:
    """Publishes or takes out one held thing, and goes back to the queue."""
    hold = get_object_or_404(Hold.objects.for_moderator(request.user), pk=pk)
    verb = {"approve": services.release, "reject": services.reject}[decision]
    try:
        verb(hold, by=request.user)
    except services.AlreadyDecided as first:
        messages.info(request, f"Somebody else was first: it is {first}.")
    else:
        done = {"approve": "Published.", "reject": "Taken out."}[decision]
        messages.success(request, f"{done} The writer has been told.")
    return redirect("moderation:queue")


@for_moderators
@require_POST
def leave(request: MemberRequest, kind: str, pk: str) -> HttpResponse:
    """Leaves a reported thing as it is; who reported it is told."""
    thing, _ = thing_in_hands(request, kind, pk)
    if services.dismiss(thing, by=request.user):
        messages.success(request, "Left as it is. Who reported it has been told.")
    else:
        messages.info(request, "Somebody else was first: nothing waits about it any more.")
    return redirect("moderation:queue")
