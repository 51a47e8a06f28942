"""Searches that a member keeps: save, see, change, delete; and the private feed of each."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import Audience
from accounts.requests import MemberRequest
from activity.feeds import ITEMS, Feed, respond
from moderation.identifiers import check
from search.asking import Asked
from search.feeds import item
from search.finding import newest_for
from search.models import SavedSearch
from search.narrowing import alike_for
from search.saved import saving, shelf
from search.saved.forms import TAKEN, SavedSearchForm

READ_OR_WRITE = ("GET", "HEAD", "POST")
IDENTIFIES = (
    "These words may identify a patient, so the search is not saved. Take them out of the search first."
)
TOO_LONG = "This search has too many words and filters to be saved. Take some out first."
TOO_MANY = f"You have {saving.MOST} saved searches, which is the most. Delete one that you need no longer."


@never_cache
@login_required
@require_safe
def saved_list(request: MemberRequest) -> HttpResponse:
    """One's own searches, with what came into each lately."""
    context = {
        "searches": shelf.lines(request.user),
        "most": saving.MOST,
        "section": "search",
    }
    return render(request, "search/saved.html", context)


@never_cache
@sensitive_post_parameters()
@sensitive_variables()
@login_required
@require_http_methods(READ_OR_WRITE)
def save(request: MemberRequest) -> HttpResponse:
    """Keeps the search that the address names."""
    asked = Asked.read(request.GET)
    if asked.is_empty:
        return redirect("search:search")
    query = saving.query_of(asked)
    data = request.POST if request.method == "POST" else None
    form = SavedSearchForm(data, user=request.user, initial={"name": asked.query.typed[:80]})
    if request.method == "POST" and form.is_valid() and _is_kept(request, form, query):
        return redirect("search:saved")
    context = {
        "form": form,
        "words": asked.query.typed,
        "tags": shelf.narrowed_by(asked, request.user),
        "cancel_url": asked.on_page(1),
        "section": "search",
    }
    return render(request, "search/save.html", context)


def _is_kept(request: MemberRequest, form: SavedSearchForm, query: str) -> bool:
    """Whether the search is kept now; if not, the form says why."""
    asked = saving.asked_of(query)
    if check(asked.query.typed).verdict != "pass":
        form.add_error(None, IDENTIFIES)
    elif len(query) > saving.LONGEST:
        form.add_error(None, TOO_LONG)
    else:
        try:
            saved, new = saving.save_search(request.user, query=query, **form.cleaned_data)
        except saving.TooMany:
            form.add_error(None, TOO_MANY)
        except IntegrityError:
            form.add_error("name", TAKEN)
        else:
            said = "Saved as" if new else "You have saved this search already, as"
            messages.success(request, f"{said} “{saved.name}”.")
            return True
    return False


@never_cache
@sensitive_post_parameters()
@login_required
@require_http_methods(READ_OR_WRITE)
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """Another name, or other times to be told."""
    saved = get_object_or_404(SavedSearch.objects.visible_to(request.user), pk=pk)
    data = request.POST if request.method == "POST" else None
    initial = {"name": saved.name, "when": saved.when}
    form = SavedSearchForm(data, user=request.user, saved=saved, initial=initial)
    if request.method == "POST" and form.is_valid():
        saving.change_search(saved, **form.cleaned_data)
        messages.success(request, f"“{saved.name}” is changed.")
        return redirect("search:saved")
    context = {"form": form, "saved": saved, "section": "search"}
    return render(request, "search/saved_change.html", context)


@never_cache
@login_required
@require_http_methods(READ_OR_WRITE)
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Asks, and then lets a search go. Sent twice it does no harm."""
    mine = SavedSearch.objects.visible_to(request.user)
    if request.method == "POST":
        mine.filter(pk=pk).delete()
        messages.success(request, "The saved search is deleted.")
        return redirect("search:saved")
    context = {"saved": get_object_or_404(mine, pk=pk), "section": "search"}
    return render(request, "search/saved_delete.html", context)


@never_cache
@require_safe
def saved_feed(request: HttpRequest, key: str, form: str) -> HttpResponse:
    """The newest that its owner may see, for a feed reader that cannot sign in: whoever has the
    address reads it. What is confidential stays where one signs in."""
    saved = saving.saved_by_key(key)
    if saved is None:
        raise Http404
    alike = alike_for(saved.user)
    asked = saving.asked_of(saved.query).compared(alike)
    confidential = Audience.objects.filter(confidential=True).values_list("pk", flat=True)
    audiences = Audience.objects.ids_for(saved.user) - set(confidential)
    entries = newest_for(asked, saved.user, ITEMS, alike=alike, audiences=audiences)
    title = f"Saved search: {saved.name}"
    feed = Feed(
        title=title,
        description=title,
        path=replace(asked, newest=False).on_page(1),
        items=[item(entry) for entry in entries],
        public=False,
    )
    return respond(request, feed, form)
