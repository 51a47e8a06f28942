"""What the moderators wrote to a person: read by that person alone."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.requests import MemberRequest
from moderation.models import Sanction
from moderation.views.entrance import TRAIL


@never_cache
@login_required
@require_safe
def words(request: MemberRequest, pk: int) -> HttpResponse:
    """One of them, in full. 404 to everybody else, moderators too."""
    sanction = get_object_or_404(Sanction.objects.visible_to(request.user), pk=pk)
    return render(request, "moderation/words.html", {"sanction": sanction, "trail": TRAIL})
