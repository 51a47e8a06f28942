"""A person's own page: what others read about them, what they follow, how they sign in."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from activity.followable import followed_by
from hub.forms import AccountForm
from moderation.places import may_moderate
from moderation.queue import count_for


@sensitive_post_parameters()
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: MemberRequest) -> HttpResponse:
    """Shows it, and keeps what is changed."""
    user = request.user
    form = AccountForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("account")
    context = {
        "form": form,
        "followed": followed_by(user),
        "memberships": user.places,
        "may_edit": user.has_perm("wagtailadmin.access_admin"),
        "waiting": count_for(user) if may_moderate(user) else None,
        "section": "account",
    }
    return render(request, "accounts/account.html", context)
