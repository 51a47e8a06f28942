"""Did you mean: the words of a search as the reader's own entries spell them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice, product

from search.engines import Wanted
from search.folding import fold
from search.query import STOP_WORDS, parse
from search.spelling import SHORTEST, distance, keys_of, most_edits
from search.synonyms import expand, known_synonyms
from search.words import frequencies_by_key

MOST_WORDS = 6  # of one search that are looked at
MOST_OF_ONE = 3  # spellings of a word that are tried
MOST_TRIED = 4  # searches made to see whether a spelling finds anything
_WORD = re.compile(r"(?<![\w-])[^\W\d_]+(?![\w:])")  # not behind a minus, and no name before a colon

Known = Callable[[list[str], Iterable[int]], set[str]]
Finds = Callable[[Wanted], bool]


def did_you_mean(wanted: Wanted, known: Known, finds: Finds) -> str:
    """The words of a search as they may have been meant, or nothing.

    `known` tells which words stand in anything of some audiences; `finds` whether a search finds
    anything. Nothing else than the reader's audiences is ever counted, so that a hidden word
    neither is offered nor keeps another from being offered. At most a dozen queries.
    """
    typed = wanted.query.typed
    words = list(dict.fromkeys(_words(typed)))[:MOST_WORDS]
    synonyms = known_synonyms()
    asked = [word for word in words if not synonyms.knows(word)]
    right = known(asked, wanted.audiences) if asked else set()
    wrong = [word for word in asked if word not in right]
    begun = words[-1] if words and wanted.query.open else ""
    near = {
        word: best for word, best in _near(wrong, wanted.audiences, synonyms.words, begun).items() if best
    }
    if not near:
        return ""
    for spelling in _combinations(near):
        text = _respelled(typed, spelling)
        query = expand(replace(parse(f"{text} "), filters=wanted.query.filters))
        if query.terms and finds(replace(wanted, query=query)):
            return text
    return ""


def _words(typed: str) -> Iterator[str]:
    """The words that may be wrong: of letters alone, and not very short."""
    for match in _WORD.finditer(typed):
        word = fold(match[0]).strip()
        if len(word) >= SHORTEST and word.isalpha() and word not in STOP_WORDS:
            yield word


def _near(
    words: list[str], audiences: Iterable[int], synonyms: frozenset[str], begun: str
) -> dict[str, list[str]]:
    """For each word those that are near to it, the nearest first, then the most frequent. Three
    queries.

    `begun` may be still being typed: it is right where a word begins so.
    """
    keys = {key for word in words for key in keys_of(word)}
    if not keys:
        return {}
    frequency = frequencies_by_key(keys, audiences)
    found = {}
    for word in words:
        if word == begun and any(other.startswith(word) for other in frequency):
            continue
        most = most_edits(word)
        ranked = sorted(
            (apart, other[:1] != word[:1], -frequency.get(other, 0), other)
            for other in {*frequency, *synonyms}
            if 0 < (apart := distance(word, other, most)) <= most
        )
        found[word] = [other for *_, other in ranked[:MOST_OF_ONE]]
    return found


def _combinations(near: Mapping[str, list[str]]) -> Iterator[dict[str, str]]:
    """The best spelling of each word together, then the next best."""
    every = product(*(list(enumerate(best)) for best in near.values()))
    ranked = sorted(every, key=lambda chosen: sum(place for place, _ in chosen))
    for chosen in islice(ranked, MOST_TRIED):
        yield {word: other for word, (_, other) in zip(near, chosen, strict=True)}


def _respelled(typed: str, spelling: Mapping[str, str]) -> str:
    """A text with some of its words spelled otherwise."""
    return _WORD.sub(lambda match: spelling.get(fold(match[0]).strip(), match[0]), typed)
