"""One step of a case study that a member writes: shown, saved by hand, saved by itself.

What somebody sends whose session has ended is kept in the session that they have now, and shown
again when the same person has signed in.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cases.forms.submission_checks import everything_to_do, kept_form
from cases.forms.submission_files import FilesForm
from cases.forms.submissions import STEPS, StepForm
from cases.models import Submission
from cases.services import submissions as verbs
from cases.services.submission_files import change_files
from cases.views.submissions import WITH_THE_EDITORS, mine, trail_to
from moderation.fields import DECLARATION

KEPT = "kept_answers"
# Bounds what somebody who is not signed in can have kept.
KEPT_RATE = {"kept": "30/m/ip"}
SAVE_RATE = {"save": "120/m/user"}


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Shows a step, or saves what was sent of it."""
    if step not in STEPS:
        raise Http404
    if not request.user.is_authenticated:
        return signed_out(request, pk, step)
    found = mine(request, pk)
    if request.method == "POST":
        if not ratelimit.consume(request, app="hub", action="save", config=SAVE_RATE):
            return too_fast(request)
        return (
            by_itself(request, found, step) if "autosave" in request.POST else by_hand(request, found, step)
        )
    if not found.is_open:
        messages.info(request, WITH_THE_EDITORS)
        return redirect(found)
    return shown(request, found, step)


def shown(request: HttpRequest, found: Submission, step: str) -> HttpResponse:
    """The step as it is kept, with what was typed when the session ended; with `check`, what is
    still to do."""
    kept = kept_answers(request, found, step)
    if "check" in request.GET and not kept:
        form = kept_form(found, step, request.user)  # type: ignore[arg-type]
        for name, words in everything_to_do(form, found).items():
            if name not in form.errors:
                form.add_error(name, words)
    else:
        answers = {**found.said, **kept.get("answers", {})}
        form = new_form(request, found, step, answers)
    return drawn(request, found, form, kept=kept)


def new_form(request: HttpRequest, found: Submission, step: str, answers: dict[str, Any]) -> StepForm:
    """The form, bound where something was sent."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    return STEPS[step](
        *sent,
        user=request.user,  # type: ignore[arg-type]
        answers=answers,
        declared=found.about["declared"].get(step, ""),
        submission=found,
    )


def drawn(
    request: HttpRequest, found: Submission, form: StepForm, *, status: int = HTTPStatus.OK, **more: Any
) -> HttpResponse:
    """The page of a step. It knows the count of savings that it was drawn from."""
    form.show_saves(found.saves)
    steps = list(STEPS)
    place = steps.index(form.step)
    context = {
        "submission": found,
        "form": form,
        "number": place + 1,
        "count": len(steps),
        "back": reverse("cases:submission_step", args=[found.pk, steps[place - 1]]) if place else "",
        "trail": trail_to(found),
        "section": "case-studies",
        **more,
    }
    return render(request, "cases/submit/step.html", context, status=status)


def by_hand(request: HttpRequest, found: Submission, step: str) -> HttpResponse:
    """Saves and goes on; stays where something is refused or asked about."""
    form = new_form(request, found, step, found.said)
    try:
        found = save(request, found, form)
    except verbs.SavedElsewhere as other:
        return drawn(request, other.now, form, elsewhere=other.now.saved_at, status=HTTPStatus.CONFLICT)
    except verbs.NotOpen:
        messages.info(request, f"This was not saved. {WITH_THE_EDITORS}")
        return redirect(found)
    request.session.pop(KEPT, None)
    if not form.is_valid():
        return drawn(request, found, form)
    if isinstance(form, FilesForm) and form.stays:
        return redirect("cases:submission_step", found.pk, step)
    steps = [*STEPS, ""]
    after = steps[steps.index(step) + 1]
    if after and "close" not in request.POST:
        return redirect("cases:submission_step", found.pk, after)
    return redirect(found)


def by_itself(request: HttpRequest, found: Submission, step: str) -> JsonResponse:
    """The same for the page's script, without a word about what is missing."""
    form = new_form(request, found, step, found.said)
    try:
        found = save(request, found, form)
    except verbs.SavedElsewhere as other:
        return JsonResponse({"elsewhere": clock(other.now.saved_at)}, status=HTTPStatus.CONFLICT)
    except verbs.NotOpen:
        return JsonResponse({"closed": WITH_THE_EDITORS}, status=HTTPStatus.CONFLICT)
    request.session.pop(KEPT, None)
    return JsonResponse({"saves": found.saves, "at": clock(timezone.now()), "refused": form.refused})


def save(request: HttpRequest, found: Submission, form: StepForm) -> Submission:
    """Keeps what may be kept of a form. Raises verbs.SavedElsewhere and verbs.NotOpen."""
    answers = form.storable
    declares = bool(request.POST.get(DECLARATION)) and "autosave" not in request.POST
    saved = verbs.save_answers(
        found,
        by=request.user,  # type: ignore[arg-type]
        step=form.step,
        answers=answers,
        saves=form.saves_seen,
        declared=form.doubt_mark if declares else None,
    )
    if isinstance(form, FilesForm):
        change_files(saved, form.change(), by=request.user)  # type: ignore[arg-type]
    return saved


def clock(when: Any) -> str:
    """The time of day: 10:42."""
    return date_format(timezone.localtime(when), "H:i")


def too_fast(request: HttpRequest) -> HttpResponse:
    """More savings than anybody types."""
    if "autosave" in request.POST:
        return JsonResponse({}, status=HTTPStatus.TOO_MANY_REQUESTS)
    return render(request, "429.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def signed_out(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Keeps what was sent until its author has signed in, and leads there."""
    address = reverse("cases:submission_step", args=[pk, step])
    if request.method != "POST":
        return redirect_to_login(address)
    if "autosave" in request.POST:
        return JsonResponse({"signed_out": True}, status=HTTPStatus.UNAUTHORIZED)
    if not ratelimit.consume(request, app="hub", action="kept", config=KEPT_RATE):
        return too_fast(request)
    form = STEPS[step](request.POST)
    answers = form.storable
    request.session[KEPT] = {
        "submission": pk,
        "step": step,
        "answers": answers,
        "saves": form.saves_seen,
        "refused": [str(form.fields[name].label) for name in form.refused if name in form.fields],
    }
    return redirect_to_login(address)


def kept_answers(request: HttpRequest, found: Submission, step: str) -> dict[str, Any]:
    """What its author typed when the session had ended; empty where there is nothing. What was
    typed about another's is dropped."""
    kept: dict[str, Any] = request.session.get(KEPT) or {}
    if kept and not Submission.objects.visible_to(request.user).filter(pk=kept["submission"]).exists():
        del request.session[KEPT]
        return {}
    if kept.get("submission") != found.pk or kept.get("step") != step:
        return {}
    since = found.about["changed"].get(step, 0) > kept["saves"]
    return {**kept, "since": found.saved_at if since else None}
