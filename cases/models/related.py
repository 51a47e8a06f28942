"""What is like a page, worked out when a page is published so that reading it costs one query."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from hub.models import BasePage


class RelatedPage(models.Model):
    """One page is like another. The likeness is kept in both directions, and filtered by
    `visible_to` when it is read."""

    page = models.ForeignKey(BasePage, on_delete=models.CASCADE, related_name="related")
    other = models.ForeignKey(BasePage, on_delete=models.CASCADE, related_name="related_to")
    score = models.FloatField(help_text="0 to 1; 1 is the same text and the same interventions.")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["page", "other"], name="related_once")]
        indexes: ClassVar = [models.Index(fields=["page", "-score"], name="related_best")]
