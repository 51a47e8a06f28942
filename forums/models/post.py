"""A post, stored by django-comments-xtd. Its threading is ours: see docs/adr/0002."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django_comments.models import CommentFlag
from django_comments_xtd.models import XtdComment

from accounts.models import Membership, User
from activity.feeds import FeedItem, uid_for
from forums.models.topic import Topic

# Flags of ours beside those of django-comments: what a reader says of a post with one press.
HELPFUL = "helpful"
THANKS = "thanks"
TRIED = "tried"

FORMER_MEMBER = "Former member"
NAMELESS = "A member who asked not to be named"
BODY_LENGTH = 20_000  # characters, in Markdown
PAGE_COLUMNS = (
    "pk",
    "seq",
    "path",
    "body_html",
    "held",
    "edited_at",
    "edited_out_at",
    "is_anonymous",
    "is_removed",
    "accepted_at",
    "accepted_by_id",
    "reply_to_id",
    "submit_date",
    "user_id",
    "user__name",
    "user__profile__job_title",
)
SEQ_DIGITS = 6
# PostgreSQL's index rows hold 2,704 bytes: 400 segments of six digits fit, with the topic.
MAX_SEGMENTS = 400

__all__ = [
    "BODY_LENGTH",
    "FORMER_MEMBER",
    "HELPFUL",
    "MAX_SEGMENTS",
    "NAMELESS",
    "SEQ_DIGITS",
    "THANKS",
    "TRIED",
    "CommentFlag",
    "Post",
    "PostQuerySet",
    "path_after",
    "path_below",
]


class PostQuerySet(models.QuerySet["Post"]):
    """Reads of posts. Always by `topic`: comments-xtd's `object_pk` has no useful index."""

    def visible_to(self, user: User | AnonymousUser | None) -> PostQuerySet:
        """Posts of topics that the person may see; a held one only for its author."""
        topics = Topic.objects.visible_to(user)
        return self.filter(topic__in=topics).shown_to(user)

    def shown_to(self, user: User | AnonymousUser | None) -> PostQuerySet:
        """Within a topic already asked for: published posts, and the person's own held ones."""
        if user is None or not user.is_authenticated:
            return self.published()
        return self.filter(is_public=True).filter(Q(held=False) | Q(user=user))

    def with_stubs(self, user: User | AnonymousUser | None) -> PostQuerySet:
        """As `shown_to`, with the removed posts that others answered: their place is kept, so that
        the thread can be followed."""
        # A reply is always later. Said for PostgreSQL, which would else read every post of the hub
        # into a table of its own at the first removed one.
        answers = Post.objects.published().filter(reply_to=OuterRef("pk"), seq__gt=OuterRef("seq"))
        stub = Q(is_removed=True) & Exists(answers)
        if user is None or not user.is_authenticated:
            return self.filter(Q(is_public=True, held=False) | stub)
        return self.filter(Q(is_public=True, held=False) | Q(is_public=True, user=user) | stub)

    def published(self) -> PostQuerySet:
        """Neither held nor removed."""
        return self.filter(is_public=True, held=False)

    def in_thread_order(self) -> PostQuerySet:
        """Depth first: each reply after what it replies to."""
        return self.order_by("topic_id", "path")

    def newest(self) -> PostQuerySet:
        """Last written first."""
        return self.order_by("-submit_date", "-pk")

    def in_brief(self) -> PostQuerySet:
        """With what is shown where another page names one: its topic's title, who wrote it and when."""
        brief = ("submit_date", "is_anonymous", "topic__title", "user__name")
        return self.select_related("topic", "user").only(*brief)

    def for_feed(self) -> PostQuerySet:
        """With what a feed's entry shows."""
        return self.select_related("topic__forum", "topic__page", "user")

    def for_page(self) -> models.QuerySet[Post, dict[str, Any]]:
        """What a page of the topic shows of each, as rows: a post has three tables and a writer
        two, and making objects of them all takes longer than fetching them. `place` is the name of
        where the writer works."""
        works = Membership.objects.current().filter(user=OuterRef("user_id")).order_by("pk")
        return self.values(*PAGE_COLUMNS, place=Subquery(works.values("organisation__name")[:1]))


def path_after(parent: Post | None, seq: int) -> str:
    """The path of a new post: below its parent, at the end of what is there already."""
    return path_below(parent.path if parent else "", seq)


def path_below(above: str, seq: int) -> str:
    """The path of a position below another path, empty for the first level.

    Deeper than MAX_SEGMENTS it stands beside its parent; it still says whom it answers.
    """
    own = f"{seq:0{SEQ_DIGITS}d}"
    if len(own) > SEQ_DIGITS:
        raise ValueError(f"A topic holds at most {10**SEQ_DIGITS - 1} posts.")
    return above[: (MAX_SEGMENTS - 1) * SEQ_DIGITS] + own


class Post(XtdComment):
    """One post. `seq` is its position by time, `path` its position in the thread."""

    # Of comments-xtd, which carries no types.
    submit_date: datetime | None

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="posts")
    reply_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="replies"
    )
    seq = models.PositiveIntegerField()
    path = models.CharField(
        max_length=MAX_SEGMENTS * SEQ_DIGITS,
        help_text="The seq of each post from the root to this one, six digits each",
    )
    body_html = models.TextField(help_text="The Markdown, rendered when it was written")
    held = models.BooleanField(default=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    is_anonymous = models.BooleanField("written without a name", default=False, db_default=False)
    # When a moderator took words out of it: said under it.
    edited_out_at = models.DateTimeField(null=True, blank=True)
    # One of the answers that the asker or a moderator has marked, shown with the question.
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    sent_key = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="Made of the form's key, its sender and its text: the same twice is one post",
    )

    objects: ClassVar[Any] = PostQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = []
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["topic", "seq"], name="post_seq_once"),
            models.UniqueConstraint(fields=["topic", "path"], name="post_path_once"),
            models.UniqueConstraint(fields=["sent_key"], condition=~Q(sent_key=""), name="post_sent_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["topic", "path"], condition=Q(accepted_at__isnull=False), name="post_accepted"
            ),
        ]

    def __str__(self) -> str:
        return f"Post {self.seq} of {self.topic_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Saves once, past XtdComment.save, which saves twice and renumbers other rows."""
        self.submit_date = self.submit_date or timezone.now()
        super(XtdComment, self).save(*args, **kwargs)

    def get_absolute_url(self, anchor_pattern: str = "") -> str:
        """The permanent address; it leads to the post on its page of the topic."""
        return reverse("forums:post", args=[self.pk])

    def activity_title(self) -> str:
        """What a notification calls it: the topic's title."""
        return self.topic.activity_title()

    @property
    def anchor(self) -> str:
        """Its place on the page."""
        return f"post-{self.pk}"

    @property
    def is_opening(self) -> bool:
        """Whether it is the question itself."""
        return self.seq == 1 and self.topic.has_opening_post

    @property
    def named_writer(self) -> User | None:
        """Who wrote it, where they gave their name to it."""
        return None if self.is_anonymous else self.user

    @property
    def writer_id(self) -> int | None:
        """Who is not to be told of it: named or not, they know."""
        return self.user_id

    @property
    def author_name(self) -> str:
        """Who wrote it, as all others may read."""
        if self.is_anonymous:
            return NAMELESS
        return self.user.name if self.user else FORMER_MEMBER

    @property
    def depth(self) -> int:
        """0 for a post of its own, 1 for a reply to one, and so on."""
        return len(self.path) // SEQ_DIGITS - 1

    def as_feed_item(self) -> FeedItem:
        """The post as a feed's entry, in full."""
        made = self.submit_date or timezone.now()
        return FeedItem(
            uid=uid_for("post", self.pk, made),
            title=self.topic.title if self.seq == 1 else f"Re: {self.topic.title}",
            path=self.get_absolute_url(),
            html=self.body_html,
            published=made,
            updated=self.edited_at or made,
            author=NAMELESS if self.is_anonymous else self.author_name,
            categories=(self.topic.forum.title,),
        )
