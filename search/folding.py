"""Text as it is compared: without accents, control characters and punctuation."""

from __future__ import annotations

import re
import unicodedata

# What neither engine can store, or what marks a hit in a text on its way to the page.
_NOT_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def clean(text: str) -> str:
    """Text with a space for each control character, lone surrogate and non-character, and with
    its accents composed (NFC)."""
    if text.isascii() and text.isprintable():
        return text
    text = _NOT_TEXT.sub(" ", text)
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _folded(character: str) -> str:
    """One character for one: its base letter in lower case, or a space for what is no letter
    or digit."""
    base = unicodedata.normalize("NFKD", character)[0]
    lower = base.lower() if base.isalnum() else " "
    return lower if len(lower) == 1 else base


class _Folds(dict[int, str]):
    """The fold of each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _folded(chr(code))
        return folded


_folds = _Folds()


def fold(text: str) -> str:
    """Text as words of plain letters with spaces between; exactly as long as it was.

    "Hypoglycémie, 8.1%" becomes "hypoglycemie  8 1 ". Because no character is added or lost, a
    place in the folded text is the same place in the original.
    """
    return text.translate(_folds)
