"""The moderators' queue: oldest first, with the reason and the text, and two buttons each."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from moderation import services
from moderation.models import Hold
from moderation.targets import target_of

SHOWN = 20


def for_moderators(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Signed out: sign in first. Signed in without the right: 403."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.has_perm("moderation.moderate"):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(never_cache(guarded))


def _rows(holds: list[Hold]) -> list[dict[str, Any]]:
    """What the queue shows of each hold: one query for each kind of thing, not for each thing."""
    by_kind: dict[int, list[int]] = {}
    for hold in holds:
        by_kind.setdefault(hold.content_type_id, []).append(hold.object_id)
    described = {}
    for kind, ids in by_kind.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        if model is not None:
            found = target_of(model).describe(ids)
            described.update({(kind, pk): about for pk, about in found.items()})
    return [
        {"hold": hold, "about": described[hold.content_type_id, hold.object_id]}
        for hold in holds
        if (hold.content_type_id, hold.object_id) in described
    ]


@for_moderators
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first."""
    waiting = list(Hold.objects.waiting()[: SHOWN + 1])
    context = {
        "rows": _rows(waiting[:SHOWN]),
        "more": len(waiting) > SHOWN,
        "trail": [{"title": "Home", "url": "/"}],
    }
    return render(request, "moderation/queue.html", context)


@for_moderators
@require_POST
def decide(request: HttpRequest, pk: int, decision: str) -> HttpResponse:
    """Publishes or takes out one thing, and goes back to the queue."""
    hold = get_object_or_404(Hold, pk=pk)
    verb = {"approve": services.release, "reject": services.reject}[decision]
    try:
        verb(hold, by=request.user)  # type: ignore[arg-type]
    except services.AlreadyDecided as first:
        messages.info(request, f"Somebody else was first: it is {first}.")
    else:
        done = {"approve": "Published.", "reject": "Taken out."}[decision]
        messages.success(request, f"{done} The writer has been told.")
    return redirect("moderation:queue")
