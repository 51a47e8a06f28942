"""Keeps the table of words as the entries are: for spelling, and for what tells texts apart.

A word is counted for each audience, so that nobody is offered one that stands only in what is
hidden from them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from django.db import connection, transaction

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
    with transaction.atomic():
        _take_turns()
        stale = SearchWordCount.objects.filter(pk__lte=newest).values_list("word__word", "audience_id")
        gone = {pair: 0 for pair in stale if pair not in counts}
        for chunk in _chunks(sorted({**counts, **gone}), CHUNK):
            _write({pair: counts[pair] for pair in chunk}, _ids({word for word, _ in chunk}))


def _write(counts: Mapping[Pair, int], ids: dict[str, int]) -> None:
    """Sets counts; new words get their keys, and what is counted nowhere goes."""
    there = {pair: number for pair, number in counts.items() if number > 0}
    ids |= _add({word for word, _ in there if word not in ids})
    SearchWordCount.objects.bulk_create(
        (SearchWordCount(word_id=ids[word], audience_id=a, entries=n) for (word, a), n in there.items()),
        update_conflicts=True,
        unique_fields=["word", "audience"],
        update_fields=["entries"],
    )
    gone: dict[int, list[int]] = {}
    for word, audience in counts.keys() - there.keys():
        if word in ids:
            gone.setdefault(audience, []).append(ids[word])
    for audience, words in gone.items():
        SearchWordCount.objects.filter(audience=audience, word__in=words).delete()
    nowhere = [pk for words in gone.values() for pk in words]
    if nowhere:
        unused = list(SearchWord.objects.filter(pk__in=nowhere, counts=None).values_list("pk", flat=True))
        SearchWordKey.objects.filter(word__in=unused).delete()
        SearchWord.objects.filter(pk__in=unused).delete()


def _add(words: set[str]) -> dict[str, int]:
    """Adds words with their keys; their ids."""
    if not words:
        return {}
    SearchWord.objects.bulk_create((SearchWord(word=word) for word in sorted(words)), ignore_conflicts=True)
    ids = _ids(words)
    rows = [(key, pk) for word, pk in ids.items() for key in sorted(keys_of(word))]
    # Past the ORM, which takes longer over each row than the database does to write it.
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO search_searchwordkey (key, word_id) VALUES (%s, %s) ON CONFLICT DO NOTHING", rows
        )
    return ids


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
