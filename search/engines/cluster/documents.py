"""What the cluster keeps of an entry, and how its words are compared."""

from __future__ import annotations

from typing import Any

from elasticsearch_dsl import Date, Document, Keyword, Text, analyzer, token_filter

from search.models import SearchEntry

# What stands between a facet's name and its value in one keyword.
BETWEEN = "\x1f"

english = analyzer(
    "hub_english",
    tokenizer="standard",
    filter=[
        "lowercase",
        "asciifolding",
        token_filter("hub_possessive", type="stemmer", language="possessive_english"),
        token_filter("hub_stems", type="stemmer", language="english"),
    ],
)
# Words as they are written: for beginnings of words, and for exact matches, which count for more.
plain = analyzer("hub_plain", tokenizer="standard", filter=["lowercase", "asciifolding"])


def _text(**more: Any) -> Text:
    return Text(analyzer=english, fields={"plain": Text(analyzer=plain)}, **more)


class EntryDocument(Document):
    """One entry. Its id is the entry's; its version decides what is newer."""

    kind = Keyword()
    audience = Keyword()
    facets = Keyword()
    published = Date()
    title = _text()
    summary = _text()
    body = _text()

    class Index:
        name = "hub-*"
        settings = {"number_of_shards": 1, "number_of_replicas": 1, "max_result_window": 10_000}


def source_of(entry: SearchEntry, facets: list[str]) -> dict[str, Any]:
    """An entry as the cluster gets it."""
    return {
        "kind": entry.kind,
        "audience": str(entry.audience_id),
        "facets": facets,
        "published": entry.published.isoformat(),
        "title": entry.title,
        "summary": entry.summary,
        "body": entry.body,
    }
