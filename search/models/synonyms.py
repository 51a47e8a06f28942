"""Words that mean the same, kept by editors."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from search.folding import fold


class SynonymGroup(models.Model):
    """Ways to say one thing: whoever looks for one finds all.

    They are put beside each other when a search is read, on every engine, so that a change counts
    at once and nothing is indexed again.
    """

    words = models.TextField(
        help_text="With commas between: PPH, postpartum haemorrhage, postpartum hemorrhage"
    )
    note = models.CharField(max_length=200, blank=True, help_text="For other editors")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("words",)
        verbose_name = "group of synonyms"
        verbose_name_plural = "synonyms"

    def __str__(self) -> str:
        return self.words[:80]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the words without spaces around them."""
        self.words = ", ".join(filter(None, (way.strip() for way in self.words.split(","))))
        super().save(*args, **kwargs)

    @property
    def ways(self) -> list[tuple[str, ...]]:
        """Each way to say it as folded words, without repeats."""
        folded = (tuple(fold(way).split()) for way in self.words.split(","))
        return list(dict.fromkeys(way for way in folded if way))

    def clean(self) -> None:
        """One way alone is a synonym of nothing."""
        super().clean()
        if len(self.ways) < 2:
            message = "Write at least two ways to say it, with a comma between: PPH, postpartum haemorrhage."
            raise ValidationError({"words": message})


class SynonymsLaid(models.Model):
    """Groups that come with the hub were laid: never again, whatever editors make of them."""

    name = models.CharField(max_length=40, primary_key=True)
    laid_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "synonyms laid"

    def __str__(self) -> str:
        return self.name
