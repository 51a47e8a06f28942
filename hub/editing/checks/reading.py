"""How old one must be to read a text with ease."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser

import pyphen

from hub.editing.checks.finding import Finding

# Fewer words say little: the formula was made from passages of about this length.
FEWEST_WORDS = 100
AIM = (9, 12)  # years of age
# What ends a sentence where no full stop does.
BLOCKS = frozenset({"p", "li", "td", "th", "dt", "dd", "figcaption", "blockquote", "summary", "div"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?<!\bDr)(?<!\bMr)(?<!\bMs)(?<!\bvs)[.!?]+(?=[\s”\"')]|$)")
_VOWELS = re.compile(r"[aeiouyà-ÿ]+")
# "time", "times", "used"; not "table", "theatre", "nurses", "wanted".
_SILENT = re.compile(r"(?<!l)(?<![bcdgkpt]r)e$|(?<![scgxzh])es$|(?<![td])ed$")
_WORD = re.compile(r"[A-Za-zÀ-ÿ]+(?:['’][A-Za-z]+)?")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text asks of its reader: the number of words, the age in years (None for a text of
    fewer than 100 words), and the longest sentences, longest first."""

    words: int
    age: float | None
    longest: tuple[str, ...]


class _Sentences(HTMLParser):
    """Gathers running text: headings are left out, and each block ends its sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.heading = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A block begins."""
        self.heading += tag in HEADINGS
        if tag in BLOCKS or tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """A block ends."""
        self.heading -= tag in HEADINGS
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Text, unless it is a heading's."""
        if not self.heading:
            self.parts.append(data.replace("\n", " "))


def sentences(html: str) -> list[str]:
    """The sentences of a text in HTML, in order. A list's entry is one, whatever it ends with."""
    parser = _Sentences()
    parser.feed(html)
    parser.close()
    found = []
    for block in "".join(parser.parts).split("\n"):
        start = 0
        for end in [*(match.end() for match in _END.finditer(block)), len(block)]:
            sentence = " ".join(block[start:end].split())
            start = end
            if _WORD.search(sentence):
                found.append(sentence)
    return found


@cache
def _hyphens() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="en_GB", left=1, right=1)


def syllables(word: str) -> int:
    """About how many syllables an English word has, one at least. British hyphenation parts a word
    where it may be broken, and is shy of short parts ("hypogly-cae-mia"); so it is the larger of
    its count and that of the groups of vowels, without an ending that is not spoken."""
    word = word.lower()
    vowels = len(_VOWELS.findall(_SILENT.sub("", word)))
    return max(len(_hyphens().positions(word)) + 1, vowels, 1)


def grade(words: int, sentences: int, syllables: int) -> float:
    """The Flesch-Kincaid grade, a year of American school: 0.39 words per sentence + 11.8
    syllables per word - 15.59 (Kincaid, Fishburne, Rogers and Chissom, Derivation of new
    readability formulas for Navy enlisted personnel, Research Branch Report 8-75, 1975).
    Raises ZeroDivisionError for no words or no sentences."""
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def read(html: str, *, longest: int = 3) -> Reading:
    """What a text in HTML asks of its reader. The age is the grade and five years, because
    American children are about six in their first grade; it is never less than five."""
    found = sentences(html)
    words = [word for sentence in found for word in _WORD.findall(sentence)]
    age = None
    if len(words) >= FEWEST_WORDS:
        age = max(5.0, round(grade(len(words), len(found), sum(map(syllables, words))) + 5, 1))
    by_length = sorted(found, key=lambda sentence: -len(_WORD.findall(sentence)))
    return Reading(len(words), age, tuple(by_length[:longest]))


def findings(reading: Reading) -> list[Finding]:
    """Says so where a text asks for more than the aim."""
    if reading.age is None or reading.age < AIM[1] + 1:
        return []
    return [Finding("reading", f"The reading age is {reading.age:.0f} years: aim for {AIM[0]} to {AIM[1]}.")]
