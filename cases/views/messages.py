"""Asking the team of a case study."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from cases.forms.messages import AskTeamForm
from cases.models import CaseStudy
from cases.services.messages import AskedTooOften, ask_team, can_be_asked
from forums.limits import suspension_of


def _sent(request: MemberRequest, page: CaseStudy, form: AskTeamForm) -> bool:
    """Sends what the form holds; one that comes too soon becomes an error of the form."""
    try:
        ask_team(page, sender=request.user, text=form.cleaned_data["text"], key=form.cleaned_data["key"])
    except AskedTooOften as error:
        when = date_format(localtime(error.until), "H:i \\o\\n j F")
        form.add_error(None, f"You have asked several teams already. Send this after {when}.")
        return False
    messages.success(request, f"Sent to the team at {page.trust.name}. They answer by email.")
    return True


@never_cache
@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: MemberRequest, slug: str) -> HttpResponse:
    """Writes to the team of a case study. 404 where nobody would get it."""
    pages = CaseStudy.objects.visible_to(request.user).select_related("trust", "audience")
    page = get_object_or_404(pages, slug=slug)
    if not can_be_asked(page):
        raise Http404
    form = AskTeamForm(request.POST or None)
    suspended = suspension_of(request.user)
    status = 200
    if request.method == "POST" and suspended:
        form.add_error(None, f"{suspended} Nothing was sent.")
    elif request.method == "POST" and form.is_valid():
        if _sent(request, page, form):
            return redirect(page)
        status = 429
    context = {
        "page": page,
        "form": form,
        "suspended": suspended,
        "section": "case-studies",
        "trail": [
            {"title": "Home", "url": "/"},
            {"title": "Case studies", "url": "/case-studies/"},
            {"title": page.title, "url": page.get_absolute_url()},
        ],
    }
    return render(request, "cases/ask_team.html", context, status=status)
