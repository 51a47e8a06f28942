"""What is looked for, counted by the week and without who looked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SearchUse(models.Model):
    """The words of searches, folded, in one week: how often, with what success.

    No person, no time of day and no filter is kept. Words that may identify a patient are not kept
    at all (SAFETY).
    """

    week = models.DateField(help_text="Its Monday")
    words = models.CharField(max_length=120)
    searches = models.PositiveIntegerField(default=0)
    without_result = models.PositiveIntegerField(default=0)
    clicks = models.PositiveIntegerField(default=0)
    rank_sum = models.PositiveIntegerField(default=0, help_text="The places of the results that were opened")

    class Meta:
        verbose_name = "use of search"
        verbose_name_plural = "use of search"
        constraints: ClassVar = [models.UniqueConstraint(fields=["week", "words"], name="search_use_once")]

    def __str__(self) -> str:
        return f"{self.words}, week of {self.week}"
