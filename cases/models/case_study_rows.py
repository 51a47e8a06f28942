"""What a case study is made of besides its texts: guides used, measures, tests of change."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Orderable

from cases.models.guide import InterventionGuide


class GuideUse(Orderable):
    """A case study used a guide, in the version of that time."""

    page = ParentalKey("cases.CaseStudy", on_delete=models.CASCADE, related_name="guide_uses")
    guide = models.ForeignKey(InterventionGuide, on_delete=models.PROTECT, related_name="uses")
    version = models.PositiveSmallIntegerField(
        blank=True, help_text="The version that the team followed. Left empty, it is the one in force now."
    )

    panels: ClassVar[list[Any]] = [FieldPanel("guide"), FieldPanel("version")]

    # Where the version that was followed can still be read; the page's context sets it.
    version_url = ""

    def __str__(self) -> str:
        return f"{self.guide}, version {self.version}"

    def clean(self) -> None:
        """Fills an empty version with the one in force; one that is not out cannot have been followed."""
        super().clean()
        if self.guide_id is None:
            return
        if self.version is None:
            self.version = self.guide.version
        elif not 1 <= self.version <= self.guide.version:
            newest = f"The newest version of this guide is {self.guide.version}."
            raise ValidationError({"version": newest})

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

    page = ParentalKey("cases.CaseStudy", on_delete=models.CASCADE, related_name="measures")
    kind = models.CharField(
        max_length=10,
        choices=Kind,
        help_text="Outcome: what families notice. Process: what the team does. "
        "Balancing: what may have become worse.",
    )
    name = models.CharField(max_length=120, help_text="Term admissions for low blood glucose")
    definition = models.TextField(
        max_length=500, blank=True, help_text="So that another unit can count the same thing."
    )
    numerator = models.CharField(max_length=255, blank=True)
    denominator = models.CharField(max_length=255, blank=True)
    source = models.CharField("where the data come from", max_length=120, blank=True)
    frequency = models.CharField("how often", max_length=60, blank=True, help_text="Every month")
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.NEITHER)
    target = models.CharField(max_length=60, blank=True, help_text="7.5 by March 2026")
    before = models.CharField(max_length=120, blank=True, help_text="14.9, 13 months to March 2025")
    after = models.CharField(max_length=120, blank=True, help_text="8.1, October 2025 to March 2026")

    panels: ClassVar[list[Any]] = [
        FieldRowPanel([FieldPanel("kind"), FieldPanel("name")]),
        FieldRowPanel([FieldPanel("before"), FieldPanel("after")]),
        FieldRowPanel([FieldPanel("direction"), FieldPanel("target")]),
        MultiFieldPanel(
            [
                FieldPanel("definition"),
                FieldPanel("numerator"),
                FieldPanel("denominator"),
                FieldPanel("source"),
                FieldPanel("frequency"),
            ],
            heading="How it was counted",
        ),
    ]

    def __str__(self) -> str:
        return self.name

    @property
    def wanted(self) -> str:
        """Which way is better and how far, in words: "Lower is better. Target 7.5". Empty where not said."""
        way = "" if self.direction == self.Direction.NEITHER else self.get_direction_display()
        return ". ".join(part for part in (way, f"Target {self.target}" if self.target else "") if part)

    def how_counted(self) -> list[tuple[str, str]]:
        """How it was counted, as label and words; what was not told is left out."""
        found = [
            ("Definition", self.definition),
            ("Numerator", self.numerator),
            ("Denominator", self.denominator),
            ("Source", self.source),
            ("Counted", self.frequency),
        ]
        return [(label, words) for label, words in found if words]


class ImprovementTest(Orderable):
    """One test of change (a plan-do-study-act cycle)."""

    class Decision(models.TextChoices):
        ADOPTED = "adopted", "Adopted"
        ADAPTED = "adapted", "Adapted"
        ABANDONED = "abandoned", "Abandoned"

    page = ParentalKey("cases.CaseStudy", on_delete=models.CASCADE, related_name="tests")
    title = models.CharField("what was tried", max_length=120)
    when = models.CharField(max_length=60, blank=True, help_text="from March 2025")
    objective = models.CharField(
        "what it was to show", max_length=255, blank=True, help_text="The question that this test answered."
    )
    prediction = models.TextField(
        "what we expected",
        max_length=500,
        blank=True,
        help_text="A test without a prediction teaches less. A wrong one teaches most.",
    )
    happened = models.TextField("what happened", max_length=1_000, blank=True)
    decision = models.CharField(max_length=10, choices=Decision)

    panels: ClassVar[list[Any]] = [
        FieldRowPanel([FieldPanel("title"), FieldPanel("when")]),
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
