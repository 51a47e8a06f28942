"""A demonstration's mail, so that a person who tries it can open the links."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from activity import outbox as mails


@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The newest mails; 404 unless this is a demonstration on the reader's own machine."""
    if not mails.may_be_shown(request):
        raise Http404
    return render(request, "activity/outbox.html", {"mails": mails.newest()})
