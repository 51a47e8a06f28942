"""A topic: one discussion, in a forum, or of one page of the hub."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from accounts.models import PUBLIC_ID, Audience, User
from activity.feeds import FeedItem, uid_for
from forums.models.forum import Forum

TITLE_LENGTH = 150
LONG_TEXTS = frozenset({"summary", "summary_html"})
# A topic shows the title and the address of its page, and nothing else of its thirty columns.
UNSHOWN = tuple(
    f"page__{field.name}"
    for field in Page._meta.concrete_fields
    if field.name not in {"id", "title", "url_path"}
)


class TopicQuerySet(models.QuerySet["Topic"]):
    """Reads of topics."""

    def visible_to(self, user: User | AnonymousUser | None) -> TopicQuerySet:
        """Topics whose audience and whose forum's audience admit the person; a held one only
        for its author. A page's topic is seen by those who see the page: its own audience is
        asked too, because the topic's copy follows a moment after the page has changed."""
        allowed = Audience.objects.ids_for(user)
        seen = self.filter(audience_id__in=allowed, forum__audience_id__in=allowed).filter(
            Q(page__isnull=True) | Q(page__live=True, page__basepage__audience_id__in=allowed)
        )
        # What was merged into another topic is read there; what was taken out is read nowhere.
        seen = seen.filter(merged_into__isnull=True, is_hidden=False)
        if user is None or not user.is_authenticated:
            return seen.filter(held=False)
        return seen.filter(Q(held=False) | Q(author=user))

    def newest(self) -> TopicQuerySet:
        """By the last post, newest first."""
        return self.order_by("-last_post_at", "-pk")

    def older_than(self, topic: Topic) -> TopicQuerySet:
        """What comes after a topic in `newest` order (keyset paging)."""
        when = topic.last_post_at
        # Said twice, because a database finds its place in the index by the simple half.
        return self.filter(last_post_at__lte=when).filter(
            Q(last_post_at__lt=when) | Q(last_post_at=when, pk__lt=topic.pk)
        )

    def for_list(self) -> TopicQuerySet:
        """With what a list row shows."""
        own = [field.name for field in self.model._meta.concrete_fields if field.name not in LONG_TEXTS]
        others = ("forum__title", "forum__slug", "author__name", "last_post_by__name", "page__url_path")
        return self.select_related("forum", "author", "last_post_by", "page").only(*own, *others)

    def for_feed(self) -> TopicQuerySet:
        """With what a feed's entry shows: the opening post comes along."""
        # Post is defined above this module, so its class is asked of the model.
        posts: Any = self.model._meta.get_field("posts").related_model
        return self.select_related("forum", "author").prefetch_related(
            Prefetch("posts", posts.objects.published().filter(seq=1), to_attr="opening_posts")
        )

    def with_gate(self) -> TopicQuerySet:
        """With its forum, its page and who may see it: what writing a post needs."""
        return self.select_related("forum__audience", "audience", "page").defer(*UNSHOWN)


class Topic(models.Model):
    """One discussion. Its counters are moved in the transaction that adds or hides a post."""

    class Kind(models.TextChoices):
        QUESTION = "question", "Question"
        DISCUSSION = "discussion", "Discussion"
        SHARING = "sharing", "Sharing"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        ANSWERED = "answered", "Answered"
        CLOSED = "closed", "Closed"

    forum = models.ForeignKey(Forum, on_delete=models.PROTECT, related_name="topics")
    page = models.OneToOneField(Page, null=True, blank=True, on_delete=models.CASCADE, related_name="topic")
    about = models.ManyToManyField(Page, blank=True, related_name="topics_about")
    title = models.CharField(max_length=TITLE_LENGTH)
    slug = models.SlugField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.QUESTION)
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="topics")
    audience = models.ForeignKey(Audience, on_delete=models.PROTECT, related_name="+")
    held = models.BooleanField(default=False)
    is_anonymous = models.BooleanField("asked without a name", default=False, db_default=False)
    is_pinned = models.BooleanField("pinned to the top", default=False, db_default=False)
    is_locked = models.BooleanField("locked by a moderator", default=False, db_default=False)
    # Taken out with its question, which nobody had answered: its page is there for nobody.
    is_hidden = models.BooleanField("taken out", default=False, db_default=False)
    # Posts of another topic were made this one; that one says so to those who may see this one.
    split_from = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    split_count = models.PositiveIntegerField("posts that came along", default=0, db_default=0)
    was_split = models.BooleanField("posts of it stand elsewhere", default=False, db_default=False)
    # What it came to, in Markdown and as safe HTML, pinned above the replies.
    summary = models.TextField(blank=True, default="", db_default="")
    summary_html = models.TextField(blank=True, default="", db_default="")
    summarised_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    summarised_at = models.DateTimeField(null=True, blank=True)
    # Its posts went to another topic; its address leads there.
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    # Counters. Held and removed posts are not counted, but keep their position.
    last_seq = models.PositiveIntegerField(default=0)
    post_count = models.PositiveIntegerField(default=0)
    last_post_at = models.DateTimeField(default=timezone.now)
    last_post_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = TopicQuerySet.as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["forum", "-last_post_at", "-id"], name="topic_newest_in_forum"),
            models.Index(fields=["-last_post_at", "-id"], name="topic_newest"),
            models.Index(fields=["author", "-last_post_at", "-id"], name="topic_newest_of_author"),
            models.Index(
                fields=["forum", "-last_post_at", "-id"],
                condition=Q(kind="question", status="open", post_count__lte=1),
                name="topic_unanswered_in_forum",
            ),
            models.Index(
                fields=["forum", "-last_post_at", "-id"],
                condition=Q(is_pinned=True),
                name="topic_pinned_in_forum",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The topic's own page in its forum."""
        return reverse("forums:topic", args=[self.forum.slug, self.pk, self.slug])

    def activity_title(self) -> str:
        """What a notification calls it. A title that waits for a moderator may be what identifies
        somebody: it is written down nowhere else."""
        return "A topic that waits for a moderator" if self.held else self.title

    @property
    def named_author(self) -> User | None:
        """Who asked, where they gave their name to it."""
        return None if self.is_anonymous else self.author

    def asked_without_name_by(self, user: User | AnonymousUser) -> bool:
        """Whether a person opened it without a name: they go on without one."""
        return self.is_anonymous and user.is_authenticated and self.author_id == user.pk

    @property
    def writer_id(self) -> int | None:
        """Who is not to be told of it: named or not, they know."""
        return self.author_id

    @property
    def has_opening_post(self) -> bool:
        """Whether post 1 is the question: a page's topic has none, the page is its opening."""
        return self.page_id is None

    @property
    def reply_count(self) -> int:
        """Posts less the opening one."""
        return max(self.post_count - self.has_opening_post, 0)

    @property
    def gate(self) -> Audience:
        """Who may see it: its own audience, or its forum's where that is the narrower."""
        return self.forum.audience if self.audience_id == PUBLIC_ID else self.audience

    @property
    def is_closed(self) -> bool:
        """Whether nobody can reply any more: closed, locked by a moderator, taken out, or gone to
        another topic."""
        gone = self.is_hidden or self.merged_into_id is not None
        return self.status == self.Status.CLOSED or self.is_locked or gone

    @property
    def takes_answers(self) -> bool:
        """Whether posts of it can be marked as answers: a question's alone."""
        return self.kind == self.Kind.QUESTION and self.has_opening_post and not self.held

    @property
    def status_words(self) -> str:
        """The status in words: a question is open or answered, a discussion only goes on."""
        if self.kind == self.Kind.QUESTION and self.status == self.Status.OPEN:
            return "Open question"
        if self.status == self.Status.OPEN:
            return str(self.get_kind_display())
        return str(self.get_status_display())

    @property
    def mark(self) -> str:
        """The sign before the status word."""
        marks: dict[str, str] = {self.Status.ANSWERED: "full", self.Status.CLOSED: "stop"}
        return marks.get(self.status, "ring")

    def as_feed_item(self) -> FeedItem:
        """The topic as a feed's entry: its title and opening."""
        kept = self.__dict__.get("opening_posts")
        posts: Any = self.posts
        found = posts.published().filter(seq=1) if kept is None else kept
        opening = next(iter(found), None) if self.has_opening_post else None
        return FeedItem(
            uid=uid_for("topic", self.pk, self.created_at),
            title=self.title,
            path=self.get_absolute_url(),
            html=opening.body_html if opening else "",
            published=self.created_at,
            updated=self.last_post_at,
            author=self.named_author.name if self.named_author else "",
            categories=(self.forum.title,),
        )
