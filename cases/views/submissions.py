"""A member's own case studies on their way to the editors: the list, the overview, sending."""

from __future__ import annotations

import mimetypes
import secrets
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Organisation
from accounts.requests import MemberRequest
from activity.keys import pk_from
from cases.forms.submission_checks import look
from cases.forms.submissions import STEPS, StartForm
from cases.models import CaseStudyIndexPage, Submission
from cases.services import submissions as verbs
from cases.services.submission_pages import drawn
from files.serving import respond_with_file
from hub.rows import Step

PAGE_SIZE = 20
WITH_THE_EDITORS = "It is with the editors now. Take it back to change it."


def mine(request: HttpRequest, pk: int) -> Submission:
    """The person's own, or 404."""
    visible = Submission.objects.visible_to(request.user).select_related("trust", "page", "author")
    return get_object_or_404(visible, pk=pk)


def trail(*more: Step) -> list[Step]:
    """The way back."""
    index = CaseStudyIndexPage.objects.get()
    return [
        {"title": "Home", "url": "/"},
        {"title": index.title, "url": index.get_absolute_url()},
        *more,
    ]


def trail_to(submission: Submission) -> list[Step]:
    """The way back from a step."""
    return trail(*trail_of_own(), {"title": str(submission), "url": submission.get_absolute_url()})


def trail_of_own() -> list[Step]:
    """The list of one's own, as a step of the way."""
    return [{"title": "Your case studies", "url": reverse("cases:submissions")}]


@never_cache
@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def submissions(request: MemberRequest) -> HttpResponse:
    """One's own, and how to begin one."""
    trusts = Organisation.objects.trusts().filter(
        pk__in=[each.organisation_id for each in request.user.places]
    )
    form = StartForm(request.POST or None, trusts=trusts, initial={"key": secrets.token_urlsafe(16)})
    if request.method == "POST" and form.trusts and form.is_valid():
        data = form.cleaned_data
        made = verbs.start(by=request.user, trust=form.chosen, title=data["title"], key=data["key"])
        return redirect("cases:submission_step", made.pk, next(iter(STEPS)))
    rows = Submission.objects.visible_to(request.user).select_related("trust").order_by("-pk")
    before = pk_from(request.GET.get("before", ""))
    found = list((rows if before is None else rows.filter(pk__lt=before))[: PAGE_SIZE + 1])
    context = {
        "form": form,
        "rows": found[:PAGE_SIZE],
        "older_url": f"?before={found[PAGE_SIZE - 1].pk}" if len(found) > PAGE_SIZE else "",
        "steps": STEPS.values(),
        "trail": trail(),
        "section": "case-studies",
    }
    return render(request, "cases/submit/list.html", context)


def overview_context(request: MemberRequest, found: Submission) -> dict[str, Any]:
    """What the overview shows."""
    steps = look(found, request.user)
    return {
        "submission": found,
        "steps": steps,
        "todos": [todo for step in steps for todo in step.todos],
        "comments_elsewhere": [],
        "files": found.files.select_related("document"),
        "trail": trail(*trail_of_own()),
        "section": "case-studies",
    }


@never_cache
@login_required
@require_safe
def submission(request: MemberRequest, pk: int) -> HttpResponse:
    """How far it is, what an editor asks for, and what can be done with it."""
    found = mine(request, pk)
    return render(request, "cases/submit/overview.html", overview_context(request, found))


@never_cache
@login_required
@require_safe
def preview(request: MemberRequest, pk: int) -> HttpResponse:
    """As it would be read."""
    found = mine(request, pk)
    page = drawn(found.said, found.author)
    page.trust = found.trust
    context = {
        "submission": found,
        "page": page,
        "tests": [test for test in page.tests.all() if test.title],
        "uses": page.guide_uses.all(),
        "files": found.files.select_related("document"),
        "trail": trail_to(found),
        "section": "case-studies",
    }
    return render(request, "cases/submit/preview.html", context)


@never_cache
@login_required
@require_POST
def send(request: MemberRequest, pk: int) -> HttpResponse:
    """To the editors, or back with what is missing."""
    found = mine(request, pk)
    context = overview_context(request, found)
    if found.is_open and context["todos"]:
        return render(request, "cases/submit/overview.html", {**context, "refused": True}, status=422)
    doubts = {name: kinds for step in context["steps"] for name, kinds in step.doubts.items()}
    try:
        verbs.send(found, by=request.user, doubts=doubts)
    except verbs.NotOpen:
        messages.info(request, "It was sent already.")
    else:
        messages.success(request, "Sent to the editors. You hear from us when they have read it.")
    return redirect(found)


@never_cache
@login_required
@require_POST
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """From the editors, to write on."""
    found = mine(request, pk)
    try:
        verbs.take_back(found, by=request.user)
    except verbs.NotOpen:
        messages.info(request, "It was not with the editors any more.")
    else:
        messages.success(request, "You have it back. The editors see it again when you send it.")
    return redirect(found)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, pk: int) -> HttpResponse:
    """Asks, then deletes it with its files."""
    found = mine(request, pk)
    if request.method != "POST":
        context = {"submission": found, "trail": trail_to(found), "section": "case-studies"}
        return render(request, "cases/submit/delete.html", context)
    try:
        verbs.throw_away(found, by=request.user)
    except verbs.NotOpen:
        messages.info(request, WITH_THE_EDITORS)
        return redirect(found)
    messages.success(request, f"“{found}” is deleted, with its files.")
    return redirect("cases:submissions")


@never_cache
@login_required
@require_safe
def file(request: MemberRequest, pk: int, file_pk: int) -> HttpResponseBase:
    """A file of one's own case study."""
    row = get_object_or_404(mine(request, pk).files.select_related("document"), pk=file_pk)
    document = row.document
    kind = mimetypes.guess_type(document.filename)[0] or "application/octet-stream"
    return respond_with_file(
        request, document.file, name=document.filename, content_type=kind, public=False, inline=True
    )
