"""What can be found: one row for each thing, and the shelves that they stand on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.contrib.contenttypes.models import ContentType
from django.db import models

from accounts.models import Audience, User


class SearchFacetQuerySet(models.QuerySet["SearchFacet"]):
    """Reads of facets."""

    def visible_to(self, user: User | AnonymousUser | None) -> SearchFacetQuerySet:
        """Values that something has which the person may see: a label may be a title."""
        shelves = SearchShelf.objects.visible_to(user)
        return self.filter(shelves__in=shelves).distinct()


class SearchFacet(models.Model):
    """One value that results can be narrowed by, such as trust, fenmere, "Fenmere Hospitals"."""

    name = models.CharField(max_length=40)
    value = models.CharField(max_length=120)
    label = models.CharField(max_length=160)

    objects = SearchFacetQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["name", "value"], name="search_facet_once")]

    def __str__(self) -> str:
        return f"{self.name}: {self.label}"


class SearchShelfQuerySet(models.QuerySet["SearchShelf"]):
    """Reads of shelves."""

    def visible_to(self, user: User | AnonymousUser | None) -> SearchShelfQuerySet:
        """Shelves of the audiences that the person belongs to."""
        return self.filter(audience_id__in=Audience.objects.ids_for(user))


class SearchShelf(models.Model):
    """What entries of one kind, one audience and the same facets have in common.

    The entries that match a query are counted by shelf, once. The total, the tabs and every facet
    are then sums over some hundred shelves, where counting each facet of each entry took ten
    times as long as finding the entries. A shelf never changes: an entry moves to another one.
    """

    key = models.CharField(
        max_length=500, unique=True, help_text="kind:audience:facets, the facets as ids with points"
    )
    kind = models.CharField(max_length=40)
    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="+")
    facets = models.ManyToManyField(SearchFacet, related_name="shelves")

    objects = SearchShelfQuerySet.as_manager()

    def __str__(self) -> str:
        return self.key

    @staticmethod
    def key_for(kind: str, audience_id: int, facet_ids: set[int]) -> str:
        """The key that a shelf has or would have."""
        return f"{kind}:{audience_id}:{'.'.join(str(pk) for pk in sorted(facet_ids))}"


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    """Reads of entries."""

    def visible_to(self, user: User | AnonymousUser | None) -> SearchEntryQuerySet:
        """Entries of the audiences that the person belongs to."""
        return self.filter(audience_id__in=Audience.objects.ids_for(user))

    def with_facet(self, name: str, value: str) -> SearchEntryQuerySet:
        """Entries that have a value of a facet."""
        shelves = SearchShelf.objects.filter(facets__name=name, facets__value=value)
        return self.filter(shelf__in=shelves)

    def of_things(self, keys: Iterable[tuple[int, int]]) -> SearchEntryQuerySet:
        """Entries of things, given as content type and id."""
        by_type: dict[int, set[int]] = defaultdict(set)
        for content_type_id, pk in keys:
            by_type[content_type_id].add(pk)
        things = models.Q(pk__in=[])
        for content_type_id, pks in by_type.items():
            things |= models.Q(content_type=content_type_id, object_id__in=pks)
        return self.filter(things)

    def newest(self) -> SearchEntryQuerySet:
        """First published last."""
        return self.order_by("-published", "-pk")


class SearchEntry(models.Model):
    """One thing that can be found, as search knows it. Both engines are built from these rows.

    All texts are plain text without control characters.
    """

    kind = models.CharField(max_length=40)
    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.BigIntegerField()
    shelf = models.ForeignKey(SearchShelf, on_delete=models.RESTRICT, related_name="entries")
    audience = models.ForeignKey(Audience, on_delete=models.CASCADE, related_name="+")
    path = models.CharField(max_length=500)
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    status = models.CharField(max_length=120, blank=True)
    mark = models.CharField(max_length=10, blank=True)
    meta = models.CharField(max_length=255, blank=True)
    number = models.CharField(max_length=40, blank=True)
    number_words = models.CharField(max_length=160, blank=True)
    # Of a search cluster: it takes what has the higher version, in whatever order things arrive.
    version = models.BigIntegerField(default=0, db_default=0)
    is_sent = models.BooleanField(default=True, db_default=True)
    published = models.DateTimeField()
    updated = models.DateTimeField()
    body = models.TextField(blank=True)
    author = models.SlugField(max_length=80, blank=True, db_default="", help_text="Who wrote it: carys-bowen")
    pages = models.JSONField(
        null=True,
        blank=True,
        help_text="Of a document: at which character of the body each page begins: [[0, 1], [912, 2]]",
    )

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "search entries"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="search_entry_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["-published", "-id"], name="search_entry_newest"),
            models.Index(fields=["author"], condition=~models.Q(author=""), name="search_entry_author"),
            models.Index(fields=["id"], condition=models.Q(is_sent=False), name="search_entry_not_sent"),
        ]

    def __str__(self) -> str:
        return self.title


class SearchGone(models.Model):
    """An entry that a search cluster still has to forget."""

    entry = models.BigIntegerField(primary_key=True, help_text="The id that the entry had")
    version = models.BigIntegerField()
