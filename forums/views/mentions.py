"""Whom a writer may mean by @: people who can see the topic, and nobody else."""

from __future__ import annotations

from http import HTTPStatus

from allauth.core.internal import ratelimit
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.models.user import UserQuerySet
from forums.models import Forum, Post, Topic
from forums.paging import number
from forums.services.mentioning import readers_of, who_hear

MOST = 8
LONGEST = 60
RATES = {"mentions": "120/m/user"}


@never_cache
@require_safe
def suggest(request: HttpRequest) -> JsonResponse:
    """At most eight people whose name or handle begins with `q`, the thread's writers first.

    Four queries, whatever their number. People who may not see the topic are never among them.
    """
    if not isinstance(request.user, User):
        raise Http404
    if not ratelimit.consume(
        request, app="hub", action="mentions", config=RATES, user=request.user, limit_get=True
    ):
        return JsonResponse({"people": []}, status=HTTPStatus.TOO_MANY_REQUESTS)
    place = _place(request)
    people = who_hear(readers_of(place), request.user).exclude(pk=request.user.pk)
    found = _ranked(_beginning_with(people, request.GET.get("q", "")[:LONGEST]), place)
    return JsonResponse(
        {"people": [{"handle": p.profile.handle, "name": p.name, "byline": p.byline} for p in found]}
    )


def _place(request: HttpRequest) -> Topic | Forum:
    """The topic, or the forum of a question that is being asked; 404 where one may not look."""
    slug = request.GET.get("forum", "")
    if slug:
        visible = Forum.objects.visible_to(request.user).takes_questions()
        return get_object_or_404(visible.select_related("audience"), slug=slug)
    topics = Topic.objects.visible_to(request.user).with_gate().select_related("page__basepage__audience")
    return get_object_or_404(topics, pk=number(request.GET.get("topic", "")) or 0)


def _beginning_with(people: UserQuerySet, words: str) -> UserQuerySet:
    words = words.strip().lstrip("@")
    people = people.filter(profile__handle__isnull=False)
    if not words:
        return people
    return people.filter(
        Q(name__istartswith=words)
        | Q(name__icontains=f" {words}")
        | Q(profile__handle__startswith=words.lower())
    )


def _ranked(people: UserQuerySet, place: Topic | Forum) -> list[User]:
    """Those who wrote in the thread with their name first, then by name."""
    if isinstance(place, Forum):
        return list(people.order_by("name", "pk").with_place()[:MOST])
    here = Post.objects.filter(topic=place, user=OuterRef("pk"), is_anonymous=False).published()
    ranked = people.annotate(wrote=Exists(here)).order_by("-wrote", "name", "pk")
    return list(ranked.with_place()[:MOST])
