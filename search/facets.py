"""The facets that a search can be narrowed by, with their headings, in the order they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from search.engines import Counted

HEADINGS = {
    "intervention": "Intervention",
    "outcome": "Outcome",
    "wave": "Wave",
    "trust": "Trust",
    "network": "Network",
    "forum": "Forum",
    "year": "Year",
}
MOST_OPTIONS = 30  # of one group, those with the most results; the others can be typed: trust:fenmere
OPEN_GROUPS = 3  # the others are folded, unless something in them is chosen


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that is chosen. Its label is the value itself where the reader may see nothing
    that has it: a label may be the title of what is not theirs."""

    name: str
    value: str
    label: str


def groups(counted: Iterable[Counted], chosen: Iterable[Choice]) -> list[dict[str, Any]]:
    """The groups as the fragment `_facets.html` takes them; a chosen value always shows."""
    chosen = list(chosen)
    found: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in HEADINGS}
    for row in counted:
        options = found.setdefault(row.name, {})
        if len(options) < MOST_OPTIONS or Choice(row.name, row.value, row.label) in chosen:
            options[row.value] = {"value": row.value, "label": row.label, "count": row.count}
    for choice in chosen:
        empty = {"value": choice.value, "label": choice.label, "count": 0}
        found.setdefault(choice.name, {}).setdefault(choice.value, empty)["checked"] = True
    filled = [(name, list(options.values())) for name, options in found.items() if options]
    names = {choice.name for choice in chosen}
    return [
        {
            "name": name,
            "label": HEADINGS.get(name, name.capitalize()),
            "open": place < OPEN_GROUPS or name in names,
            "options": options,
        }
        for place, (name, options) in enumerate(filled)
    ]


def chosen_values(asked: Mapping[str, frozenset[str]]) -> list[tuple[str, str]]:
    """What is asked for as pairs of name and value, in the order of the headings."""
    return [(name, value) for name in HEADINGS for value in sorted(asked.get(name, ()))]
