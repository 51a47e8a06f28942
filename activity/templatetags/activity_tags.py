"""What templates of every room show of activity: follow, the latest of a thing, where the mail is."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.template import RequestContext
from django.urls import reverse

from accounts.models import Organisation, User
from activity import outbox, words
from activity.followable import key_of
from activity.models import Activity, Notification, Subscription

register = template.Library()
LATEST = 10


@register.simple_tag(takes_context=True)
def follow_of(context: RequestContext, thing: models.Model | None) -> dict[str, Any]:
    """What `_follow_button.html` needs as `follow`. One query; none when signed out."""
    request = context.get("request")
    if request is None or thing is None:
        return {}
    path = request.get_full_path()
    if not request.user.is_authenticated:
        return {"sign_in_url": f"{reverse('account_login')}?{urlencode({'next': path})}"}
    following = Subscription.objects.of(thing).filter(user=request.user).exists()
    return {
        "url": reverse("activity:unfollow" if following else "activity:follow"),
        "following": following,
        "hidden": [
            {"name": "content_type", "value": key_of(thing)},
            {"name": "object_id", "value": thing.pk},
            {"name": "next", "value": path},
        ],
    }


@register.inclusion_tag("activity/_follow.html", takes_context=True)
def follow_button(context: RequestContext, thing: models.Model | None, text: str = "") -> dict[str, Any]:
    """The button to follow a thing, or to stop."""
    return {
        "follow": follow_of(context, thing),
        "follow_text": text,
        "csrf_token": context.get("csrf_token", ""),
    }


def _reader(context: RequestContext) -> User | AnonymousUser:
    request = context.get("request")
    return request.user if request is not None else AnonymousUser()


def _newest(activities: models.QuerySet[Activity]) -> list[Activity]:
    """The newest announced: several replies to one topic are one line."""
    rows = activities.select_related("actor").order_by("-created_at", "-pk")[: 3 * LATEST]
    once: dict[tuple[str, str], Activity] = {}
    for row in rows:
        once.setdefault((row.verb, row.title), row)
    return list(once.values())[:LATEST]


@register.simple_tag(takes_context=True)
def latest_by(context: RequestContext, person: User) -> list[Activity]:
    """What a person did lately, as far as the reader may see it."""
    seen = Activity.objects.visible_to(_reader(context)).announced()
    return _newest(seen.filter(actor=person))


@register.simple_tag(takes_context=True)
def latest_about(context: RequestContext, thing: models.Model) -> list[Activity]:
    """What happened lately to a thing or under it, as far as the reader may see it."""
    seen = Activity.objects.visible_to(_reader(context)).announced()
    return _newest(seen.about(thing))


@register.simple_tag(takes_context=True)
def latest_of_network(context: RequestContext, network: Organisation) -> list[Activity]:
    """What the trusts of a network published lately, as far as the reader may see it."""
    seen = Activity.objects.visible_to(_reader(context)).announced()
    return _newest(seen.about_trusts_of(network))


@register.filter
def who_did(activity: Activity) -> str:
    """ "Ben Osei replied in", with the title to follow."""
    return words.who_did(activity)


@register.filter
def who_told(notification: Notification) -> str:
    """ "Ben Osei mentioned you in", with the title to follow."""
    return words.who_told(notification)


@register.filter
def what_was_done(activity: Activity) -> str:
    """ "Replied in", with the title to follow, where the page says who."""
    return words.what_was_done(activity)


@register.simple_tag(takes_context=True)
def outbox_address(context: RequestContext) -> str:
    """Where a demonstration shows its mails; empty where they really go out."""
    request = context.get("request")
    return reverse("activity:outbox") if request is not None and outbox.may_be_shown(request) else ""
