"""What moderators see of held posts, and what becomes of them when they decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, Min, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from accounts.models import Audience, User
from forums import services
from forums.markdown import plain
from forums.models import Forum, Post, PostQuerySet, PostRevision, Topic, TopicQuerySet
from forums.services import thread
from moderation import acts, histories, places, targets
from moderation.models import AuditEntry
from moderation.targets import Described

TEASER = 160
# After these a post is taken out, until it is put back.
TAKEN_OUT = ("post.hidden", "post.removed", "post.rejected")
ACTS = {
    "post.hidden": "hid a post of {who}",
    "post.put_back": "put back a post of {who}",
    "post.removed": "took out for good a post of {who}",
    "post.edited_out": "took words out of a post of {who}",
    "topic.locked": "locked a topic of {who}",
    "topic.unlocked": "unlocked a topic of {who}",
    "topic.pinned": "pinned a topic of {who}",
    "topic.retitled": "changed the title or the guides of a topic of {who}",
    "topic.summarised": "summed up a topic of {who}",
    "topic.unpinned": "unpinned a topic of {who}",
    "topic.closed": "closed a topic of {who}",
    "topic.reopened": "opened again a topic of {who}",
    "topic.moved": "moved a topic of {who}",
    "topic.merged": "merged a topic of {who} into another",
    "topic.split": "made a new topic of posts of {who}",
}


def describe(ids: Iterable[int]) -> Mapping[int, Described]:
    """Held posts by id, with topic, forum, writer and files: two queries."""
    posts = Post.objects.filter(pk__in=list(ids)).select_related(
        "user", "reply_to__user", "topic__forum__audience", "topic__audience", "topic__page"
    )
    kept = PostRevision.objects.filter(post=OuterRef("pk"), why=PostRevision.Why.REMOVED)
    posts = posts.annotate(is_kept=Exists(kept)).prefetch_related("files")
    return {post.pk: _described(post) for post in posts}


def _described(post: Post) -> Described:
    topic = post.topic
    # Nobody but its writer can open a topic that waits itself, and nobody one that was taken out: its
    # forum is where it would stand.
    place = topic.forum if topic.held or topic.is_hidden else topic
    opens = place is topic and (topic.page is None or topic.page.live)
    return Described(
        title=topic.title,
        where=topic.forum.title,
        where_url=place.get_absolute_url(),
        text=post.comment,
        author=post.user,
        written=post.submit_date or timezone.now(),
        audience=topic.gate,
        title_url=_place_of(post) if opens else "",
        place=thread.place_of(topic),
        url=post.get_absolute_url(),
        act_url=reverse("forums:moderate_post", args=[post.pk]),
        shown=post.is_public and not post.held and not topic.held,
        html=post.body_html,
        kept=post.is_kept,
        answers=_answered(post),
        without_name=post.is_anonymous,
        files=tuple(
            (f"{file.name} ({file.type_and_size})", file.get_absolute_url()) for file in post.files.all()
        ),
    )


def _place_of(post: Post) -> str:
    """The post itself where others can read it, else the topic in which it would stand."""
    shown = post.is_public and not post.held
    return post.get_absolute_url() if shown else post.topic.get_absolute_url()


def _answered(post: Post) -> tuple[str, str] | None:
    """Whom a post answers, and how that begins."""
    answered = post.reply_to
    if answered is None or answered.is_removed:
        return None
    return answered.author_name, Truncator(plain(answered.body_html)).chars(TEASER)


def posts_in_hands_of(user: User | AnonymousUser) -> PostQuerySet:
    """Every post of the topics that a person moderates: the held and the hidden ones too."""
    posts: PostQuerySet = Post.objects.filter(topic__in=topics_in_hands_of(user))
    return posts


def topics_in_hands_of(user: User | AnonymousUser) -> TopicQuerySet:
    """The topics of the forums that a person moderates, as far as they may see them; what waits
    for a moderator too, and not what has gone to another topic."""
    allowed = Audience.objects.ids_for(user)
    return Topic.objects.filter(
        Q(page__isnull=True) | Q(page__basepage__audience_id__in=allowed),
        forum__in=Forum.objects.moderated_by(user),
        audience_id__in=allowed,
        merged_into__isnull=True,
    )


def count_posts(ids: list[int]) -> dict[int, histories.Posts]:
    """What writers have posted so far: two queries, however many they are."""
    mine = Post.objects.filter(user__in=ids).order_by()
    out = AuditEntry.objects.filter(
        act__in=TAKEN_OUT,
        content_type=ContentType.objects.get_for_model(Post),
        object_id=OuterRef("pk"),
    )
    removed = dict(mine.filter(Exists(out), is_removed=True).values_list("user_id").annotate(Count("pk")))
    counted = mine.published().values_list("user_id").annotate(Count("pk"), Min("submit_date"))
    found = {pk: histories.Posts(count, since, removed.pop(pk, 0)) for pk, count, since in counted}
    return found | {pk: histories.Posts(0, None, count) for pk, count in removed.items()}


def post_addresses(ids: Iterable[int]) -> dict[int, str]:
    """Where moderators look at posts."""
    return {pk: reverse("forums:moderate_post", args=[pk]) for pk in ids}


def topic_addresses(ids: Iterable[int]) -> dict[int, str]:
    """Where moderators look at topics: one query."""
    topics = Topic.objects.filter(pk__in=list(ids)).select_related("forum")
    return {topic.pk: f"{topic.get_absolute_url()}moderate/" for topic in topics}


def places_of(user: User) -> list[str]:
    """The forums that name a person as their moderator."""
    return [f"forum:{pk}" for pk in user.moderated_forums.values_list("pk", flat=True)]


def register() -> None:
    """Tells moderation of posts and of who moderates what."""
    places.register(places_of)
    targets.register(
        Post,
        release=services.release_post,
        reject=services.reject_post,
        describe=describe,
    )
    histories.register(count_posts)
    acts.register_addresses(Post, post_addresses)
    acts.register_addresses(Topic, topic_addresses)
    for act, words in ACTS.items():
        acts.register(act, words)
