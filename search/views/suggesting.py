"""Suggestions for the field, as JSON."""

from __future__ import annotations

from dataclasses import asdict
from http import HTTPStatus

from allauth.core.internal import ratelimit
from django.http import HttpRequest, JsonResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from search.suggesting import suggestions

# A fast typist asks for some two a second. A whole hospital may stand behind one address.
RATES = {"suggest": "1200/m/ip", "suggest-member": "240/m/user"}
# A browser need not ask twice for what was typed and taken back. Members' go into no cache: the
# next person at a shared computer would read titles that are not theirs.
OPEN, MEMBERS = "private, max-age=60", "private, no-store"


@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """Titles for what is typed in `q`, of what the reader may see."""
    user = request.user
    action = "suggest-member" if user.is_authenticated else "suggest"
    asker = user if user.is_authenticated else None
    usage = ratelimit.consume(request, app="hub", action=action, config=RATES, user=asker, limit_get=True)
    found = suggestions(request.GET.get("q", ""), user) if usage else []
    status = HTTPStatus.OK if usage else HTTPStatus.TOO_MANY_REQUESTS
    answer = JsonResponse({"suggestions": [asdict(each) for each in found]}, status=status)
    answer["Cache-Control"] = MEMBERS if user.is_authenticated else OPEN
    patch_vary_headers(answer, ["Cookie"])
    return answer
