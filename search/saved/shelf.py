"""What the page of saved searches shows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from search.asking import Asked, kinds
from search.facets import chosen_values
from search.finding import visible_entries
from search.models import SavedMatch, SavedSearch, SearchEntry, SearchFacet
from search.narrowing import alike_for
from search.saved.saving import asked_of, feed_key
from search.showing import limits_in_words

LATELY = timedelta(days=14)
MOST_LATELY = 200  # matches of all one's searches
SHOWN = 3  # of each search


@dataclass(frozen=True, slots=True)
class Line:
    """One saved search, with the things that came into it lately."""

    saved: SavedSearch
    url: str
    words: str
    tags: list[str]
    feeds: list[dict[str, str]]
    entries: list[SearchEntry]


def lines(user: User) -> list[Line]:
    """A person's searches by name. As many queries for fifty as for one."""
    searches = list(SavedSearch.objects.visible_to(user).order_by("name"))
    asked = {saved.pk: asked_of(saved.query) for saved in searches}
    labels = _labels([pair for each in asked.values() for pair in chosen_values(each.facets)], user)
    alike = alike_for(user) if any(each.like_mine for each in asked.values()) else None
    like = alike.label if alike else ""
    news = _lately(user)
    return [
        Line(
            saved=saved,
            url=asked[saved.pk].on_page(1),
            words=asked[saved.pk].query.typed,
            tags=_tags(asked[saved.pk], labels, like),
            feeds=_feeds(saved),
            entries=news[saved.pk][:SHOWN],
        )
        for saved in searches
    ]


def narrowed_by(asked: Asked, user: User) -> list[str]:
    """What narrows one search, in words."""
    alike = alike_for(user) if asked.like_mine else None
    return _tags(asked, _labels(chosen_values(asked.facets), user), alike.label if alike else "")


def _tags(asked: Asked, labels: dict[tuple[str, str], str], like: str) -> list[str]:
    """Kind, units like one's own and the values of facets, as they are called."""
    tags = [kinds()[asked.kind].plural] if asked.kind else []
    tags += [like] if asked.like_mine and like else []
    tags += [labels.get(pair, pair[1]) for pair in chosen_values(asked.facets)]
    return [*tags, *limits_in_words(asked).values()]


def _labels(pairs: list[tuple[str, str]], user: User) -> dict[tuple[str, str], str]:
    """What values of facets are called, where something that the person may see has them."""
    if not pairs:
        return {}
    names, values = {name for name, _ in pairs}, {value for _, value in pairs}
    known = SearchFacet.objects.visible_to(user).filter(name__in=names, value__in=values)
    return {(facet.name, facet.value): facet.label for facet in known}


def _feeds(saved: SavedSearch) -> list[dict[str, str]]:
    key = feed_key(saved)
    forms = (("rss", "RSS"), ("atom", "Atom"), ("json", "JSON Feed"))
    return [{"url": reverse("search:saved_feed", args=[key, form]), "name": name} for form, name in forms]


def _lately(user: User) -> dict[int, list[SearchEntry]]:
    """What came into each search in the last two weeks and may still be seen, the newest first."""
    since = timezone.now() - LATELY
    rows = SavedMatch.objects.filter(saved__user=user, found_at__gte=since).order_by("-found_at", "-pk")
    found = list(rows.values_list("saved_id", "content_type_id", "object_id")[:MOST_LATELY])
    things = SearchEntry.objects.of_things((content_type_id, pk) for _, content_type_id, pk in found)
    ids = things.values_list("pk", flat=True) if found else []
    entries = {(entry.content_type_id, entry.object_id): entry for entry in visible_entries(ids, user)}
    news: dict[int, list[SearchEntry]] = defaultdict(list)
    for saved_id, content_type_id, pk in found:
        if (content_type_id, pk) in entries:
            news[saved_id].append(entries[content_type_id, pk])
    return news
