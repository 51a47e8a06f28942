"""What a reading gives: the pages' text, and where it may tell of a patient."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Literal

State = Literal["waiting", "read", "empty", "failed", "refused"]

#: Between two pages, in a text that is kept as one.
PAGE_BREAK = "\f"


class UnreadableError(Exception):
    """A file cannot be read; the message says why, in a sentence for people."""


class DangerousError(UnreadableError):
    """A file must not be opened."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What may identify a patient: its kind and the page, never the text itself.

    `page` counts from 1; 0 stands for the file's name, title and properties.
    """

    page: int
    kind: str
    certain: bool

    @property
    def place(self) -> str:
        """In words: "on page 4"."""
        return f"on page {self.page}" if self.page else "in its name or properties"


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file as it was read. `error` is a sentence for people, "" where all is well; a file that
    was read in part says so there and is still "read"."""

    state: State
    # Not in repr(): no log and no error report may quote a file.
    pages: tuple[str, ...] = field(default=(), repr=False)
    error: str = ""
    dangerous: bool = False
    found: tuple[Suspicion, ...] = ()

    @property
    def text(self) -> str:
        """All pages as one text."""
        return PAGE_BREAK.join(self.pages)

    @property
    def certain(self) -> tuple[Suspicion, ...]:
        """What surely identifies a patient."""
        return tuple(one for one in self.found if one.certain)

    @property
    def doubtful(self) -> tuple[Suspicion, ...]:
        """What a person has to look at."""
        return tuple(one for one in self.found if not one.certain)

    def to_json(self) -> str:
        """As the process prints it, in ASCII."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> ReadFile:
        """The reverse of `to_json`. Raises ValueError for anything else."""
        try:
            said = json.loads(text)
            found = tuple(
                Suspicion(int(one["page"]), str(one["kind"]), bool(one["certain"])) for one in said["found"]
            )
            pages = tuple(str(page) for page in said["pages"])
            return cls(said["state"], pages, str(said["error"]), bool(said["dangerous"]), found)
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError("the answer of the reading process is not complete") from error
