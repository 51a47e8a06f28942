"""BasePage: what every page of the hub has, whoever publishes it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.http import Http404, HttpRequest, QueryDict
from django.template.loader import render_to_string
from django.utils import timezone
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import ItemBase, TagBase
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet

from accounts.models import MEMBERS_ID, PUBLIC_ID, Audience, Organisation, User
from activity.feeds import FeedItem, items_of, uid_for
from activity.models import Activity
from hub.audience_panel import AudiencePanel
from hub.blocks import BodyField, player_hosts
from hub.rows import trail_of


class BasePageQuerySet(PageQuerySet):
    """Reads of pages. `visible_to` is the only way to fetch pages for a reader."""

    def visible_to(self, user: User | AnonymousUser | None) -> BasePageQuerySet:
        """Published pages whose audience admits the person."""
        return self.filter(live=True, audience_id__in=Audience.objects.ids_for(user))

    def newest(self) -> BasePageQuerySet:
        """By the day they first came out, newest first."""
        return self.order_by("-first_published_at", "-pk")

    def in_brief(self, *more: str) -> BasePageQuerySet:
        """With what is shown where another page names one: its title, address, summary and trust,
        and `more` columns. A case study has eighty, and most of the time goes into them."""
        # The address needs the path, the kind its content type, `is_open_to` the rest.
        brief = ("title", "url_path", "summary", "content_type", "live", "audience", "trust__name")
        return self.select_related("trust").only(*brief, *more)

    def for_rows(self) -> BasePageQuerySet:
        """With what a row in the list of their kind shows."""
        pages = self.in_brief("reviewed_on", "trust__network__name", *self.model.ROW_COLUMNS)
        return pages.select_related("trust__network")

    def for_feed(self) -> BasePageQuerySet:
        """With what a feed's entry shows."""
        return self.select_related("trust").prefetch_related(*self.model.FULL_TEXT_NEEDS)

    def older_than(self, page: BasePage) -> BasePageQuerySet:
        """What comes after a page in `newest` order (keyset paging)."""
        when = page.first_published_at
        return self.filter(
            models.Q(first_published_at__lt=when) | models.Q(first_published_at=when, pk__lt=page.pk)
        )


class Tag(TagBase):
    """A word that pages are filed under."""

    class Meta:
        verbose_name = "tag"


class PageTag(ItemBase):
    """A page has a tag."""

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="pages")
    content_object = ParentalKey("hub.BasePage", on_delete=models.CASCADE, related_name="tagged_items")


class Licence(models.TextChoices):
    """On what terms others may use a text."""

    NOT_SAID = "", "Not said"
    OGL = "ogl-3.0", "Open Government Licence 3.0"
    CC_BY = "cc-by-4.0", "Creative Commons Attribution 4.0"
    CC_BY_NC = "cc-by-nc-4.0", "Creative Commons Attribution, not for sale, 4.0"
    ASK = "ask", "Ask the owner before you use it"


LICENCE_URLS: dict[str, str] = {
    Licence.OGL: "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
}


class BasePage(Page):
    """A page with a summary, an audience, an owner and review dates.

    The audience is the page's own, never inherited; Wagtail's page privacy is switched off, so
    that there is one gate and not two (docs/adr/0003).
    """

    KIND = "page"  # what search and the kind line call it
    KIND_LABEL = "Page"
    # What a row in a list shows beside the title and the summary.
    ROW_COLUMNS: ClassVar[tuple[str, ...]] = ()
    # The rows of other tables that the full text shows, fetched together for a list of pages.
    FULL_TEXT_NEEDS: ClassVar[tuple[str, ...]] = ()

    summary = models.CharField(
        max_length=255,
        blank=True,
        help_text="One sentence. Lists, search results and feeds show it.",
    )
    audience = models.ForeignKey(
        Audience,
        default=PUBLIC_ID,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Who may see the page, its files and its discussion.",
    )
    trust = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pages",
        limit_choices_to={"kind": Organisation.Kind.TRUST},
        help_text="The trust whose work this is.",
    )
    reviewed_on = models.DateField(null=True, blank=True, help_text="Last checked by a person.")
    reviewed_by = models.CharField(
        "reviewer", max_length=120, blank=True, help_text="Name and role, as readers see it."
    )
    next_review = models.DateField(null=True, blank=True)
    licence = models.CharField(max_length=20, choices=Licence, default=Licence.NOT_SAID, blank=True)
    tags = ClusterTaggableManager(through=PageTag, blank=True, help_text="A few words, with commas.")
    open_for_discussion = models.BooleanField(
        "opened for discussion",
        default=False,
        help_text="Shows a discussion under the page and in the forums.",
    )

    objects: ClassVar[Any] = PageManager.from_queryset(BasePageQuerySet)()

    private_page_options: ClassVar[list[str]] = []
    template_section = ""

    content_panels: ClassVar[list[Any]] = [*Page.content_panels, FieldPanel("summary")]
    promote_panels: ClassVar[list[Any]] = [FieldPanel("slug"), FieldPanel("tags")]
    settings_panels: ClassVar[list[Any]] = [
        MultiFieldPanel(
            [AudiencePanel("audience"), FieldPanel("open_for_discussion")], heading="Who sees it"
        ),
        MultiFieldPanel(
            [FieldPanel("reviewed_on"), FieldPanel("reviewed_by"), FieldPanel("next_review")],
            heading="Review",
        ),
        FieldPanel("licence"),
        *Page.settings_panels,
    ]
    attachment_panels: ClassVar[list[Any]] = [
        InlinePanel("attachments", label="File or link", heading="Files and links")
    ]

    class Meta:
        verbose_name = "page"

    def get_absolute_url(self) -> str:
        """The page's path below the hub's address."""
        return str(self.get_url() or "")

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The page, or 404 to a person outside its audience. Previews do not come this way."""
        if self.audience_id not in Audience.objects.ids_for(request.user):
            raise Http404
        response = super().serve(request, *args, **kwargs)
        # A page with a video lets that one player in, when its reader asks; no other page lets any.
        if hosts := {host for body in self.bodies() for host in player_hosts(body)}:
            response._csp_update = {"frame-src": sorted(hosts)}
        return response

    @classmethod
    def body_fields(cls) -> list[BodyField]:
        """The fields of this type of page that hold blocks."""
        return [field for field in cls._meta.get_fields() if isinstance(field, BodyField)]

    def bodies(self) -> list[Any]:
        """What stands in these fields."""
        return [field.value_from_object(self) for field in self.body_fields()]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """What the page's template shows; a type adds its own."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        context["section"] = self.template_section
        context["trail"] = trail_of(self)
        context["feed_base"] = self.get_absolute_url()
        context["feed_title"] = self.title
        return context

    def get_view_restrictions(self) -> Any:
        """None, and no query for them: the audience is the one gate."""
        return PageViewRestriction.objects.none()

    def is_open_to(self, audience_ids: frozenset[int]) -> bool:
        """Whether a person of these audiences may know of the page, where another names it."""
        return self.live and self.audience_id in audience_ids

    def files_context(self, user: User | AnonymousUser) -> dict[str, Any]:
        """The files and links for a template: `attachments`, those that the person may open, and
        `more_files`, how many more a visitor would have as a member. Files for a trust or a
        network alone are never counted."""
        # In a preview they are no rows of the database yet, and know Django's own methods alone.
        lines = self.attachments.select_related("document", "audience", "trust", "linked_page")
        rows = list(lines.only(*self.attachments.model.line_columns()))
        allowed = Audience.objects.ids_for(user)
        member = allowed | {MEMBERS_ID}
        mine = [row for row in rows if row.is_open_to(allowed)]
        more = 0 if user.is_authenticated else sum(row.is_open_to(member) for row in rows) - len(mine)
        return {"attachments": mine, "more_files": more}

    @property
    def updated_at(self) -> datetime | None:
        """When it was last published, where that was on a later day than the first time."""
        first, last = self.first_published_at, self.last_published_at
        if first is None or last is None or timezone.localdate(last) == timezone.localdate(first):
            return None
        return last

    @property
    def licence_url(self) -> str:
        """Where the terms can be read; empty where they have no address."""
        return LICENCE_URLS.get(self.licence, "")

    def filed_under(self) -> list[Tag]:
        """The page's tags, by name. One query."""
        tags = (row.tag for row in self.tagged_items.select_related("tag"))
        return sorted(tags, key=lambda tag: tag.name.lower())

    def full_text_html(self) -> str:
        """The whole text as HTML, for feeds and search; each type has its own template. Links to
        pages stand by their id; `activity.feeds` makes them addresses, for many texts at once."""
        return render_to_string(f"{self._meta.app_label}/full_text/{self.KIND}.html", {"page": self})

    def feed_items(self, user: User | AnonymousUser, query: QueryDict) -> list[FeedItem]:
        """What the page's own feed holds: its updates and its discussion. A list overrides it."""
        return items_of(Activity.objects.visible_to(user).announced().about(self), user)

    def feed_title(self, user: User | AnonymousUser, query: QueryDict) -> str:
        """What a feed reader calls its feed."""
        return str(self.title)

    def activity_title(self) -> str:
        """What a notification calls it."""
        return str(self.title)

    def as_feed_item(self) -> FeedItem:
        """The page as a feed's entry."""
        made = self.first_published_at or timezone.now()
        return FeedItem(
            uid=uid_for(self.KIND, self.pk, made),
            title=self.title,
            path=self.get_absolute_url(),
            html=self.full_text_html(),
            published=made,
            updated=self.last_published_at or made,
            author=self.trust.name if self.trust else "",
            categories=(self.KIND_LABEL,),
        )
