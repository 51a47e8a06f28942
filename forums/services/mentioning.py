"""Who is named in a post, and told of it: only people who can see it, and each once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString

from accounts.models import Audience, Mute, User
from accounts.models.user import UserQuerySet
from activity.models import Activity
from activity.services import tell
from forums.markdown import Named, handles_in, render, render_with_names
from forums.models import Forum, Mention, Post, Topic

MOST_NAMED = 20  # in a post
CREATED = ("forums.post.created", "forums.topic.created")


@dataclass(frozen=True, slots=True)
class Written:
    """A text as it is shown, and the people whom its writer names in it."""

    html: SafeString
    people: tuple[User, ...] = ()


def readers_of(place: Topic | Forum) -> UserQuerySet:
    """The people who may see a topic, or what is asked in a forum, and have a page of their own."""
    forum = place if isinstance(place, Forum) else place.forum
    people: UserQuerySet = User.objects.who_may_see(forum.audience).shown()
    if isinstance(place, Forum):
        return people
    for audience in {place.audience, *_page_audience(place)} - {forum.audience}:
        people = people.filter(audience.people_filter())
    return people


def _page_audience(topic: Topic) -> tuple[Audience, ...]:
    """Who may see the page of a topic: asked of the page itself, its topic follows a moment later."""
    page = getattr(topic.page, "basepage", None) if topic.page_id else None
    return (page.audience,) if page is not None else ()


def who_hear(people: UserQuerySet, writer: User | None) -> UserQuerySet:
    """People less those who have blocked the writer."""
    if writer is None:
        return people
    blocked = Mute.objects.blocking().filter(user=OuterRef("pk"), muted=writer)
    return people.exclude(Exists(blocked))


def written(body: str, place: Topic | Forum, *, writer: User | None) -> Written:
    """A text with a link for each person it names. No query where there is no @ in it."""
    handles = sorted(handles_in(body))[:MOST_NAMED] if "@" in body else []
    if not handles:
        return Written(render(body))
    found = who_hear(readers_of(place), writer).filter(profile__handle__in=handles)
    people = {str(user.profile.handle): user for user in found.select_related("profile")}
    html, named = render_with_names(body, _as_shown(people))
    return Written(html, tuple(people[handle] for handle in sorted(named)))


def _as_shown(people: Mapping[str, User]) -> dict[str, Named]:
    return {handle: Named(user.name, user.get_absolute_url()) for handle, user in people.items()}


def tell_named(post: Post, people: Collection[User], activity: Activity | None = None) -> None:
    """Tells those whom a post names, who were not told before. Whoever mutes its writer is not.

    `activity` is the one that announced the post, where the caller has it.
    """
    others = [person for person in people if person.pk != post.user_id]
    if not others or post.held:
        return
    told = set(Mention.objects.filter(post=post, user__in=others).values_list("user_id", flat=True))
    muted = set(Mute.objects.filter(user__in=others, muted=post.user_id).values_list("user_id", flat=True))
    new = [person for person in others if person.pk not in told]
    Mention.objects.bulk_create((Mention(post=post, user=person) for person in new), ignore_conflicts=True)
    found = activity or _announced(post)
    if found is not None:
        tell(found, [person for person in new if person.pk not in muted])


def _announced(post: Post) -> Activity | None:
    """What announced a post; of a question, what announced its topic."""
    thing = post.topic if post.is_opening else post
    return Activity.objects.announced().about(thing).filter(verb__in=CREATED, object_id=thing.pk).first()
