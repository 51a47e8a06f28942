"""A learning set: the materials of a session of a collaborative."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import RichTextField
from wagtail.models import Orderable

from accounts.models import Audience
from cases.lines import lines
from cases.models.guide import InterventionGuide
from cases.panels import folded
from hub.blocks import TEXT_FEATURES
from hub.models import Attachment, BasePage


class LearningSet(BasePage):
    """Objectives, and materials in order, each for those who may have it."""

    KIND = "learning-set"
    KIND_LABEL = "Learning set"
    ROW_COLUMNS = ("programme", "wave", "number")
    FULL_TEXT_NEEDS = ("tagged_items__tag",)

    programme = models.CharField(max_length=120, blank=True)
    wave = models.CharField(max_length=40, blank=True)
    number = models.PositiveSmallIntegerField("set number", null=True, blank=True)
    objectives = models.TextField(help_text="What people can do afterwards, one on each line.")
    before = RichTextField(
        "before you come",
        features=TEXT_FEATURES,
        blank=True,
        help_text="What to read, count or bring. Ten minutes' worth gets done.",
    )
    covered = RichTextField(
        "what we covered", features=TEXT_FEATURES, blank=True, help_text="For those who could not come."
    )
    faculty = models.TextField(
        max_length=500, blank=True, help_text="Who taught, with their role; one on each line."
    )
    evaluation = RichTextField(
        features=TEXT_FEATURES, blank=True, help_text="What those who came said of it."
    )

    template = "cases/learning_set.html"
    template_section = "learning-sets"
    parent_page_types: ClassVar[list[str]] = ["cases.LearningSetIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("objectives"),
        InlinePanel("attachments", label="Material", heading="Materials, in order", min_num=1),
        folded("Which set, and whose", "programme", "wave", "number", "trust", "faculty"),
        folded("The day", "before", "covered", "evaluation"),
        InlinePanel("set_guides", label="Intervention", heading="Interventions it is about"),
    ]

    class Meta:
        verbose_name = "learning set"

    def objectives_list(self) -> list[str]:
        """What people can do afterwards."""
        return lines(self.objectives)

    def faculty_list(self) -> list[str]:
        """Who taught, with their role."""
        return lines(self.faculty)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds the materials, and the guides that the set is about and the reader may know of."""
        context = super().get_context(request, *args, **kwargs)
        context.update(self.files_context(request.user))
        materials = context["attachments"]
        context["storyboards"] = [each for each in materials if each.kind == Attachment.Kind.STORYBOARD]
        context["materials"] = [each for each in materials if each.kind != Attachment.Kind.STORYBOARD]
        allowed = Audience.objects.ids_for(request.user)
        rows = [row for row in self.set_guides.select_related("guide") if row.guide.is_open_to(allowed)]
        context["set_guides"], context["guides"] = rows, [row.guide for row in rows]
        return context


class LearningSetGuide(Orderable):
    """A learning set is about an intervention."""

    page = ParentalKey(LearningSet, on_delete=models.CASCADE, related_name="set_guides")
    guide = models.ForeignKey(InterventionGuide, on_delete=models.PROTECT, related_name="learning_sets")
    version = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="The version that the materials were made with. Left empty: the one that is out now.",
    )

    panels: ClassVar[list[Any]] = [FieldPanel("guide"), FieldPanel("version")]

    def __str__(self) -> str:
        return str(self.guide)

    def clean(self) -> None:
        """Without a version it is the one that is out now."""
        super().clean()
        if self.version is None and self.guide_id:
            self.version = self.guide.version

    @property
    def superseded(self) -> bool:
        """Whether a newer version of the guide is out."""
        return self.version is not None and self.guide.version > self.version
