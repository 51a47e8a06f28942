"""Who comes in: those who moderate something."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from moderation.places import is_in_hands_of, may_moderate
from moderation.targets import Described, describe_one, targets

TRAIL = [{"title": "Home", "url": "/"}]
QUEUE_TRAIL = [*TRAIL, {"title": "Waiting for a moderator", "url": "/moderation/"}]


def for_moderators(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Signed out: sign in first. Signed in and moderating nothing: 403."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_moderate(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return login_required(never_cache(guarded))


def thing_in_hands(request: HttpRequest, kind: str, pk: str) -> tuple[models.Model, Described]:
    """A thing that some room has registered, if the person decides about it: 404 otherwise."""
    found = ContentType.objects.filter(pk=int(kind)).first()
    model = found.model_class() if found else None
    if model is None or model not in targets:
        raise Http404
    thing = model._base_manager.filter(pk=int(pk)).first()
    if thing is None:
        raise Http404
    about = describe_one(thing)
    if not is_in_hands_of(request.user, about.audience, about.place):
        raise Http404
    return thing, about
