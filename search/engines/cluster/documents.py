"""What the cluster keeps of an entry, and how its words are compared."""

from __future__ import annotations

from typing import Any

from elasticsearch_dsl import (
    Date,
    Document,
    Keyword,
    MetaField,
    Percolator,
    SearchAsYouType,
    Text,
    analyzer,
    token_filter,
)

from search.models import SearchEntry

# What stands between a facet's name and its value in one keyword.
BETWEEN = "\x1f"
# Raised with every change of the fields below. An index of an older layout is still searched for
# words; what it cannot do the database does, and `/readyz` asks for a rebuild.
LAYOUT = 2

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
    fields = {"plain": Text(analyzer=plain)} | more
    return Text(analyzer=english, fields=fields, copy_to="words")


class EntryDocument(Document):
    """One entry. Its id is the entry's; its version decides what is newer."""

    kind = Keyword()
    audience = Keyword()
    facets = Keyword()
    author = Keyword()
    published = Date()
    title = _text(typing=SearchAsYouType(analyzer=plain))
    summary = _text()
    body = _text()
    # The words of all texts: as they are written, for other spellings; by their stems, for what is alike.
    words = Text(
        analyzer=plain,
        norms=False,
        index_options="freqs",
        fields={"stems": Text(analyzer=english, norms=False, index_options="freqs")},
    )

    class Meta:
        dynamic = MetaField(False)
        meta = MetaField({"layout": LAYOUT})

    class Index:
        name = "hub-*"
        settings = {"number_of_shards": 1, "number_of_replicas": 1, "max_result_window": 10_000}


class SavedDocument(EntryDocument):
    """A search that is kept, to be asked which new entries it finds. Its id is the search itself
    (`saved.key_of`); it has nobody's name and nobody's audiences."""

    key = Keyword()
    query = Percolator()

    class Meta:
        dynamic = MetaField(False)
        meta = MetaField({"layout": LAYOUT})

    class Index:
        name = "hub-saved"
        settings = {"number_of_shards": 1, "number_of_replicas": 1}


def without_modules(body: dict[str, Any]) -> dict[str, Any]:
    """An index as a node takes it that has no module but the core of Elasticsearch: words are
    compared as they are written, without stems and accents. Only for tests."""
    bare = {"type": "custom", "tokenizer": "standard", "filter": ["lowercase"]}
    analysis = {"analyzer": {"hub_english": bare, "hub_plain": bare}}
    body = {**body, "settings": {**body["settings"], "analysis": analysis}}
    typing = {"type": "text", "analyzer": "hub_plain"}
    title = body["mappings"]["properties"]["title"]
    fields = {**title["fields"], "typing": typing}
    properties = {**body["mappings"]["properties"], "title": {**title, "fields": fields}}
    return {**body, "mappings": {**body["mappings"], "properties": properties}}


def source_of(entry: SearchEntry, facets: list[str]) -> dict[str, Any]:
    """An entry as the cluster gets it."""
    return {
        "kind": entry.kind,
        "audience": str(entry.audience_id),
        "facets": facets,
        "author": entry.author,
        "published": entry.published.isoformat(),
        "title": entry.title,
        "summary": entry.summary,
        "body": entry.body,
    }
