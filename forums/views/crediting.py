"""A writer says whether their posts of a topic may be used in something that editors publish."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from forums import services
from forums.models import CreditRequest, Topic
from forums.presenting import trail

SAID = {
    True: "Thank you. The editors may use your posts with your name, unless you say otherwise before that.",
    False: "Your posts here are not used. The editors see only that you said no.",
}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def credit(request: MemberRequest, forum: str, pk: int, slug: str) -> HttpResponse:
    """The question with one's own posts below it, and the answer. 404 for who was not asked."""
    topic = get_object_or_404(Topic.objects.visible_to(request.user).with_gate(), pk=pk)
    rows = CreditRequest.objects.select_related("asked_by", "topic__forum")
    asked = get_object_or_404(rows, topic=topic, user=request.user)
    if request.method == "POST":
        agrees = request.POST.get("answer") == "agree"
        services.answer_credit(asked, agrees=agrees)
        messages.success(request, SAID[agrees])
        return redirect(asked)
    context = {
        "topic": topic,
        "asked": asked,
        "posts": topic.posts.published().filter(user=request.user).in_thread_order(),  # type: ignore[attr-defined]
        "section": "forums",
        "trail": trail(topic.forum, topic),
    }
    return render(request, "forums/credit.html", context)
