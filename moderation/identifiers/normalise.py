"""Bring text to one form for matching, and keep the way back to the words as they were written.

Source: Unicode Standard Annex 15 (NFKC), applied a character at a time, which keeps every offset known.
"""

import re
import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

NOT_ASCII = re.compile(r"[^\x00-\x7f]")

# What looks like a dash, a dot, an apostrophe or a slash between digits, and is none to NFKC.
DASHES = "\u00ac\u02d7\u2043\u2212\u2500\u2501\u2796\u30fc"
DOTS = "\u00b7\u2022\u2027\u2219\u22c5\u25cf\u25e6\u3002\u30fb\u066b\u06d4"
APOSTROPHES = "\u02bc\u02b9\u2018\u2019\u201b\u2032\u00b4"
SLASHES = "\u2044\u2215\u29f8"
# Letters and symbols that print as nothing or as a blank, whatever their category says.
INVISIBLE = "\u115f\u1160\u3164\uffa0"
BLANK = "\u2800"
SIMPLE = str.maketrans(
    {
        **dict.fromkeys(DASHES, "-"),
        **dict.fromkeys(DOTS, "."),
        **dict.fromkeys(APOSTROPHES, "'"),
        **dict.fromkeys(SLASHES, "/"),
        **dict.fromkeys(INVISIBLE, ""),
        **dict.fromkeys(BLANK, " "),
        "\u0085": "\n",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)
#: Stands where a raised or a broken figure followed a digit: a footnote mark is not part of a number.
RAISED = "^"


@dataclass(frozen=True, slots=True)
class Normalised:
    """Text in its matching form. ``origins[i]`` is the offset in the original of character ``i``."""

    text: str
    origins: "array[int] | None"
    #: Offsets of ``text`` before which a zero-width character was left out.
    breaks: frozenset[int] = frozenset()

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the original of ``text[start:end]``, which may not be empty."""
        if self.origins is None:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1


@lru_cache(maxsize=4096)
def plain(character: str) -> str:
    """The matching form of one character: nothing for what is not seen, ASCII for digits and separators."""
    direct = character.translate(SIMPLE)
    if direct != character:
        return direct
    return "".join(_plain_part(part) for part in unicodedata.normalize("NFKC", character))


def _plain_part(part: str) -> str:
    category = unicodedata.category(part)
    if category in ("Cf", "Mn", "Me"):
        # Zero-width characters, direction marks, variation selectors, combining marks, keycaps.
        return ""
    if category == "Pd":
        return "-"
    if category in ("Zs", "Zl", "Zp"):
        return " "
    digit = unicodedata.digit(part, None)
    return part.translate(SIMPLE) if digit is None else str(digit)


@lru_cache(maxsize=4096)
def _is_raised(character: str) -> bool:
    return unicodedata.decomposition(character).startswith(("<super>", "<sub>", "<fraction>"))


def normalise(text: str) -> Normalised:
    """Return the matching form of ``text`` with its offsets. Linear in the length; never raises.

    NFKC turns full-width, circled and mathematical figures into ASCII ones; every other decimal digit of
    Unicode, every dash, space and dot follows. Characters that are not seen go. A raised figure after a
    digit ("943 476 5919²") becomes a mark, so that it neither lengthens nor hides the number.
    """
    if text.isascii():
        return Normalised(text, None)
    pieces: list[str] = []
    origins = array("q")
    breaks: set[int] = set()
    done = 0
    in_raised = False
    for match in NOT_ASCII.finditer(text):
        at = match.start()
        if at > done:
            pieces.append(text[done:at])
            origins.extend(range(done, at))
            in_raised = False
        done = at + 1
        form = plain(match.group())
        if _is_raised(match.group()):
            in_raised = in_raised or bool(pieces and pieces[-1][-1:].isdigit())
            form = RAISED * len(form) if in_raised else form
        elif form:
            in_raised = False
        if form:
            pieces.append(form)
            origins.extend([at] * len(form))
        elif unicodedata.category(match.group()) == "Cf":
            breaks.add(len(origins))
    pieces.append(text[done:])
    origins.extend(range(done, len(text)))
    return Normalised("".join(pieces), origins, frozenset(breaks))
