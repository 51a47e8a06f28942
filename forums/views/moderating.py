"""What a moderator does with one post or one topic: a page with every act, and one for each."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.requests import MemberRequest
from forums.acting import Act, Thing, acts_for_post, acts_for_topic, elsewhere_for, form_of
from forums.models import Post, PostRevision, Topic
from forums.moderating import describe, posts_in_hands_of, topics_in_hands_of
from forums.presenting import trail
from forums.services import CannotModerate
from moderation.forms import Sure
from moderation.histories import histories
from moderation.models import Report
from moderation.places import may_moderate


def post_in_hands(request: MemberRequest, pk: int) -> Post:
    """A post that the person moderates. May see but not moderate: 403; may not see: 404."""
    rows = "user", "topic__forum__audience", "topic__audience", "topic__page", "topic__author"
    post: Post | None = posts_in_hands_of(request.user).select_related(*rows).filter(pk=pk).first()
    if post is None:
        get_object_or_404(Post.objects.visible_to(request.user), pk=pk)
        raise PermissionDenied
    return post


def topic_in_hands(request: MemberRequest, pk: int) -> Topic:
    """A topic that the person moderates. May see but not moderate: 403; may not see: 404."""
    topic = topics_in_hands_of(request.user).with_gate().select_related("author").filter(pk=pk).first()
    if topic is None:
        get_object_or_404(Topic.objects.visible_to(request.user), pk=pk)
        raise PermissionDenied
    return topic


@never_cache
@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def moderate_post(request: MemberRequest, pk: int) -> HttpResponse:
    """Every act on a post, or the form of one."""
    post = post_in_hands(request, pk)
    about = describe([post.pk])[post.pk]
    context = {
        "about": about,
        "history": histories([post.user_id]).get(post.user_id, "") if post.user_id else "",
        "revisions": PostRevision.objects.visible_to(request.user).filter(post=post).select_related("by"),
        "reports": Report.objects.of(post).waiting().select_related("reporter"),
        "trail": trail(post.topic.forum, *([post.topic] if about.title_url else [])),
        "page_title": "Moderate a post",
        "thing_title": about.title,
    }
    return _act(request, post, acts_for_post(post, request.user), context)


@never_cache
@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def moderate_topic(request: MemberRequest, forum: str, pk: int, slug: str) -> HttpResponse:
    """Every act on a topic, or the form of one."""
    topic = topic_in_hands(request, pk)
    if topic.is_hidden:
        # What can be done about it stands with its question.
        return redirect("forums:moderate_post", pk=topic.posts.get(seq=1).pk)
    context = {
        "topic": topic,
        "elsewhere": elsewhere_for(topic),
        "trail": trail(topic.forum, topic),
        "page_title": "Moderate a topic",
        "thing_title": topic.title,
    }
    return _act(request, topic, acts_for_topic(topic, request.user), context)


def _act(request: MemberRequest, thing: Thing, acts: list[Act], context: dict[str, Any]) -> HttpResponse:
    """Does the act that was sent, shows the form of the one asked for, or every act there is."""
    asked = (request.POST if request.method == "POST" else request.GET).get("act", "")
    act = next((each for each in acts if each.name == asked), None)
    if act is None and request.method == "POST":
        messages.info(request, "That cannot be done any more: somebody else was first.")
        return redirect(request.path)
    sent = request.POST if request.method == "POST" else None
    form: Any = form_of(act, thing, request.user, sent) if act else None
    sure: Sure | None = form.sure() if act and sent is not None and form.is_valid() else None
    asks = sure is not None and request.POST.get("sure") != sure.key
    if act and sent is not None and form.is_valid() and not asks:
        try:
            said = act.do(thing, form, by=request.user)
        except CannotModerate as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, said)
            return redirect(_next(request, thing))
    shown: dict[str, Any] = {
        "acts": acts,
        "act": act,
        "form": form,
        "section": "forums",
        "path": request.path,
    }
    shown["sure"] = sure if asks else None
    return render(request, "forums/moderate.html", {**context, **shown})


def _next(request: MemberRequest, thing: Thing) -> str:
    """Back to the queue for who came from there; else to the thing, or to what became of it."""
    if request.GET.get("from") == "queue":
        return reverse("moderation:queue")
    if isinstance(thing, Topic):
        now = Topic.objects.select_related("forum", "merged_into__forum").get(pk=thing.pk)
        return (now.merged_into or now).get_absolute_url()
    return reverse("forums:moderate_post", args=[thing.pk]) if may_moderate(request.user) else "/"
