"""Which pictures and files the texts of published pages show: who may have them follows from it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from hub.models.base import BasePage


class Shown(models.Model):
    """A page as it is published shows a picture, or names a file in its text.

    Wagtail's own index of references is written by a task some time later, and is of no use for
    a question of who may see something now; this is written while the page is published.
    """

    page = models.ForeignKey(BasePage, on_delete=models.CASCADE, related_name="shown")
    image = models.ForeignKey(
        "hub.HubImage", null=True, blank=True, on_delete=models.CASCADE, related_name="shown_on"
    )
    document = models.ForeignKey(
        "hub.HubDocument", null=True, blank=True, on_delete=models.CASCADE, related_name="shown_on"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="shown_is_one_thing",
                condition=Q(image__isnull=False, document__isnull=True)
                | Q(image__isnull=True, document__isnull=False),
            ),
            models.UniqueConstraint(fields=["page", "image"], name="shown_image_once"),
            models.UniqueConstraint(fields=["page", "document"], name="shown_document_once"),
        ]

    # The page says who may see; Wagtail need not look for what is kept here already.
    wagtail_reference_index_ignore = True
