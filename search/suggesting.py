"""What a reader may mean while they are still typing."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import Audience
from search.asking import kinds
from search.engines import get_engine
from search.finding import Reader, visible_entries
from search.folding import clean

MOST = 6
SHORTEST = 2  # characters: one says too little
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One thing whose title begins to say what is typed."""

    title: str
    kind: str
    url: str


def suggestions(typed: str, user: Reader) -> list[Suggestion]:
    """What the reader may see and whose title has the words, the best first. Each thing is read
    again through its own `visible_to`: one query for each kind."""
    beginning = clean(typed[:LONGEST]).strip()
    if len(beginning) < SHORTEST:
        return []
    # A few more than are shown: the index may be a moment behind.
    ids = get_engine().suggest(beginning, Audience.objects.ids_for(user), most=2 * MOST)
    named = kinds()
    return [
        Suggestion(entry.title, named[entry.kind].label, entry.path)
        for entry in visible_entries(ids, user)[:MOST]
    ]
