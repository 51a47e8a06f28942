"""What a person typed, taken apart. It never reaches an engine as it was typed.

Understood are words, "phrases in quotes", -words and -"phrases" to leave out, and the filters
`type:guide`, `trust:fenmere` (any facet by its name). Everything else is words. No input is an
error: what cannot be understood is left out, and a note says so where that may surprise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.text import slugify

from search.folding import clean, fold

LONGEST = 300  # characters
MOST_TERMS = 24
SHORTEST_BEGINNING = 3  # letters that stand for any word that begins so
SHORTEST_TYPED = 2  # the same among titles alone

# Words that nearly every text has. They count inside quotes, and where there are no others.
_STOP_WORDS = (
    "a about an and any are as at be been but by can did do does for from had has have how i if in "
    "into is it its me my of on or our should so than that the their them then there these they "
    "this to us was we were what when where which who why will with would you your"
)
STOP_WORDS = frozenset(_STOP_WORDS.split())
_TOKEN = re.compile(
    r'(?P<minus>-*)(?:(?P<name>[a-z]+):)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))', re.IGNORECASE
)
_SPACES = re.compile(r"\s+")
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})

TOO_LONG = f"Your search was very long. We used the first {LONGEST} characters."
TOO_MANY = f"Your search had many words. We used the first {MOST_TERMS}."
ONLY_MINUS = "A minus sign leaves a word out. Add a word to look for."


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or several that must stand together.

    `text` is as it was typed, without quotes; `words` are folded; `open` says that the word may
    be only the beginning of one. `loose` says that the words need not stand together: they were
    typed side by side and have synonyms as a whole. `also` are the other ways to say it, each
    found as a phrase; one way found is enough. `quoted` stood in quotation marks and means itself.
    """

    text: str
    words: tuple[str, ...]
    open: bool = False
    quoted: bool = False
    loose: bool = False
    also: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Query:
    """A search taken apart. `typed` is what the field shows again: all but the filters, which
    are shown as filters. `any_term` finds what has one of the terms; the more of them, the better."""

    typed: str = ""
    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()
    filters: tuple[tuple[str, str], ...] = ()
    notes: tuple[str, ...] = ()
    any_term: bool = False

    @property
    def words(self) -> str:
        """What is looked for, without signs and filters."""
        return " ".join(term.text for term in self.terms)

    @property
    def open(self) -> bool:
        """Whether the last word may be the beginning of one."""
        return bool(self.terms) and self.terms[-1].open


def _term(text: str, *, is_open: bool = False, quoted: bool = False) -> Term | None:
    """A term, or None for a text without a letter or digit."""
    words = tuple(fold(text).split())
    if not words:
        return None
    return Term(text.strip(), words, is_open and len(words[-1]) >= SHORTEST_BEGINNING, quoted)


def _without_stop_words(terms: list[Term]) -> list[Term]:
    """The terms less the stop words, unless those are all there is."""
    return [term for term in terms if term.quoted or not STOP_WORDS.issuperset(term.words)] or terms


def _tokens(typed: str, names: frozenset[str]) -> Iterator[tuple[str, re.Match[str]]]:
    """The pieces of a text, each with what it is: filter, phrase, word, not."""
    # An unbalanced quotation mark is met by no form and so passed over.
    for match in _TOKEN.finditer(typed):
        minus, name, phrase = match.group("minus", "name", "phrase")
        if minus:
            yield "not", match
        elif name and name.lower() in names:
            yield "filter", match
        else:
            yield "word" if phrase is None else "phrase", match


def _text(match: re.Match[str]) -> str:
    """What a piece says, without quotes and minus: a name that is no filter's belongs to it."""
    name, phrase, word = match.group("name", "phrase", "word")
    return f"{name or ''} {word if phrase is None else phrase}"


def typed_title(text: str) -> Query:
    """A title that is still being typed: its words in any order, the last of them as a beginning
    from two letters on."""
    typed = _SPACES.sub(" ", clean(text[:LONGEST]))
    words = fold(typed).split()[:MOST_TERMS]
    is_open = bool(words) and not typed.endswith(" ")
    if is_open and len(words[-1]) < SHORTEST_TYPED:
        words, is_open = words[:-1], False
    last = len(words) - 1
    terms = [Term(word, (word,), is_open and place == last) for place, word in enumerate(words)]
    kept = [term for term in terms if term.open or term.words[0] not in STOP_WORDS]
    return Query(typed, tuple(kept or terms))


def parse(text: str, names: frozenset[str] = frozenset()) -> Query:
    """Takes a search apart; `names` are the filters that it may name before a colon."""
    typed = _SPACES.sub(" ", clean(text[:LONGEST])).translate(_QUOTES)
    notes = [TOO_LONG] if len(text) > LONGEST else []
    found: list[Term] = []
    excluded: list[Term] = []
    filters: list[tuple[str, str]] = []
    rest = list(typed)
    for form, match in _tokens(typed, names):
        if form == "filter":
            filters.append((match["name"].lower(), slugify(match["phrase"] or match["word"] or "")))
            rest[match.start() : match.end()] = [""] * len(match[0])
            continue
        is_open = form == "word" and match.end() == len(typed)
        term = _term(_text(match), is_open=is_open, quoted=form == "phrase")
        if term and form == "not":
            excluded.append(term)
        elif term:
            found.append(term)
    if len(found) + len(excluded) > MOST_TERMS:
        notes.append(TOO_MANY)
        found, excluded = found[:MOST_TERMS], excluded[:MOST_TERMS]
    if excluded and not found:
        notes.append(ONLY_MINUS)
        excluded = []
    terms = tuple(_without_stop_words(found))
    shown = _SPACES.sub(" ", "".join(rest)).strip()
    return Query(shown, terms, tuple(excluded), tuple(dict.fromkeys(filters)), tuple(notes))
