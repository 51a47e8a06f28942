"""Follow a thing, stop, and stop from a mail without signing in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from activity import followable, services
from activity.keys import pk_from
from activity.mail import subscription_id_of
from activity.models import Subscription


def came_from(request: HttpRequest, default: str = "/account/") -> str:
    """The page to go back to: a path of this hub, or the default."""
    path = request.POST.get("next", "")
    safe = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if safe else default


@require_POST
def follow(request: HttpRequest) -> HttpResponse:
    """Starts following what the form names; 404 for what is not there or not for the person."""
    if not request.user.is_authenticated:
        return redirect_to_login(came_from(request, "/"))
    pk = request.POST.get("object_id", "")
    thing = followable.find(request.POST.get("content_type", ""), pk, request.user)
    if thing is None:
        raise Http404
    services.follow(request.user, thing)
    messages.success(request, f"You follow “{title_of(thing)}”.")
    return redirect(came_from(request, thing.get_absolute_url()))  # type: ignore[attr-defined]


@require_POST
def unfollow(request: HttpRequest) -> HttpResponse:
    """Stops following what the form names. Also what one may no longer see: it is one's own row."""
    if not request.user.is_authenticated:
        return redirect_to_login(came_from(request, "/"))
    app, _, model = request.POST.get("content_type", "").partition(".")
    pk = pk_from(request.POST.get("object_id", ""))
    mine = Subscription.objects.filter(user=request.user)
    own = mine.filter(content_type__app_label=app, content_type__model=model, object_id=pk or 0)
    if not own:
        raise Http404
    title = title_for_owner(own[0])
    services.stop(own)
    messages.success(request, f"You no longer follow {f'“{title}”' if title else 'it'}.")
    return redirect(came_from(request))


def title_of(thing: models.Model) -> str:
    """What a thing is called."""
    return str(thing.activity_title())  # type: ignore[attr-defined]


def title_for_owner(subscription: Subscription) -> str:
    """What is followed, as far as the follower may still see it; empty otherwise."""
    kind = subscription.content_type
    key = f"{kind.app_label}.{kind.model}"
    thing = followable.find(key, str(subscription.object_id), subscription.user)
    return title_of(thing) if thing is not None else ""


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Ends the one subscription that a mail's link names, without signing in.

    GET only asks, because mail scanners open every link. POST ends it: the page's button, or a
    mail program's one-click request (RFC 8058), which has neither cookies nor our token; the
    signed link itself is the permission.
    """
    try:
        pk = subscription_id_of(token)
    except signing.BadSignature:
        return render(request, "activity/unsubscribe_bad.html", status=404)
    subscription = Subscription.objects.select_related("user__profile").filter(pk=pk).first()
    context = {
        "title": title_for_owner(subscription) if subscription else "",
        "ended": subscription is None or request.method == "POST",
    }
    if request.method == "POST":
        services.stop(Subscription.objects.filter(pk=pk))
    return render(request, "activity/unsubscribe.html", context)
