"""What changed between two versions of a guide, part by part, in words that were put in or taken out.

Sentences and lines are matched with `difflib.SequenceMatcher` (Ratcliff and Obershelp, 1988); within
a pair that is alike, so are the words. No query, no HTML: the template draws what is returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
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
LIKE_WORDS = 100
# Of more pairs than this, only equal texts are matched.
MOST_PAIRS = 2_500
# Numbered steps keep their number: it is what people call them by.
NUMBERED = {"card"}
# The number and the note stand above the differences.
NOT_A_PART = {"version", "change_note"}
# What people are to do comes first; who checked it, and when, comes last.
FIRST = ("card_intro", "card", "do", "do_not")
LAST = ("status", "approved_by", "approved_on", "reviewed_by", "reviewed_on", "next_review", "licence")
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

    kind: Literal["added", "removed", "changed", "moved"]
    spans: tuple[Span, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the guide with what changed in it. Parts without a change are left out."""

    heading: str
    changes: tuple[Change, ...]


def differences(before: InterventionGuide, after: InterventionGuide) -> list[Part]:
    """The parts that changed: what to do, the recommendations, the rest in the order of the guide's
    fields, and how it was checked."""
    names = [name for name in own_names() if name not in NOT_A_PART]
    told = [name for name in names if name not in FIRST + LAST]
    rows = _recommendations(list(before.recommendations.all()), list(after.recommendations.all()))
    found = [
        *(_part(name, before, after) for name in FIRST),
        Part("Recommendations", tuple(rows)),
        *(_part(name, before, after) for name in told),
        _checked(before, after),
    ]
    return [part for part in found if part.changes]


def _part(name: str, before: InterventionGuide, after: InterventionGuide) -> Part:
    field = InterventionGuide._meta.get_field(name)
    label = "Step {}" if name in NUMBERED else ""
    found = _changes(_texts(field, before), _texts(field, after), label=label)
    return Part(_heading(field), tuple(found))


def _checked(before: InterventionGuide, after: InterventionGuide) -> Part:
    """Status, approval and review in one part, each a value in the place of another."""
    found: list[Change] = []
    for name in LAST:
        field = InterventionGuide._meta.get_field(name)
        old, new = " ".join(_texts(field, before)), " ".join(_texts(field, after))
        found += _value(old, new, _heading(field))
    return Part("Approval and review", tuple(found))


def _value(old: str, new: str, label: str) -> list[Change]:
    """One value in the place of another, both whole."""
    if old == new:
        return []
    spans = tuple(Span(kind, text) for kind, text in (("removed", old), ("added", new)) if text)  # type: ignore[arg-type]
    return [Change("changed" if old and new else spans[0].kind, spans, label)]  # type: ignore[arg-type]


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
        matches = _matches(before[a:b], after[c:d])
        gone = [a + place for place in range(b - a) if place not in matches.values()]
        found += [change for place in gone for change in _pair(before[place], None, label.format(place + 1))]
        for place, text in enumerate(after[c:d]):
            old = before[a + matches[place]] if place in matches else None
            found += _pair(old, text, label.format(c + place + 1))
    return found


def _pair(old: str | None, new: str | None, label: str = "") -> list[Change]:
    """One text in the place of another: the words that changed, or both whole where little is left."""
    if old and new and old.split() == new.split():
        return [Change("moved", (Span("same", new),), label)] if label else []
    if old and new:
        spans = compare_words(old, new)
        kept = sum(len(span.text) for span in spans if span.kind == "same")
        if 2 * kept >= ALIKE * (len(old) + len(new)):
            return [Change("changed", tuple(spans), label)]
    found = []
    if old:
        found.append(Change("removed", (Span("removed", old),), label))
    if new:
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


def _matches(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """For each text of `after` that has one, the place of its like in `before`: the same words
    first, then what is most alike. Each text of `before` is taken once."""
    found: dict[int, int] = {}
    left = dict(enumerate(before))
    for index, text in enumerate(after):
        same = next((place for place, old in left.items() if old.split() == text.split()), None)
        if same is not None:
            found[index] = same
            del left[same]
    if len(left) * len(after) > MOST_PAIRS:
        return found
    for index, text in enumerate(after):
        likeness = {place: _likeness(old, text) for place, old in left.items() if index not in found}
        best = max(likeness, key=lambda place: likeness[place], default=None)
        if best is not None and likeness[best] >= ALIKE:
            found[index] = best
            del left[best]
    return found


def _likeness(old: str, new: str) -> float:
    """From 0 to 1, where 1 is the same words in the same order; of long texts by their beginnings."""
    a, b = old.split()[:LIKE_WORDS], new.split()[:LIKE_WORDS]
    return SequenceMatcher(None, a, b, autojunk=False).ratio()


def _as_text(row: Recommendation) -> str:
    return f"{row.get_strength_display()}: {row.text}"


def _row_changes(old: Recommendation | None, new: Recommendation, label: str) -> list[Change]:
    """What changed in one recommendation: its words first, then what it stands on."""
    if old is None:
        return _pair(None, _as_text(new), label)
    found = _pair(_as_text(old), _as_text(new), label) if _as_text(old) != _as_text(new) else []
    for name in ("evidence", "identifier", "source", "checked_on", "rationale"):
        field = Recommendation._meta.get_field(name)
        before, after = " ".join(_texts(field, old)), " ".join(_texts(field, new))
        if before != after:
            words = f"{label}, {field.verbose_name!s}"
            found += _pair(before, after, words) if name == "rationale" else _value(before, after, words)
    return found
