"""What a reader does below a page: says whether it was useful, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.requests import from_here
from hub.feedback import limits, services
from hub.feedback.forms import WordsForm, WrongForm
from hub.models import BasePage
from hub.rows import trail_of
from hub.views.errors import csrf_failure, too_many_requests

READ_OR_SENT = ["GET", "HEAD", "POST"]


def for_readers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Of a page that the reader may see, 404 otherwise; what is sent must come from the hub."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int) -> HttpResponse:
        page = get_object_or_404(BasePage.objects.visible_to(request.user), pk=pk).specific
        if request.method == "POST" and not from_here(request):
            return csrf_failure(request)
        return view(request, page)

    return csrf_exempt(never_cache(sensitive_post_parameters()(guarded)))


def _context(page: BasePage, **more: Any) -> dict[str, Any]:
    trail = [*trail_of(page), {"title": page.title, "url": page.get_absolute_url()}]
    return {"page": page, "section": page.template_section, "trail": trail, **more}


@for_readers
@require_http_methods(["POST"])
def vote(request: HttpRequest, page: BasePage) -> HttpResponse:
    """Counts a yes or no: one a page and a day. A second is thanked for, and not counted."""
    useful = {"yes": True, "no": False}.get(request.POST.get("useful", ""))
    if useful is None:
        return redirect(page.get_absolute_url())
    if not limits.within(request, "votes"):
        return too_many_requests(request)
    if not limits.within(request, "vote", str(page.pk)):
        return redirect("feedback:thanks", pk=page.pk)
    counted = services.vote(page, useful=useful)
    response = redirect("feedback:thanks", pk=page.pk)
    response["Location"] += f"?key={counted.key}"
    return response


def _key_of(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("key", ""))
    except ValueError:
        return None


@for_readers
@require_http_methods(READ_OR_SENT)
def thanks(request: HttpRequest, page: BasePage) -> HttpResponse:
    """Thanks for a vote, and takes a sentence to go with it."""
    key = _key_of(request)
    form = WordsForm(request.POST or None, initial={"key": key})
    if request.method == "POST" and form.is_valid():
        if not limits.within(request, "words"):
            return too_many_requests(request)
        services.add_words(page, **form.cleaned_data)
        return redirect("feedback:said", pk=page.pk)
    counted = request.method == "POST" or key is not None
    return render(request, "hub/feedback/thanks.html", _context(page, form=form, counted=counted))


@for_readers
@require_http_methods(READ_OR_SENT)
def wrong(request: HttpRequest, page: BasePage) -> HttpResponse:
    """Takes what is wrong with a page."""
    form = WrongForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not limits.within(request, "words"):
            return too_many_requests(request)
        services.report_wrong(page, **form.cleaned_data)
        return redirect("feedback:said", pk=page.pk)
    return render(request, "hub/feedback/wrong.html", _context(page, form=form))


@for_readers
@require_http_methods(["GET", "HEAD"])
def said(request: HttpRequest, page: BasePage) -> HttpResponse:
    """Thanks for words."""
    return render(request, "hub/feedback/said.html", _context(page))
