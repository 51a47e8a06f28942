"""A moderator or editor makes something of a settled topic."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from cases.forms.from_topic import ANSWER, FromTopicForm
from cases.models import InterventionGuide
from cases.services.from_topic import NotAgreed, draft_answer, draft_case_study, usable_posts
from forums.models import Forum, Post, Topic
from forums.passages import teaser
from forums.presenting import trail
from forums.services import answers_in, ask_for_credit
from hub.models.editing import address_of_editor

# A settled topic that is longer is split first, or summed up.
MOST = 100
AGREED, DECLINED, WAITING = "agreed", "declined", "waiting"
ANSWERS = {AGREED: "Agreed", DECLINED: "Said no", WAITING: "Asked, not answered yet"}


def topic_to_use(request: MemberRequest, pk: int) -> Topic:
    """A topic that the person moderates, or sees as an editor. May see it only: 403."""
    seen = Topic.objects.visible_to(request.user).with_gate().filter(held=False)
    topic = get_object_or_404(seen, pk=pk)
    moderates = Forum.objects.moderated_by(request.user).filter(pk=topic.forum_id).exists()
    if not moderates and not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return topic


@never_cache
@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def from_topic(request: MemberRequest, forum: str, pk: int, slug: str) -> HttpResponse:
    """Chooses posts, asks their writers, and makes a draft of those who agree."""
    topic = topic_to_use(request, pk)
    posts = usable_posts(topic)[:MOST]
    answers = answers_in(topic)
    guides = InterventionGuide.objects.visible_to(request.user).order_by("title")
    initial = {"posts": _ticked_at_first(posts, answers), "question": topic.title}
    sent = request.POST if request.method == "POST" else None
    form = FromTopicForm(sent, choices=_choices(posts, answers), guides=guides, initial=initial)
    if sent is not None and "ask" in sent:
        return _ask(request, topic, [post for post in posts if str(post.pk) in sent.getlist("posts")])
    if sent is not None and form.is_valid():
        try:
            return _make(request, topic, posts, form.cleaned_data)
        except NotAgreed as reason:
            form.add_error("posts", f"{reason} Take their posts out, or wait for their answer.")
    context = {
        "topic": topic,
        "form": form,
        "section": "forums",
        "trail": trail(topic.forum, topic),
    }
    return render(request, "cases/from_topic.html", context)


def _ask(request: MemberRequest, topic: Topic, posts: list[Post]) -> HttpResponse:
    """Asks the writers of the chosen posts who were not asked before."""
    writers = {post.user_id: post.user for post in posts if post.user}
    asked = ask_for_credit(topic, writers.values(), by=request.user)
    told = f"{asked} writer{'' if asked == 1 else 's'} asked." if asked else "Nobody was left to ask."
    messages.success(request, f"{told} Their answers stand here when they come.")
    return redirect(request.path)


def _make(request: MemberRequest, topic: Topic, posts: list[Post], data: dict[str, Any]) -> HttpResponse:
    """Makes the draft. Raises NotAgreed."""
    chosen = [post for post in posts if post.pk in data["posts"]]
    if data["make"] == ANSWER:
        page: Any = draft_answer(
            topic, chosen, guide=data["guide"], question=data["question"], by=request.user
        )
    else:
        page = draft_case_study(topic, chosen, by=request.user)
    messages.success(request, f"A draft of “{page.title}” waits for the editors, who have been told.")
    if request.user.has_perm("wagtailadmin.access_admin"):
        return redirect(address_of_editor(page.pk))
    return redirect(topic)


def _ticked_at_first(posts: list[Post], answers: dict[int, str]) -> list[int]:
    """The posts of those who were asked and have not said no. Before anybody is asked, the question with
    what was marked helpful, so that nobody else is bothered; all posts where nothing was."""
    if answers:
        return [post.pk for post in posts if answers.get(post.user_id or 0, DECLINED) != DECLINED]
    helpful = [post.pk for post in posts if post.is_opening or post.accepted_at]
    return helpful if len(helpful) > 1 else [post.pk for post in posts]


def _choices(posts: list[Post], answers: dict[int, str]) -> list[tuple[int, SafeString]]:
    """Each post by its first words, with its writer and what they have said."""
    return [(post.pk, _choice(post, answers.get(post.user_id or 0, ""))) for post in posts]


def _choice(post: Post, answer: str) -> SafeString:
    return format_html(
        "<b>{}</b>, {}. {}.<br>{}",
        "Without their name" if post.is_anonymous else post.author_name,
        date_format(post.submit_date or timezone.now()),
        ANSWERS.get(answer, "Not asked" if post.user_id else "Cannot be asked"),
        teaser(post.body_html),
    )
