"""A case study: what a team tried, and what came of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import RichTextField

from accounts.models import Audience, Organisation, User
from cases.forms import CaseStudyForm
from cases.lines import at_most_three_lines, lines
from cases.models.case_study_rows import GuideUse
from cases.models.version import GuideVersion
from cases.panels import folded
from hub.blocks import TEXT_FEATURES, BodyField, PartBlock
from hub.models import BasePage

# Addresses below the list at which members write, and no case study stands.
RESERVED_SLUGS = frozenset({"write"})


class CaseStudy(BasePage):
    """What changed first, one number, then how. A failure has the same form as a success."""

    KIND = "case-study"
    KIND_LABEL = "Case study"
    ROW_COLUMNS = ("outcome", "changed", "number", "number_short", "number_unit")
    FULL_TEXT_NEEDS = ("tests", "measures", "tagged_items__tag")

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
    outcome = models.CharField(
        max_length=15, choices=Outcome, help_text="One that did not work spares others the same road."
    )
    sustained = models.CharField(
        max_length=60, blank=True, help_text="As it is read after the outcome: held at 6 months."
    )
    number = models.CharField(
        "headline number", max_length=20, blank=True, help_text="The one that people remember: 8.1, 71%"
    )
    number_unit = models.CharField(
        "what it counts", max_length=120, blank=True, help_text="term admissions per 1,000 term births"
    )
    number_short = models.CharField(
        "the same for lists", max_length=60, blank=True, help_text="per 1,000 births, after 14.9"
    )
    number_period = models.CharField("when", max_length=60, blank=True, help_text="October to March 2026")
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
        max_length=500,
        blank=True,
        help_text="Who did it, by role, service users too; one on each line. Readers look for their own.",
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
    problem = RichTextField(
        "problem and baseline",
        features=TEXT_FEATURES,
        help_text="What was wrong, for whom, and how you knew. Give the figure from before.",
    )
    context = RichTextField(
        features=TEXT_FEATURES,
        blank=True,
        help_text="What others must know of the place, to judge whether it would work at theirs.",
    )
    drivers = models.TextField(
        max_length=1_000, blank=True, help_text="What had to change for the aim to be met, one on each line."
    )
    aim = RichTextField(features=TEXT_FEATURES, blank=True, help_text="Specific, measured, with a date.")
    what_was_done = BodyField(
        PartBlock(), blank=True, help_text="In enough detail that a team elsewhere could do it on Monday."
    )
    what_happened = RichTextField(
        features=TEXT_FEATURES, blank=True, help_text="What the figures say, and what you saw besides."
    )
    missing_data = RichTextField(
        features=TEXT_FEATURES, blank=True, help_text="What was not counted, and what that may hide."
    )
    equity = RichTextField(
        "effect by ethnicity and deprivation",
        features=TEXT_FEATURES,
        blank=True,
        help_text="An average can get better while some families get less. If you did not look, say so.",
    )
    unexpected = RichTextField(
        "unexpected effects",
        features=TEXT_FEATURES,
        blank=True,
        help_text="Good and bad. Others can watch for them.",
    )
    hours_and_cost = RichTextField(
        features=TEXT_FEATURES, blank=True, help_text="The first thing that a manager asks."
    )
    at_6_months = models.CharField(
        "6 months later", max_length=255, blank=True, help_text="What stayed after the project ended."
    )
    at_12_months = models.CharField("12 months later", max_length=255, blank=True)
    do_differently = RichTextField(
        "what we would do differently",
        features=TEXT_FEATURES,
        blank=True,
        help_text="The part that other teams read twice.",
    )
    advice = RichTextField("advice to others", features=TEXT_FEATURES, blank=True)
    resources_used = RichTextField(
        features=TEXT_FEATURES, blank=True, help_text="Tools, leaflets and training that came from elsewhere."
    )
    ethics = RichTextField(
        "ethics and information governance",
        features=TEXT_FEATURES,
        blank=True,
        help_text="Who looked at it, or why nobody needed to.",
    )
    interests = models.TextField(
        "sponsorship and interests", max_length=500, blank=True, help_text="Who paid, and who gains."
    )

    base_form_class = CaseStudyForm
    template = "cases/case_study.html"
    template_section = "case-studies"
    parent_page_types: ClassVar[list[str]] = ["cases.CaseStudyIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    # In the order in which an editor writes. What must be there stands open, the rest is folded.
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel("trust"), FieldPanel("changed"), FieldPanel("outcome"), FieldPanel("sustained")],
            heading="What changed, and whether it worked",
        ),
        FieldPanel("problem"),
        InlinePanel("guide_uses", label="Intervention", heading="Interventions used", min_num=1),
        folded("Headline number", "number", "number_unit", "number_short", "number_period", "number_before"),
        folded("Place and aim", "context", "aim", "drivers"),
        folded(
            "What we did",
            "what_was_done",
            InlinePanel("tests", label="Test of change", heading="Tests of change (PDSA)"),
        ),
        folded(
            "Results",
            InlinePanel("measures", label="Measure", heading="Measures"),
            "what_happened",
            "missing_data",
            "equity",
            "unexpected",
            "hours_and_cost",
            "at_6_months",
            "at_12_months",
        ),
        folded("What you learned", "do_differently", "advice", "resources_used"),
        folded("Team and assurance", "team", "contact", "wave", "progress_score", "ethics", "interests"),
        *BasePage.attachment_panels,
    ]

    class Meta:
        verbose_name = "case study"
        verbose_name_plural = "case studies"

    def clean(self) -> None:
        """A case study is some trust's, and a number says what it was before."""
        super().clean()
        errors = {}
        if self.slug in RESERVED_SLUGS:
            errors["slug"] = "Members write their case studies at this address. Choose another."
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

    @property
    def tells_of_results(self) -> bool:
        """Whether anything is said of what came of it, besides measures."""
        told = (self.what_happened, self.missing_data, self.equity, self.unexpected, self.hours_and_cost)
        return any((*told, self.at_6_months, self.at_12_months))

    def drivers_list(self) -> list[str]:
        """What had to change."""
        return lines(self.drivers)

    def team_list(self) -> list[str]:
        """Who did it, by role."""
        return lines(self.team)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds files, tests of change, measures, and the guides used that the reader may know of."""
        context = super().get_context(request, *args, **kwargs)
        if self.trust_id:
            # One query for the trust and its network.
            self.trust = Organisation.objects.select_related("network").get(pk=self.trust_id)
        context.update(self.files_context(request.user))
        allowed = Audience.objects.ids_for(request.user)
        uses = self.guide_uses.select_related("guide")
        context["guide_uses"] = _with_versions([use for use in uses if use.guide.is_open_to(allowed)])
        context["tests"] = list(self.tests.all())
        context["measures"] = list(self.measures.all())
        return context


def _with_versions(uses: list[GuideUse]) -> list[GuideUse]:
    """Says where a version that is no longer in force can be read, where it was kept. No query
    where all are in force."""
    old = [use for use in uses if use.superseded]
    if old:
        versions = GuideVersion.objects.filter(guide__in=[use.guide_id for use in old])
        kept = set(versions.values_list("guide_id", "number"))
        for use in old:
            if (use.guide_id, use.version) in kept:
                use.version_url = f"{use.guide.get_absolute_url()}versions/{use.version}/"
    return uses
