"""Facets of the index pages: by intervention and by trust, with counts, removable."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count
from django.http import QueryDict

from accounts.models import Audience, User
from hub.models.base import BasePageQuerySet

Reader = User | AnonymousUser


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: its count is of what would be shown if only it were chosen."""

    value: str
    label: str
    count: int
    chosen: bool
    remove_query: str


@dataclass(frozen=True, slots=True)
class FacetGroup:
    """One facet of an index: its name in the address, its heading and its values."""

    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True, slots=True)
class FacetField:
    """How a facet reads the database: `slug` and `words` are paths from the page's model.

    `through` is the path to another page that the value comes from; the reader must be able to
    see that page too, or the facet would tell of it.
    """

    name: str
    label: str
    slug: str
    words: str
    through: str = ""

    def seen_by(self, user: Reader) -> dict[str, Any]:
        """The conditions on the page that the value comes from, if it is another one."""
        if not self.through:
            return {}
        return {
            f"{self.through}__live": True,
            f"{self.through}__audience_id__in": Audience.objects.ids_for(user),
        }


@dataclass(frozen=True, slots=True)
class Facets:
    """The facets of one list, as one reader sees it, with what the address has chosen.

    `pages` are those the reader may see: a count tells of nothing else.
    """

    pages: BasePageQuerySet
    fields: list[FacetField]
    query: QueryDict
    user: Reader

    def narrowed(self, skip: str = "") -> BasePageQuerySet:
        """The pages that match every facet chosen: any of the values within one facet."""
        pages = self.pages
        for field in self.fields:
            values = self.values_of(field)
            if values and field.name != skip:
                matching = {f"{field.slug}__in": values, **field.seen_by(self.user)}
                pages = pages.filter(pk__in=pages.model.objects.filter(**matching).values("pk"))
        return pages

    def values_of(self, field: FacetField) -> list[str]:
        """What the address has chosen of a facet. PostgreSQL refuses a NUL, so it is taken out."""
        values = (value.replace("\0", "") for value in self.query.getlist(field.name))
        return [value for value in values if value]

    def chosen(self) -> bool:
        """Whether the address narrows the list at all, even by what is on no page."""
        return any(self.values_of(field) for field in self.fields)

    def list_query(self, *, before: int | None = None, without: tuple[str, str] = ("", "")) -> str:
        """The query of this list: its facets and no more of the address. Further down where
        `before` is given; from the top and less one value, given as facet and value, `without`."""
        onward = QueryDict(mutable=True)
        for field in self.fields:
            values = self.values_of(field)
            onward.setlist(field.name, [value for value in values if (field.name, value) != without])
        if before:
            onward["before"] = str(before)
        return onward.urlencode()

    def groups(self) -> list[FacetGroup]:
        """The facets with their counts, one query for each facet.

        A facet's counts leave its own choices out of account, so that a second value of the
        same facet can be added.
        """
        return [FacetGroup(field.name, field.label, self._choices(field)) for field in self.fields]

    def _choices(self, field: FacetField) -> list[Choice]:
        rows = (
            self.narrowed(skip=field.name)
            .filter(**{f"{field.slug}__isnull": False, **field.seen_by(self.user)})
            .order_by(field.words)
            .values(field.slug, field.words)
            .annotate(pages=Count("pk", distinct=True))
        )
        chosen = set(self.values_of(field))
        found = [(row[field.slug], row[field.words], row["pages"]) for row in rows]
        if missing := chosen - {value for value, _, _ in found}:
            found = sorted(found + self._without_pages(field, missing), key=itemgetter(1))
        return [
            Choice(value, label, count, value in chosen, self.list_query(without=(field.name, value)))
            for value, label, count in found
        ]

    def _without_pages(self, field: FacetField, values: set[str]) -> list[tuple[str, str, int]]:
        """What was chosen and is on no page because of another facet: named, so that it can be
        taken out again. A value of no page that the reader may see stays unnamed."""
        named = self.pages.filter(**{f"{field.slug}__in": values, **field.seen_by(self.user)})
        rows = named.order_by(field.words).values_list(field.slug, field.words).distinct()
        return [(slug, words, 0) for slug, words in rows]


def tags(groups: list[FacetGroup]) -> list[Choice]:
    """What is chosen now, to be shown as removable tags."""
    return [choice for group in groups for choice in group.choices if choice.chosen]
