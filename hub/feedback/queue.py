"""What readers said and nobody has dealt with yet: for editors, and for owners of their own pages."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.requests import MemberRequest
from activity.feeds import absolute
from activity.tables import Cell, csv_stream
from hub.feedback import services
from hub.feedback.forms import AnswerForm
from hub.feedback.services import AlreadyDecided
from hub.models import BasePage, Feedback

SHOWN = 20
HEADER = ("Page", "Address", "Said on", "Kind", "Words", "State", "Answer", "Decided on", "Decided by")


def _may_handle(user: User) -> bool:
    """Editors, and those who own a page: 403 to others."""
    return user.has_perm("hub.handle_feedback") or BasePage.objects.filter(owner=user).exists()


def _page(request: MemberRequest, form: AnswerForm | None = None, pk: int | None = None) -> HttpResponse:
    """The queue; a form that was sent and refused stands under its own entry."""
    waiting = Feedback.objects.visible_to(request.user).waiting().select_related("page")
    count, after = waiting.count(), request.GET.get("after", "")
    if after.isdecimal():
        last = waiting.filter(pk=int(after[:18])).first()
        waiting = waiting.after(last) if last else waiting
    found = list(waiting[: SHOWN + 1])
    entries = [
        {
            "feedback": each,
            "form": form
            if form is not None and each.pk == pk
            else AnswerForm(auto_id=f"answer_{each.pk}_%s"),
        }
        for each in found[:SHOWN]
    ]
    context = {
        "entries": entries,
        "form": form,
        "count": count,
        "next": found[SHOWN - 1].pk if len(found) > SHOWN else None,
        "may_take_away": request.user.has_perm("hub.handle_feedback"),
        "trail": [{"title": "Home", "url": "/"}],
    }
    return render(request, "hub/feedback/queue.html", context)


@never_cache
@login_required
@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """What waits, the oldest first."""
    if not _may_handle(request.user):
        raise PermissionDenied
    return _page(request)


@sensitive_post_parameters()
@never_cache
@login_required
@require_POST
def decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Answers or dismisses one, and goes back to the queue. 404 where it is not theirs."""
    feedback = get_object_or_404(Feedback.objects.visible_to(request.user), pk=pk)
    form = AnswerForm(request.POST, auto_id=f"answer_{pk}_%s")
    answering, text = request.POST.get("decision") == "answer", ""
    if answering and feedback.reply_to:
        if not form.is_valid():
            return _page(request, form, pk)
        text = form.cleaned_data["text"]
    try:
        if answering:
            services.answer(feedback, by=request.user, text=text)
        else:
            services.dismiss(feedback, by=request.user)
    except AlreadyDecided as first:
        who = first.feedback.decided_by or "Somebody else"
        messages.info(request, f"{who} was first: it is {first}.")
    else:
        messages.success(request, _done(answering, text))
    return redirect("feedback:queue")


def _done(answering: bool, text: str) -> str:
    if not answering:
        return "Dismissed."
    return "Your answer is on its way. The reader's address is forgotten with it." if text else "Dealt with."


@never_cache
@login_required
@require_safe
def table(request: MemberRequest) -> StreamingHttpResponse:
    """Everything that readers said, as CSV, without their addresses."""
    if not request.user.has_perm("hub.handle_feedback"):
        raise PermissionDenied
    rows = Feedback.objects.visible_to(request.user).select_related("page", "decided_by").order_by("pk")
    return csv_stream("feedback", HEADER, (_row(each) for each in rows.iterator(chunk_size=2_000)))


def _row(each: Feedback) -> Sequence[Cell]:
    return (
        each.page.title,
        absolute(each.page.get_absolute_url()),
        each.created_at,
        each.get_kind_display(),
        each.text,
        each.get_state_display(),
        each.answer,
        each.decided_at,
        each.decided_by.name if each.decided_by else "",
    )
