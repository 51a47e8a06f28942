"""What editors have pinned to words: stands above the results, for those who may see it.

The rows and their administration are Wagtail's (`wagtail.contrib.search_promotions`).
"""

from __future__ import annotations

from typing import Any

from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.search.utils import normalise_query_string

from search.asking import Asked
from search.finding import Reader, row, visible_entries
from search.folding import fold
from search.models import SearchEntry
from search.query import Query

MOST = 5
CHOSEN = "Chosen by the editors"


def pinned(asked: Asked, query: Query, user: Reader) -> list[dict[str, Any]]:
    """The rows pinned to the words of a search and to what means the same, in the editors' order.

    One query; two more, and one for each kind, where something is pinned. A page that the reader
    could not find, because it is unpublished or not theirs, is not here.
    """
    if asked.page > 1 or asked.newest or asked.kind or asked.facets or asked.like_mine or not query.terms:
        return []
    picks = SearchPromotion.objects.filter(query__query_string__in=_ways(query))
    chosen = list(picks.select_related("page").only(*_NEEDED).order_by("sort_order", "pk")[:MOST])
    entries = _entries(chosen, user)
    rows = (_row(pick, entries) for pick in chosen)
    return list({row["url"]: row for row in rows if row}.values())


_NEEDED = (
    "page__content_type",
    "page__path",
    "page__depth",
    "external_link_url",
    "external_link_text",
    "description",
)


def _ways(query: Query) -> set[str]:
    """The words as an editor may have entered them: as typed, folded, or a synonym of them all."""
    ways = {query.typed, query.words, fold(query.words)}
    if len(query.terms) == 1:
        ways |= {" ".join(way) for way in (query.terms[0].words, *query.terms[0].also)}
    return {normalise_query_string(way) for way in ways}


def _entries(chosen: list[SearchPromotion], user: Reader) -> dict[int, SearchEntry]:
    """What is pinned and the reader may see, by the id of its page."""
    pages = [pick.page for pick in chosen if pick.page]
    if not pages:
        return {}
    things = SearchEntry.objects.of_things((page.content_type_id, page.pk) for page in pages)
    ids = things.values_list("pk", flat=True)
    return {entry.object_id: entry for entry in visible_entries(ids, user)}


def _row(pick: SearchPromotion, entries: dict[int, SearchEntry]) -> dict[str, Any] | None:
    if pick.page is None:
        link = {"title": pick.external_link_text or pick.external_link_url, "url": pick.external_link_url}
        return {**link, "kind": "Another site", "text": pick.description, "note": CHOSEN}
    entry = entries.get(pick.page_id)
    if entry is None:
        return None
    shown = row(entry, None)
    return {**shown, "text": pick.description or shown["text"], "note": CHOSEN}
