"""A case study: what a team tried, and what came of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from accounts.models import Audience, User
from cases.forms import CaseStudyForm
from cases.lines import at_most_three_lines, lines
from cases.models.guide import InterventionGuide
from hub.blocks import TEXT_FEATURES, BodyField
from hub.models import BasePage


class CaseStudy(BasePage):
    """What changed first, one number, then how. A failure has the same form as a success."""

    KIND = "case-study"
    KIND_LABEL = "Case study"
    FULL_TEXT_NEEDS = ("tests",)

    class Outcome(models.TextChoices):
        WORKED = "worked", "Worked"
        MIXED = "mixed", "Mixed"
        DID_NOT_WORK = "did-not-work", "Did not work"
        STOPPED_EARLY = "stopped-early", "Stopped early"

    class ProgressScore(models.TextChoices):
        """The assessment scale for collaboratives of the Institute for Healthcare Improvement."""

        FORMING = "0.5", "0.5 Intent to take part"
        CHARTER = "1.0", "1.0 Team formed, aim agreed"
        ACTIVITY = "1.5", "1.5 Planning has begun"
        TESTING = "2.0", "2.0 Changes tested, no improvement yet"
        SOME_TESTS = "2.5", "2.5 Tests done, no improvement yet"
        MODEST = "3.0", "3.0 Modest improvement"
        IMPROVEMENT = "3.5", "3.5 Improvement"
        SIGNIFICANT = "4.0", "4.0 Significant improvement"
        SUSTAINED = "4.5", "4.5 Sustained improvement"
        OUTSTANDING = "5.0", "5.0 Outstanding, sustained results"

    changed = models.TextField(
        "what changed in three lines",
        validators=[at_most_three_lines],
        help_text="One on each line. Say what is done now, not what the project was.",
    )
    outcome = models.CharField(max_length=15, choices=Outcome)
    sustained = models.CharField(
        max_length=60, blank=True, help_text="As it is read after the outcome: held at 6 months."
    )
    number = models.CharField("headline number", max_length=20, blank=True, help_text="8.1, 71%")
    number_unit = models.CharField("what it counts", max_length=120, blank=True)
    number_short = models.CharField(
        "the same for lists", max_length=60, blank=True, help_text="per 1,000 births, after 14.9"
    )
    number_period = models.CharField("when", max_length=60, blank=True)
    number_before = models.CharField(
        "what it was before", max_length=80, blank=True, help_text="14.9 in the 13 months before"
    )
    progress_score = models.CharField(
        max_length=3,
        choices=ProgressScore,
        blank=True,
        help_text="How far the team had come, by IHI's assessment scale for collaboratives.",
    )
    wave = models.CharField(max_length=40, blank=True, help_text="Wave 1")
    team = models.TextField(
        max_length=500, blank=True, help_text="Who did it, by role, service users too; one on each line."
    )
    contact = models.ForeignKey(
        User,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Gets what readers ask the team. The address is never shown. "
        "Without one the trust's contact gets it.",
    )
    problem = RichTextField("problem and baseline", features=TEXT_FEATURES)
    context = RichTextField(
        features=TEXT_FEATURES, blank=True, help_text="What there is about the place that others must know."
    )
    drivers = models.TextField(
        max_length=1_000, blank=True, help_text="What had to change for the aim to be met, one on each line."
    )
    aim = RichTextField(features=TEXT_FEATURES, blank=True, help_text="Specific, measured, with a date.")
    what_was_done = BodyField(blank=True)
    what_happened = RichTextField(features=TEXT_FEATURES, blank=True)
    missing_data = RichTextField(
        features=TEXT_FEATURES, blank=True, help_text="What was not counted, and what that may hide."
    )
    equity = RichTextField(
        "effect by ethnicity and deprivation", features=TEXT_FEATURES, blank=True
    )
    unexpected = RichTextField("unexpected effects", features=TEXT_FEATURES, blank=True)
    hours_and_cost = RichTextField(features=TEXT_FEATURES, blank=True)
    at_6_months = models.CharField("6 months later", max_length=255, blank=True)
    at_12_months = models.CharField("12 months later", max_length=255, blank=True)
    do_differently = RichTextField("what we would do differently", features=TEXT_FEATURES, blank=True)
    advice = RichTextField("advice to others", features=TEXT_FEATURES, blank=True)
    resources_used = RichTextField(features=TEXT_FEATURES, blank=True)
    ethics = RichTextField(
        "ethics and information governance", features=TEXT_FEATURES, blank=True
    )
    interests = models.TextField("sponsorship and interests", max_length=500, blank=True)

    base_form_class = CaseStudyForm
    template = "cases/case_study.html"
    template_section = "case-studies"
    parent_page_types: ClassVar[list[str]] = ["cases.CaseStudyIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("trust"),
        FieldPanel("changed"),
        MultiFieldPanel([FieldPanel("outcome"), FieldPanel("sustained")], heading="Outcome"),
        InlinePanel("guide_uses", label="Intervention", heading="Interventions used", min_num=1),
        FieldPanel("problem"),
        MultiFieldPanel(
            [
                FieldPanel("number"),
                FieldPanel("number_unit"),
                FieldPanel("number_short"),
                FieldPanel("number_period"),
                FieldPanel("number_before"),
            ],
            heading="Headline number",
        ),
        FieldPanel("aim"),
        FieldPanel("what_was_done"),
        InlinePanel("tests", label="Test of change", heading="Tests of change (PDSA)"),
        FieldPanel("what_happened"),
        FieldPanel("do_differently"),
        FieldPanel("advice"),
        *BasePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "case study"
        verbose_name_plural = "case studies"

    def clean(self) -> None:
        """A case study is some trust's, and a number says what it was before."""
        super().clean()
        errors = {}
        if self.trust_id is None:
            errors["trust"] = "Choose the trust whose work this is."
        if self.number and not self.number_unit:
            errors["number_unit"] = "Say what the number counts."
        if self.number and not self.number_before:
            errors["number_before"] = "Say what it was before: no number stands alone."
        if errors:
            raise ValidationError(errors)

    @property
    def mark(self) -> str:
        """The sign before the outcome word."""
        marks = {
            self.Outcome.WORKED: "full",
            self.Outcome.MIXED: "half",
            self.Outcome.STOPPED_EARLY: "stop",
        }
        return marks.get(self.outcome, "ring")

    @property
    def outcome_words(self) -> str:
        """The outcome with how long it held: "Worked, held at 6 months"."""
        words = self.get_outcome_display()
        return f"{words}, {self.sustained}" if self.sustained else words

    def changed_lines(self) -> list[str]:
        """What changed, in three lines at most."""
        return lines(self.changed)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds files, tests of change, and the guides used that the reader may know of."""
        context = super().get_context(request, *args, **kwargs)
        context.update(self.files_context(request.user))
        allowed = Audience.objects.ids_for(request.user)
        uses = self.guide_uses.select_related("guide")
        context["guide_uses"] = [use for use in uses if use.guide.is_open_to(allowed)]
        context["tests"] = list(self.tests.all())
        return context


class GuideUse(Orderable):
    """A case study used a guide, in the version of that time."""

    page = ParentalKey(CaseStudy, on_delete=models.CASCADE, related_name="guide_uses")
    guide = models.ForeignKey(InterventionGuide, on_delete=models.PROTECT, related_name="uses")
    version = models.PositiveSmallIntegerField(default=1)

    panels: ClassVar[list[Any]] = [FieldPanel("guide"), FieldPanel("version")]

    def __str__(self) -> str:
        return f"{self.guide}, version {self.version}"

    @property
    def superseded(self) -> bool:
        """Whether a newer version of the guide is out."""
        return self.guide.version > self.version


class ResultMeasure(Orderable):
    """One measure of a case study, with what it was before and after."""

    class Kind(models.TextChoices):
        OUTCOME = "outcome", "Outcome"
        PROCESS = "process", "Process"
        BALANCING = "balancing", "Balancing"

    class Direction(models.TextChoices):
        LOWER = "lower", "Lower is better"
        HIGHER = "higher", "Higher is better"
        NEITHER = "neither", "Neither is better"

    page = ParentalKey(CaseStudy, on_delete=models.CASCADE, related_name="measures")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=120)
    definition = models.TextField(max_length=500, blank=True)
    numerator = models.CharField(max_length=255, blank=True)
    denominator = models.CharField(max_length=255, blank=True)
    source = models.CharField("where the data come from", max_length=120, blank=True)
    frequency = models.CharField("how often", max_length=60, blank=True, help_text="Every month")
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.NEITHER)
    target = models.CharField(max_length=60, blank=True)
    before = models.CharField(max_length=120, blank=True, help_text="14.9, 13 months to March 2025")
    after = models.CharField(max_length=120, blank=True, help_text="8.1, October 2025 to March 2026")

    panels: ClassVar[list[Any]] = [
        FieldPanel("kind"),
        FieldPanel("name"),
        FieldPanel("before"),
        FieldPanel("after"),
        FieldPanel("direction"),
        FieldPanel("target"),
        FieldPanel("definition"),
        FieldPanel("numerator"),
        FieldPanel("denominator"),
        FieldPanel("source"),
        FieldPanel("frequency"),
    ]

    def __str__(self) -> str:
        return self.name


class ImprovementTest(Orderable):
    """One test of change (a plan-do-study-act cycle)."""

    class Decision(models.TextChoices):
        ADOPTED = "adopted", "Adopted"
        ADAPTED = "adapted", "Adapted"
        ABANDONED = "abandoned", "Abandoned"

    page = ParentalKey(CaseStudy, on_delete=models.CASCADE, related_name="tests")
    title = models.CharField("what was tried", max_length=120)
    when = models.CharField(max_length=60, blank=True, help_text="from March 2025")
    objective = models.CharField("what it was to show", max_length=255, blank=True)
    prediction = models.TextField("what we expected", max_length=500, blank=True)
    happened = models.TextField("what happened", max_length=1_000, blank=True)
    decision = models.CharField(max_length=10, choices=Decision)

    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("when"),
        FieldPanel("objective"),
        FieldPanel("prediction"),
        FieldPanel("happened"),
        FieldPanel("decision"),
    ]

    def __str__(self) -> str:
        return self.title

    @property
    def mark(self) -> str:
        """The sign before the decision word."""
        return {self.Decision.ADOPTED: "full", self.Decision.ADAPTED: "half"}.get(self.decision, "stop")
