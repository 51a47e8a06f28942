"""Titles for what is still being typed, and what is like a thing; among the reader's audiences alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from elasticsearch_dsl import Q, Search

from search.engines.cluster.asking import seen_by
from search.folding import fold
from search.models import SearchEntry
from search.query import MOST_TERMS, STOP_WORDS

TYPING = ["title.typing", "title.typing._2gram", "title.typing._3gram"]
MOST_TEXT = 20_000  # characters of a thing that others are compared with


def typed_titles(beginning: str, audiences: Iterable[int], most: int) -> Search | None:
    """Titles with the words of a text, the last of them as a beginning."""
    words = fold(beginning).split()[:MOST_TERMS]
    if not words:
        return None
    found = Search().filter(seen_by(audiences))
    title = Q("multi_match", query=" ".join(words), fields=TYPING, type="bool_prefix", operator="and")
    return found.query(title).sort("_score", {"published": "desc"}).source(False).extra(size=most)


def like_this(entry: SearchEntry, audiences: Iterable[int], kinds: Collection[str], most: int) -> Search:
    """Entries with the words that tell this one from others."""
    text = f"{entry.title} {entry.summary} {entry.body[:MOST_TEXT]}"
    alike = Q(
        "more_like_this",
        fields=["words.stems"],
        like=[text],
        min_term_freq=1,
        min_doc_freq=2,
        max_query_terms=30,
        minimum_should_match="20%",
        stop_words=sorted(STOP_WORDS),
    )
    found = Search().filter(seen_by(audiences)).filter("terms", kind=sorted(kinds))
    found = found.exclude("ids", values=[str(entry.pk)])
    return found.query(alike).sort("_score", {"published": "desc"}).source(False).extra(size=most)
