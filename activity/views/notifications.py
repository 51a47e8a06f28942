"""What a person was told: the unread first, each opened through an address that marks it read."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Max
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import MemberRequest
from activity.keys import pk_from
from activity.models import Notification, NotificationQuerySet
from activity.services import mark_read

PAGE_SIZE = 20


def page_of(rows: NotificationQuerySet, before: str, show: str) -> dict[str, Any]:
    """One page of notifications after the one whose id is `before`, and the address to go on from."""
    after = pk_from(before)
    rows = rows if after is None else rows.older_than(after)
    found = list(rows.select_related("activity__actor").newest()[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    query = {"show": show, "before": found[PAGE_SIZE - 1].pk if more else ""}
    return {
        "notifications": found[:PAGE_SIZE],
        "older_url": f"?{urlencode({key: value for key, value in query.items() if value})}" if more else "",
    }


@never_cache
@login_required
@require_safe
def notifications(request: MemberRequest) -> HttpResponse:
    """The unread, or with `show=all` everything; by keyset."""
    mine = Notification.objects.visible_to(request.user)
    show = "all" if request.GET.get("show") == "all" else ""
    told = mine.unread().aggregate(unread=Count("pk"), newest=Max("pk"))
    context = {
        "show_all": bool(show),
        **told,
        "section": "notifications",
        **page_of(mine if show else mine.unread(), request.GET.get("before", ""), show),
    }
    return render(request, "activity/notifications.html", context)


@never_cache
@login_required
@require_safe
def open_notification(request: MemberRequest, pk: int) -> HttpResponse:
    """Marks one as read and goes to what it is about."""
    mine = Notification.objects.visible_to(request.user).select_related("activity")
    notification = get_object_or_404(mine, pk=pk)
    mark_read(Notification.objects.filter(pk=notification.pk))
    url = notification.activity.url
    return redirect(url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else "/")


@login_required
@require_POST
def read_all(request: MemberRequest) -> HttpResponse:
    """Marks as read what the page showed: not what arrived while it was open."""
    mine = Notification.objects.filter(user=request.user)
    newest = pk_from(request.POST.get("newest", ""))
    mark_read(mine if newest is None else mine.filter(pk__lte=newest))
    return redirect("activity:notifications")
