"""How near two words are, and the keys by which near ones are found.

Symmetric deletion (W. Garbe, "1000x faster spelling correction", 2012): two words that differ by few
letters become the same when a few letters are taken out of each. So each known word is kept with
what is left of it, a typed word is looked up by what is left of it, and no word needs to be compared
with all the others. Only the first letters make keys; the whole words are compared in the end.
"""

from __future__ import annotations

from itertools import combinations

SHORTEST = 4  # letters of a word that is spelled; below, too many words are near
LONGEST = 30
PREFIX = 7  # letters that make keys
TWO_FROM = 6  # letters of a word in which two may be wrong


def most_edits(word: str) -> int:
    """How many letters of a word may be wrong."""
    if len(word) < SHORTEST:
        return 0
    return 1 if len(word) < TWO_FROM else 2


def keys_of(word: str) -> set[str]:
    """What is left of a word's first letters when as many are taken out as may be wrong."""
    beginning = word[:PREFIX]
    return {
        "".join(letters)
        for taken in range(most_edits(word) + 1)
        for letters in combinations(beginning, len(beginning) - taken)
    }


def distance(one: str, other: str, most: int) -> int:
    """How many letters must be put in, taken out, changed or swapped with their neighbour to make
    one word of another; `most` + 1 where it is more.

    Damerau-Levenshtein in the form of optimal string alignment: no piece is changed twice.
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for place, letter in enumerate(one, 1):
        last_but_one, before, row = before, row, [place]
        for index, against in enumerate(other, 1):
            cost = min(before[index] + 1, row[-1] + 1, before[index - 1] + (letter != against))
            swapped = index > 1 and place > 1 and letter == other[index - 2] and one[place - 2] == against
            row.append(min(cost, last_but_one[index - 2] + 1) if swapped else cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
