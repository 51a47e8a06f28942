"""On which page of a document the words stand that a result shows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping

from django.db.models import Case, IntegerField, TextField, Value, When
from django.db.models.functions import StrIndex

from search.engines import END, HIT, Marked
from search.models import SearchEntry

_NO_MARKS = {ord(HIT): None, ord(END): None}
OMITTED = "…"


def pages_of(entries: Iterable[SearchEntry], marked: Mapping[int, Marked]) -> dict[int, int]:
    """The pages of those results that are documents and whose snippets come from their text.

    The database looks for the snippets, so that no long text is read: one query, and none where no
    result has pages.
    """
    paged = {entry.pk: entry for entry in entries if entry.pages and entry.pk in marked}
    snippets = {pk: _plain(marked[pk].text) for pk in paged if HIT in marked[pk].text}
    if not any(snippets.values()):
        return {}
    pieces = [When(pk=pk, then=Value(text)) for pk, text in snippets.items() if text]
    place = StrIndex("body", Case(*pieces, output_field=TextField()), output_field=IntegerField())
    rows = SearchEntry.objects.filter(pk__in=[pk for pk, text in snippets.items() if text])
    found = rows.annotate(place=place).values_list("pk", "place")
    lead = {pk: _before_first_hit(marked[pk].text) for pk in snippets}
    return {pk: page_at(paged[pk].pages or [], at - 1 + lead[pk]) for pk, at in found if at}


def page_at(pages: list[list[int]], place: int) -> int:
    """The number of the page that has the character at a place."""
    starts = [start for start, _ in pages]
    return pages[max(bisect_right(starts, place) - 1, 0)][1]


def opens_at(path: str) -> bool:
    """Whether a browser can open a file at a page: it can with PDF (RFC 8118, `#page=`)."""
    return path.lower().endswith(".pdf")


def _plain(text: str) -> str:
    """A snippet as it stands in the text."""
    return text.translate(_NO_MARKS).strip(OMITTED).strip()


def _before_first_hit(text: str) -> int:
    """How many characters of the snippet stand before its first hit: it may begin a page earlier."""
    return len(text.partition(HIT)[0].lstrip(OMITTED).lstrip())
