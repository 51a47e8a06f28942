"""An intervention guide: what to do, how sure we are, and from which version on."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from accounts.models import User
from cases import numbering
from cases.forms.guides import GuideForm
from cases.lines import lines
from cases.panels import folded
from hub.blocks import TEXT_FEATURES
from hub.models import BasePage

# Files belong to the guide itself.
ANSWER_FEATURES = [feature for feature in TEXT_FEATURES if feature != "document-link"]


class InterventionGuide(BasePage):
    """A guide to one intervention. The guide is the intervention: facets and topics name it."""

    KIND = "guide"
    KIND_LABEL = "Guide"
    ROW_COLUMNS = ("status", "version")
    FULL_TEXT_NEEDS = ("recommendations", "questions", "tagged_items__tag")

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft for comment"
        IN_USE = "in-use", "In use"
        WITHDRAWN = "withdrawn", "Withdrawn"

    short_title = models.CharField(max_length=60, help_text="As filters and lists name the intervention.")
    status = models.CharField(max_length=10, choices=Status, default=Status.IN_USE)
    version = models.PositiveSmallIntegerField(default=1)
    change_note = models.CharField(
        "what changed in this version", max_length=255, blank=True, help_text="Followers read it."
    )
    supersedes = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="superseded_by",
        help_text="Another guide that this one takes the place of.",
    )
    approved_by = models.CharField("clinical approver", max_length=120, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    for_who = models.CharField("who it is for", max_length=255, blank=True)
    not_for = models.CharField("who it is not for", max_length=255, blank=True)
    card_intro = models.CharField(max_length=120, blank=True, help_text="When the steps apply, above them.")
    card = models.TextField("do this", help_text="The steps in order, one on each line.")
    do = models.TextField(blank=True, help_text="One on each line.")
    do_not = models.TextField(blank=True, help_text="One on each line.")
    why = RichTextField("why it matters", features=TEXT_FEATURES, blank=True)
    how_to_start = RichTextField(
        features=TEXT_FEATURES, blank=True, help_text="The first week: one ward, one shift, one person."
    )
    core_parts = models.TextField(
        max_length=1_000, blank=True, help_text="What must stay as it is, one on each line."
    )
    adaptable_parts = models.TextField(
        max_length=1_000, blank=True, help_text="What a unit may change, one on each line."
    )
    materials = RichTextField(
        "what you need",
        features=TEXT_FEATURES,
        blank=True,
        help_text="Equipment, forms and leaflets: what a unit must have before the first day.",
    )
    staffing = RichTextField(
        features=TEXT_FEATURES, blank=True, help_text="Who does it, on nights and weekends too."
    )
    training = RichTextField(
        features=TEXT_FEATURES, blank=True, help_text="Who learns what, how long it takes, and how often."
    )
    fidelity = RichTextField(
        "fidelity check", features=TEXT_FEATURES, blank=True, help_text="How to see that it is really done."
    )
    equity = RichTextField(
        features=TEXT_FEATURES, blank=True, help_text="Whom it may reach less, and what helps."
    )
    measures_and_harms = RichTextField(
        features=TEXT_FEATURES, blank=True, help_text="What to count, and what could become worse."
    )
    escalation = RichTextField("when to get help", features=TEXT_FEATURES, blank=True)

    base_form_class = GuideForm
    # A draft is saved before its new version has been approved.
    is_draft = False
    template = "cases/guide.html"
    template_section = "guides"
    parent_page_types: ClassVar[list[str]] = ["cases.GuideIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    # In the order in which an editor writes. What must be there stands open, the rest is folded.
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("short_title"),
        MultiFieldPanel([FieldPanel("card_intro"), FieldPanel("card")], heading="Do this"),
        InlinePanel("recommendations", label="Recommendation", heading="Recommendations", min_num=1),
        folded("Do and do not", "do", "do_not"),
        folded("Who it is for, and why", "for_who", "not_for", "why", "equity"),
        folded(
            "Doing it",
            "how_to_start",
            "core_parts",
            "adaptable_parts",
            "materials",
            "staffing",
            "training",
            "fidelity",
        ),
        folded("Safety", "measures_and_harms", "escalation"),
        MultiFieldPanel(
            [
                FieldPanel("status"),
                FieldPanel("version", read_only=True),
                FieldPanel("new_version"),
                FieldPanel("change_note"),
                FieldPanel("supersedes"),
                FieldPanel("approved_by"),
                FieldPanel("approved_on"),
            ],
            heading="Version and approval",
        ),
        folded("Questions and answers", InlinePanel("questions", label="Question", heading="Questions")),
        FieldPanel("trust"),
        *BasePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "intervention guide"

    def clean(self) -> None:
        """A guide takes the place of another, not of itself; a new version says what is new."""
        super().clean()
        if not self.is_draft and (faults := numbering.what_is_wrong(self)):
            raise ValidationError(faults)
        if self.pk and self.supersedes_id == self.pk:
            raise ValidationError({"supersedes": "Choose another guide: this is the guide itself."})

    @property
    def mark(self) -> str:
        """The sign before the status word."""
        return {self.Status.IN_USE: "full", self.Status.WITHDRAWN: "stop"}.get(self.status, "ring")

    def steps(self) -> list[str]:
        """The steps of the card."""
        return lines(self.card)

    def do_list(self) -> list[str]:
        """What to do."""
        return lines(self.do)

    def do_not_list(self) -> list[str]:
        """What not to do."""
        return lines(self.do_not)

    def core_list(self) -> list[str]:
        """What must stay as it is."""
        return lines(self.core_parts)

    def adaptable_list(self) -> list[str]:
        """What a unit may change."""
        return lines(self.adaptable_parts)

    def before_and_after(self, user: User | AnonymousUser) -> dict[str, Any]:
        """The guide that this one takes the place of, and those that took its own, as far as the
        person may see them. One query."""
        near = InterventionGuide.objects.visible_to(user).filter(
            models.Q(pk=self.supersedes_id) | models.Q(supersedes=self.pk)
        )
        found = list(near.in_brief().order_by("path"))
        earlier = next((guide for guide in found if guide.pk == self.supersedes_id), None)
        return {"supersedes": earlier, "superseded_by": [g for g in found if g.pk != self.supersedes_id]}

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds files, recommendations, and the guides before and after it."""
        context = super().get_context(request, *args, **kwargs)
        context.update(self.files_context(request.user))
        context.update(self.before_and_after(request.user))
        context["recommendations"] = list(self.recommendations.all())
        context["questions"] = list(self.questions.all())
        return context


class Recommendation(Orderable):
    """One recommendation, with how strong it is and what it stands on."""

    class Strength(models.TextChoices):
        OFFER = "offer", "Offer"
        CONSIDER = "consider", "Consider"
        DO_NOT = "do-not", "Do not"

    page = ParentalKey(InterventionGuide, on_delete=models.CASCADE, related_name="recommendations")
    strength = models.CharField(max_length=10, choices=Strength)
    text = models.TextField(max_length=500)
    evidence = models.CharField(max_length=255, help_text="Two guidelines and one trial.")
    identifier = models.CharField(
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text="By which it is found when its address has changed: NG133, or a DOI.",
    )
    source = models.URLField(blank=True, help_text="Doses are linked to their source, never typed out.")
    checked_on = models.DateField(null=True, blank=True)
    rationale = models.TextField("why we say this", blank=True)

    panels: ClassVar[list[Any]] = [
        FieldPanel("strength"),
        FieldPanel("text"),
        FieldPanel("evidence"),
        FieldPanel("identifier"),
        FieldPanel("source"),
        FieldPanel("checked_on"),
        FieldPanel("rationale"),
    ]

    def __str__(self) -> str:
        return f"{self.get_strength_display()}: {self.text[:60]}"

    @property
    def mark(self) -> str:
        """The sign before the strength word."""
        return {self.Strength.OFFER: "full", self.Strength.CONSIDER: "half"}.get(self.strength, "stop")


class GuideQuestion(Orderable):
    """What units asked about a guide, and what others answered. Opinion, so no part of a version."""

    page = ParentalKey(InterventionGuide, on_delete=models.CASCADE, related_name="questions")
    question = models.CharField(max_length=255)
    answer = RichTextField(features=ANSWER_FEATURES)
    credit = models.CharField(
        max_length=255, blank=True, help_text="Who answered, where they agreed to be named."
    )

    panels: ClassVar[list[Any]] = [FieldPanel("question"), FieldPanel("answer"), FieldPanel("credit")]

    def __str__(self) -> str:
        return self.question
