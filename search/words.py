"""Keeps the table of words as the entries are: for spelling, and for what tells texts apart.

A word is counted for each audience, so that nobody is offered one that stands only in what is
hidden from them.
"""

# ruff: noqa: S608 - only names of our own tables and numbers are put into SQL.

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from search.folding import fold
from search.models import SearchEntry, SearchWord, SearchWordCount, SearchWordKey
from search.spelling import LONGEST, keys_of

SHORTEST = 3
MOST_OF_ONE = 4_000  # different words of one entry
CHUNK = 5_000  # values of one query
READ = 2_000  # entries read at once
LOCK = 0x776F7264  # of PostgreSQL: whoever changes the table takes it first

Pair = tuple[str, int]  # word, audience
TEXTS = ("title", "summary", "body", "audience_id")


class Words:
    """Counts in how many entries each word stands, by audience."""

    def __init__(self) -> None:
        self.by_audience: defaultdict[int, Counter[str]] = defaultdict(Counter)

    def add(self, entries: Iterable[tuple[str, str, str, int]]) -> None:
        """Counts the words of entries, given as TEXTS, once each."""
        for title, summary, body, audience in entries:
            words = fold(f"{title} {summary} {body}").split()
            different: Collection[str] = set(words)
            if len(different) > MOST_OF_ONE:
                different = list(dict.fromkeys(words))[:MOST_OF_ONE]
            self.by_audience[audience].update(different)

    def pairs(self) -> Counter[Pair]:
        """The counts of those words that are of letters alone, neither very short nor very long."""
        return Counter(
            {
                (word, audience): number
                for audience, counts in self.by_audience.items()
                for word, number in counts.items()
                if SHORTEST <= len(word) <= LONGEST and word.isalpha()
            }
        )


def count(entries: Iterable[tuple[str, str, str, int]]) -> Counter[Pair]:
    """In how many of some entries, given as TEXTS, each word stands, by audience."""
    words = Words()
    words.add(entries)
    return words.pairs()


def counted(entries: Iterable[SearchEntry]) -> Counter[Pair]:
    """The same of entries that are at hand."""
    return count((entry.title, entry.summary, entry.body, entry.audience_id) for entry in entries)


def frequencies(words: Iterable[str], audiences: Iterable[int]) -> dict[str, int]:
    """In how many entries of some audiences each word stands, for those that stand in any. Two queries."""
    return _summed(_ids(words), audiences)


def frequencies_by_key(keys: Iterable[str], audiences: Iterable[int]) -> dict[str, int]:
    """The same for all words that have one of some keys (`search.spelling`). Three queries."""
    ids = SearchWordKey.objects.filter(key__in=sorted(keys)).values_list("word", flat=True)
    words = SearchWord.objects.filter(pk__in=set(ids)).values_list("word", "pk")
    return _summed(dict(words), audiences)


def _summed(ids: Mapping[str, int], audiences: Iterable[int]) -> dict[str, int]:
    """The counts of words in some audiences together.

    Each table is read alone. PostgreSQL may hold them for empty when they were filled a moment ago,
    and then compares each word with every key: a search was seen to take minutes.
    """
    word_of = {pk: word for word, pk in ids.items()}
    rows = SearchWordCount.objects.filter(word__in=list(word_of), audience__in=list(audiences), entries__gt=0)
    sums = rows.order_by().values_list("word").annotate(Sum("entries"))
    return {word_of[pk]: entries for pk, entries in sums}


def change(before: Counter[Pair], after: Counter[Pair]) -> None:
    """Keeps what has become of the words of some entries. Call it last in a transaction."""
    changes = Counter(after)
    changes.subtract(before)
    changes = Counter({pair: by for pair, by in changes.items() if by})
    if not changes:
        return
    _take_turns()
    for chunk in _chunks(sorted(changes), CHUNK):
        ids = _ids({word for word, _ in chunk})
        known = _known(ids, {audience for _, audience in chunk})
        _write({pair: known.get(pair, 0) + changes[pair] for pair in chunk}, ids)


def renew(batch: int = READ) -> None:
    """Counts all words anew, and forgets those that stand nowhere any more."""
    newest = SearchWordCount.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    words = Words()
    last = 0
    while rows := list(
        SearchEntry.objects.filter(pk__gt=last).order_by("pk").values_list("pk", *TEXTS)[:batch]
    ):
        words.add(row[1:] for row in rows)
        last = rows[-1][0]
    counts = words.pairs()
    stale = SearchWordCount.objects.filter(pk__lte=newest).values_list("word__word", "audience_id")
    gone = {pair for pair in stale.iterator() if pair not in counts}
    # Each chunk in a short transaction: on SQLite nobody else can write meanwhile.
    for chunk in _chunks(sorted({*counts, *gone}), CHUNK):
        with transaction.atomic():
            _take_turns()
            _write({pair: counts[pair] for pair in chunk}, _ids({word for word, _ in chunk}))


def _write(counts: Mapping[Pair, int], ids: dict[str, int]) -> None:
    """Sets counts; new words get their keys, and what is counted nowhere goes."""
    ids |= _add({word for (word, _), number in counts.items() if word not in ids and number > 0})
    rows = [(ids[word], audience, number) for (word, audience), number in counts.items() if word in ids]
    _insert(
        "search_searchwordcount (word_id, audience_id, entries)",
        ("bigint", "bigint", "integer"),
        [(word, audience, max(number, 0)) for word, audience, number in rows],
        "ON CONFLICT (word_id, audience_id) DO UPDATE SET entries = excluded.entries",
    )
    _forget(sorted({word for word, _, number in rows if number <= 0}))


def _add(words: set[str]) -> dict[str, int]:
    """Adds words with their keys; their ids."""
    added = SearchWord.objects.bulk_create(SearchWord(word=word) for word in sorted(words))
    rows = [(key, word.pk) for word in added for key in sorted(keys_of(word.word))]
    _insert("search_searchwordkey (key, word_id)", ("text", "bigint"), rows)
    return {word.word: word.pk for word in added}


def _insert(into: str, types: Sequence[str], rows: Sequence[tuple[Any, ...]], then: str = "") -> None:
    """Adds rows. Past the ORM, which takes longer over each than the database does to write it."""
    if not rows:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{kind}[]" for kind in types)
            columns = [list(column) for column in zip(*rows, strict=True)]
            cursor.execute(f"INSERT INTO {into} SELECT * FROM unnest({arrays}) {then}", columns)
        else:
            marks = ", ".join(["%s"] * len(types))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks}) {then}", rows)


def _forget(words: list[int]) -> None:
    """Takes away counts of nothing, and the words without a count. Past the ORM, which reads first
    what it deletes."""
    if not words:
        return
    among = ", ".join(map(str, words))
    counted = f"SELECT word_id FROM search_searchwordcount WHERE word_id IN ({among})"
    with connection.cursor() as cursor:
        for statement in (
            f"DELETE FROM search_searchwordcount WHERE entries = 0 AND word_id IN ({among})",
            f"DELETE FROM search_searchwordkey WHERE word_id IN ({among}) AND word_id NOT IN ({counted})",
            f"DELETE FROM search_searchword WHERE id IN ({among}) AND id NOT IN ({counted})",
        ):
            cursor.execute(statement)


def _ids(words: Iterable[str]) -> dict[str, int]:
    return dict(SearchWord.objects.filter(word__in=sorted(words)).values_list("word", "pk"))


def _known(ids: Mapping[str, int], audiences: set[int]) -> dict[Pair, int]:
    """The counts of words as they are."""
    word_of = {pk: word for word, pk in ids.items()}
    rows = SearchWordCount.objects.filter(word__in=list(word_of), audience__in=audiences)
    return {(word_of[pk], a): n for pk, a, n in rows.values_list("word_id", "audience_id", "entries")}


def _chunks(pairs: Sequence[Pair], size: int) -> Iterator[Sequence[Pair]]:
    for start in range(0, len(pairs), size):
        yield pairs[start : start + size]


def _take_turns() -> None:
    """One changes the table after the other: two that meet in another order would wait for ever."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
