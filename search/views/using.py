"""Takes in, from the page's script, that a search was made or a result followed."""

from __future__ import annotations

from http import HTTPStatus

from allauth.core.internal import ratelimit
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.requests import from_here
from activity.keys import pk_from
from search.use.counting import MOST_RANK, count_click, count_search, read_note

RATES = {"search-use": "600/h/key"}


# A reader who is not signed in has no token of Django's; nothing is done here in anyone's name.
@csrf_exempt
@require_POST
def used(request: HttpRequest) -> HttpResponse:
    """Counts a search, or with `rank` the result that was followed. Says nothing."""
    note = read_note(request.POST.get("use", ""))
    if note is None or not from_here(request):
        return HttpResponse(status=HTTPStatus.FORBIDDEN)
    if not _within(request):
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    rank = request.POST.get("rank", "")
    if not rank:
        count_search(note)
    elif 1 <= (pk_from(rank) or 0) <= MOST_RANK:
        count_click(note, int(rank))
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def _within(request: HttpRequest) -> bool:
    """Whether this address may say more just now. Of the address only a keyed digest is kept, and
    not with what was looked for."""
    key = salted_hmac("search.use", ratelimit.get_ip(request)).hexdigest()
    return ratelimit.consume(request, app="hub", action="search-use", config=RATES, key=key) is not None
