"""The kinds of file that a pack may hold. Each room registers its own; the order counts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Protocol

from hub.packs.errors import PackError
from hub.packs.located import Record
from hub.packs.resolve import Resolver
from hub.packs.source import Source


class Section(Protocol):
    """One kind of file: how it is read, put into the hub, and written out again."""

    name: ClassVar[str]

    def owns(self, file: str) -> bool:
        """Whether a file of the pack is of this kind."""
        ...

    def read(self, source: Source, file: str) -> list[tuple[Record, Any]]:
        """The entries of a file, checked as far as the file alone tells. Raises PackError."""
        ...

    def place(self, entry: Any, resolve: Resolver) -> None:
        """Makes what others may refer to, before anything is filled in."""
        ...

    def write(self, entry: Any, resolve: Resolver) -> bool:
        """Puts an entry into the hub; True when that changed something.

        Raises PackError, ValueError or ValidationError in words; the engine adds file and line.
        """
        ...

    def export(self, resolve: Resolver) -> Iterator[tuple[str, bytes]]:
        """Everything of this kind in the hub, as files."""
        ...


sections: list[Section] = []
LIBRARY = "library"


def register(section: Section, *, after: str = "") -> None:
    """Adds a kind of file at the end, or right after the section of that name. The library stays
    last: what the others have named is what it writes."""
    names = [known.name for known in sections]
    end = names.index(LIBRARY) if LIBRARY in names else len(names)
    sections.insert(names.index(after) + 1 if after else end, section)


def section_for(file: str) -> Section:
    """The section that a file belongs to. Raises PackError for a file of no kind."""
    for section in sections:
        if section.owns(file):
            return section
    raise PackError.at(file, 1, "is in no folder that a content pack knows.")
