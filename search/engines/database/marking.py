"""Puts the marks that were made in a folded text into the text itself."""

from __future__ import annotations

from search.engines import END, HIT
from search.folding import fold

_NO_MARKS = {ord(HIT): None, ord(END): None}


def restore(text: str, marked: str) -> str:
    """The piece of `text` that `marked` is the folded form of, with the marks in it.

    Folding keeps every character's place, so the piece is found by its place. Points of omission
    stand where the piece begins or ends inside the text. A piece that is not found in the text
    comes back as it is.
    """
    plain = marked.translate(_NO_MARKS)
    start = fold(text).find(plain)
    if start < 0:
        return marked
    piece, place = [], start
    for character in marked:
        if character in (HIT, END):
            piece.append(character)
        else:
            piece.append(text[place])
            place += 1
    before = "…" if text[:start].strip() else ""
    after = "…" if fold(text[place:]).strip() else ""
    return before + "".join(piece).strip() + after
