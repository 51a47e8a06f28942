"""Asking the other moderators, and answering them."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from moderation import services
from moderation.fields import CheckedField
from moderation.models import SecondOpinion
from moderation.targets import Described
from moderation.views.entrance import QUEUE_TRAIL, for_moderators, thing_in_hands

LENGTH = 500


class QuestionForm(forms.Form):
    """What a moderator wants to know of the others; may be left empty."""

    words = CheckedField(
        doubtful="refuse", lines=True, required=False, max_length=LENGTH, label="What would you like to know?"
    )


class AnswerForm(forms.Form):
    """What a moderator thinks."""

    words = CheckedField(
        doubtful="refuse",
        lines=True,
        max_length=LENGTH,
        label="What do you think?",
        error_messages={"required": "Write what you think."},
    )


@sensitive_post_parameters()
@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: MemberRequest, kind: str, pk: str) -> HttpResponse:
    """Asks the others about a thing."""
    thing, about = thing_in_hands(request, kind, pk)
    form = QuestionForm(request.POST or None) if request.method == "POST" else QuestionForm()
    if request.method == "POST" and form.is_valid():
        services.ask_opinion(thing, by=request.user, question=form.cleaned_data["words"])
        messages.success(request, "The other moderators see your question in the queue.")
        return redirect("moderation:queue")
    return _page(request, form, about, title="Ask for a second opinion", submit="Ask the others")


@sensitive_post_parameters()
@for_moderators
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: MemberRequest, pk: int) -> HttpResponse:
    """Answers a question of another moderator; 404 where the thing is in other hands."""
    opinion = get_object_or_404(SecondOpinion.objects.select_related("asked_by"), pk=pk)
    _, about = thing_in_hands(request, str(opinion.content_type_id), str(opinion.object_id))
    form = AnswerForm(request.POST) if request.method == "POST" else AnswerForm()
    if request.method == "POST" and form.is_valid():
        if services.answer_opinion(opinion, by=request.user, answer=form.cleaned_data["words"]):
            messages.success(request, "Your opinion stands in the queue.")
        else:
            messages.info(request, "Somebody else was first.")
        return redirect("moderation:queue")
    title = f"What do you think? {opinion.asked_by or 'A moderator'} asks"
    return _page(request, form, about, title=title, submit="Send", question=opinion.question)


def _page(
    request: MemberRequest, form: forms.Form, about: Described, *, title: str, submit: str, question: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "about": about,
        "page_title": title,
        "submit": submit,
        "question": question,
        "trail": QUEUE_TRAIL,
    }
    return render(request, "moderation/opinion.html", context)
