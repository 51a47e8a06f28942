"""What changed between two versions of a guide, part by part, in words that were put in or taken out.

Sentences and lines are matched with `difflib.SequenceMatcher` (Ratcliff and Obershelp, 1988); within
a pair that is alike, so are the words. No query, no HTML: the template draws what is returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal

from django.db import models
from django.utils.formats import date_format
from wagtail.fields import RichTextField, StreamField

from cases.lines import lines
from cases.models.guide import InterventionGuide, Recommendation
from cases.passages import passages
from cases.snapshot import own_names

# Below this likeness two texts are shown whole, one taken out and one put in.
ALIKE = 0.4
# Texts of more words are not compared word by word: the work grows with the square.
LONGEST = 1_500
# Numbered steps keep their number: it is what people call them by.
NUMBERED = {"card"}
# The number stands in the heading, the note and the approval above the differences.
NOT_A_PART = {"version", "change_note"}
HEADINGS = {"measures_and_harms": "Measures and harms", "escalation": "When to get help"}

Kind = Literal["same", "added", "removed"]


@dataclass(frozen=True, slots=True)
class Span:
    """Words that stayed, came or went."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One line or sentence that is not as it was. `label` says which ("Step 5")."""

    kind: Literal["added", "removed", "changed"]
    spans: tuple[Span, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the guide with what changed in it. Parts without a change are left out."""

    heading: str
    changes: tuple[Change, ...]


def differences(before: InterventionGuide, after: InterventionGuide) -> list[Part]:
    """The parts that changed, in the order in which the guide's fields stand."""
    parts = []
    for name in own_names():
        if name in NOT_A_PART:
            continue
        field = InterventionGuide._meta.get_field(name)
        found = _changes(
            _texts(field, before), _texts(field, after), label="Step {}" if name in NUMBERED else ""
        )
        if found:
            parts.append(Part(_heading(field), tuple(found)))
    rows = _recommendations(list(before.recommendations.all()), list(after.recommendations.all()))
    if rows:
        parts.append(Part("Recommendations", tuple(rows)))
    return parts


def _heading(field: Any) -> str:
    words = HEADINGS.get(field.name) or str(field.verbose_name)
    return words[:1].upper() + words[1:]


def _texts(field: Any, guide: models.Model) -> list[str]:
    """A field's value as lines or sentences that can be compared."""
    value = field.value_from_object(guide)
    if not value:
        return []
    if isinstance(field, StreamField):
        return passages(str(value))
    if isinstance(field, RichTextField):
        return passages(value)
    if field.choices:
        return [str(dict(field.flatchoices).get(value, value))]
    if isinstance(field, models.DateField):
        return [date_format(value)]
    return lines(str(value))


def _changes(before: Sequence[str], after: Sequence[str], *, label: str = "") -> list[Change]:
    """What is not the same in two lists of texts; what stayed is not repeated."""
    found: list[Change] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        for step, (old, new) in enumerate(zip_longest(before[a:b], after[c:d])):
            place = (c if new is not None else a) + step + 1
            found += _pair(old, new, label.format(place) if label else "")
    return found


def _pair(old: str | None, new: str | None, label: str = "") -> list[Change]:
    """One text in the place of another: the words that changed, or both whole where little is left."""
    if old is not None and new is not None:
        spans = compare_words(old, new)
        kept = sum(len(span.text) for span in spans if span.kind == "same")
        if 2 * kept >= ALIKE * (len(old) + len(new)):
            return [Change("changed", tuple(spans), label)]
    found = []
    if old is not None:
        found.append(Change("removed", (Span("removed", old),), label))
    if new is not None:
        found.append(Change("added", (Span("added", new),), label))
    return found


def compare_words(old: str, new: str) -> list[Span]:
    """Two texts as the words that stayed, went and came, in reading order. Joined by blanks, those
    that stayed and went give the old text, those that stayed and came the new one."""
    a, b = old.split(), new.split()
    if len(a) + len(b) > LONGEST:
        return [Span("removed", old), Span("added", new)]
    spans: list[Span] = []
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag == "equal":
            spans.append(Span("same", " ".join(a[i:j])))
            continue
        if i < j:
            spans.append(Span("removed", " ".join(a[i:j])))
        if k < m:
            spans.append(Span("added", " ".join(b[k:m])))
    return spans


def _recommendations(before: list[Recommendation], after: list[Recommendation]) -> list[Change]:
    """Recommendations matched by their words, so that moving one is no change."""
    matches = _matches([row.text for row in before], [row.text for row in after])
    found: list[Change] = []
    for index, row in enumerate(after):
        old = before[matches[index]] if index in matches else None
        found += _row_changes(old, row, f"Recommendation {index + 1}")
    gone = set(range(len(before))) - set(matches.values())
    for index in sorted(gone):
        found += _pair(_as_text(before[index]), None, f"Recommendation {index + 1} of before")
    return found


def _matches(before: list[str], after: list[str]) -> dict[int, int]:
    """For each text of `after` that has one, the place of its like in `before`: the same words
    first, then what is most alike. Each text of `before` is taken once."""
    found: dict[int, int] = {}
    left = dict(enumerate(before))
    for exact in (True, False):
        for index, text in enumerate(after):
            likeness = {place: _likeness(old, text) for place, old in left.items() if index not in found}
            best = max(likeness, key=lambda place: likeness[place], default=None)
            if best is not None and likeness[best] >= (1 if exact else ALIKE):
                found[index] = best
                del left[best]
    return found


def _likeness(old: str, new: str) -> float:
    """From 0 to 1, where 1 is the same words in the same order."""
    return SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio()


def _as_text(row: Recommendation) -> str:
    return f"{row.get_strength_display()}: {row.text}"


def _row_changes(old: Recommendation | None, new: Recommendation, label: str) -> list[Change]:
    """What changed in one recommendation: its words first, then what it stands on."""
    if old is None:
        return _pair(None, _as_text(new), label)
    found = _pair(_as_text(old), _as_text(new), label) if _as_text(old) != _as_text(new) else []
    for name in ("evidence", "source", "checked_on", "rationale"):
        field = Recommendation._meta.get_field(name)
        found += [
            Change(each.kind, each.spans, f"{label}, {field.verbose_name!s}")  # type: ignore[union-attr]
            for each in _changes(_texts(field, old), _texts(field, new))
        ]
    return found
