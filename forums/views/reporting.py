"""Telling the moderators that something is wrong with a post."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from forums.models import Post
from forums.paging import place_of
from forums.presenting import trail
from forums.views.posts import visible_post
from moderation.fields import CheckedField
from moderation.models import Report
from moderation.services import report as report_to_moderators

RATE = {"report": "10/h/user"}
TOO_MANY = (
    "You have reported a lot in the last hour. Your words are still here: send them again a little later."
)
THANKS = (
    "Thank you. The moderators read it next, and you find what they decided in your notifications. "
    "Nobody but them learns that it was you."
)
AGAIN = "You have told us about this post already. The moderators have not decided yet."


class ReportForm(forms.Form):
    """Why a post should be looked at."""

    reason = forms.ChoiceField(
        choices=Report.Reason.choices,
        widget=forms.RadioSelect,
        label="What is wrong with it?",
        error_messages={"required": "Say what is wrong with it.", "invalid_choice": "Choose one of these."},
    )
    words = CheckedField(
        doubtful="refuse",
        lines=True,
        required=False,
        max_length=1_000,
        label="What should the moderators know?",
        help_text="If it is about a patient, do not repeat the details: they see the post.",
    )


@never_cache
@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: MemberRequest, pk: int) -> HttpResponse:
    """Reports somebody else's post to the moderators."""
    found = visible_post(request, pk)
    if found.user_id == request.user.pk or found.held:
        raise PermissionDenied
    form = ReportForm(request.POST) if request.method == "POST" else ReportForm()
    if request.method == "POST" and form.is_valid():
        if ratelimit.consume(request, app="hub", action="report", config=RATE):
            return _reported(request, found, form)
        form.add_error(None, TOO_MANY)
    context = {
        "post": found,
        "form": form,
        "cancel_url": found.get_absolute_url(),
        "section": "forums",
        "trail": trail(found.topic.forum, found.topic),
    }
    status = 429 if form.has_error("__all__") else 200
    return render(request, "forums/report.html", context, status=status)


def _reported(request: MemberRequest, post: Post, form: ReportForm) -> HttpResponse:
    """Keeps the report, and goes back to the post."""
    _, new = report_to_moderators(
        post,
        reporter=request.user,
        reason=form.cleaned_data["reason"],
        words=form.cleaned_data["words"],
    )
    messages.success(request, THANKS if new else AGAIN)
    return redirect(place_of(post, request.user))
