"""What may answer a question before it is asked: pages and topics, and teams that have done it.

Other rooms add what they know of, through `register`: the forums know no guides.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from accounts.models import User
from search.answering import may_answer
from search.asking import kinds
from search.models import SearchEntry

KINDS = ("guide", "case-study", "topic")
MOST = 4
SHORTEST_TITLE = 10  # letters: before that a title says too little


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that may answer: its kind in a word, where it is, and a line below it."""

    kind: str
    title: str
    url: str
    note: str = ""


Offering = Callable[[Sequence[SearchEntry], User], list[Offer]]
_offerings: list[Offering] = []


def register(offering: Offering) -> None:
    """Adds offers that follow from what was found. They come after it."""
    _offerings.append(offering)


def offers_for(title: str, asker: User) -> list[Offer]:
    """What may answer a question with this title, as far as the asker may see it."""
    if len(title.strip()) < SHORTEST_TITLE:
        return []
    entries = _once(may_answer(title, asker, kinds=KINDS, most=MOST + len(KINDS)))[:MOST]
    found = [Offer(kinds()[entry.kind].label, entry.title, entry.path, _note(entry)) for entry in entries]
    return found + [offer for offering in _offerings for offer in offering(entries, asker)]


def _once(entries: Sequence[SearchEntry]) -> list[SearchEntry]:
    """Each title once: the topic of a page has the page's own."""
    first: dict[str, SearchEntry] = {}
    for entry in entries:
        first.setdefault(entry.title, entry)
    return list(first.values())


def _note(entry: SearchEntry) -> str:
    """How far it is, and the line that stands below it in a search."""
    return ". ".join(part for part in (entry.status, entry.meta) if part)
