"""The moderators' queue: oldest first, with the reason, the words and what can be done."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import MemberRequest
from moderation import services
from moderation.forms import ReasonForm
from moderation.models import Hold
from moderation.queue import lines_for, page_for
from moderation.targets import describe_one
from moderation.views.entrance import QUEUE_TRAIL, TRAIL, for_moderators, thing_in_hands

FIRST = "Somebody else was first: it is {}."


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
def approve(request: MemberRequest, pk: int) -> HttpResponse:
    """Publishes one held thing, and goes back to the queue."""
    held = get_object_or_404(Hold.objects.for_moderator(request.user), pk=pk)
    try:
        services.release(held, by=request.user)
    except services.AlreadyDecided as first:
        messages.info(request, FIRST.format(first))
    else:
        messages.success(request, "Published. The writer has been told.")
    return redirect("moderation:queue")


@sensitive_post_parameters()
@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def reject(request: MemberRequest, pk: int) -> HttpResponse:
    """Takes out one held thing, once its moderator has said why: the writer receives the reason."""
    held = get_object_or_404(Hold.objects.for_moderator(request.user), pk=pk)
    if held.state != Hold.State.WAITING or held.target is None:
        messages.info(request, FIRST.format(services.AlreadyDecided(held)))
        return redirect("moderation:queue")
    form = ReasonForm(request.POST) if request.method == "POST" else ReasonForm()
    if request.method == "POST" and form.is_valid():
        try:
            services.reject(held, by=request.user, why=form.why)
        except services.AlreadyDecided as first:
            messages.info(request, FIRST.format(first))
        else:
            messages.success(request, "Taken out for good. The writer has been told why.")
        return redirect("moderation:queue")
    context = {"about": describe_one(held.target), "why": held.why, "form": form, "trail": QUEUE_TRAIL}
    return render(request, "moderation/reject.html", context)


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
