"""The words that stand in what can be found, for spelling and for likeness."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from accounts.models import Audience, User


class SearchWord(models.Model):
    """A word, folded. It may be of something that few may see: `SearchWordCount` says for whom it is."""

    word = models.CharField(max_length=30, unique=True)

    def __str__(self) -> str:
        return self.word


class SearchWordCountQuerySet(models.QuerySet["SearchWordCount"]):
    """Reads of the counts of words."""

    def visible_to(self, user: User | AnonymousUser | None) -> SearchWordCountQuerySet:
        """The words of what the person may see."""
        return self.filter(audience_id__in=Audience.objects.ids_for(user))


class SearchWordCount(models.Model):
    """How many entries of an audience have a word."""

    word = models.ForeignKey(SearchWord, on_delete=models.CASCADE, related_name="counts")
    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="+")
    entries = models.PositiveIntegerField(default=1)

    objects = SearchWordCountQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["word", "audience"], name="search_word_count_once")
        ]

    def __str__(self) -> str:
        return f"{self.word}: {self.entries}"


class SearchWordKey(models.Model):
    """What is left of a word when up to two of its first letters are taken out (`search.spelling`)."""

    key = models.CharField(max_length=7)
    word = models.ForeignKey(SearchWord, on_delete=models.CASCADE, related_name="keys")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["key", "word"], name="search_word_key_once")]

    def __str__(self) -> str:
        return self.key
