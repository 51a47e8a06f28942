"""What can be wrong with a pack, each with its file and line."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class PackFault:
    """One fault: where, and what to do about it."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.message}" if self.file else self.message


class PackError(Exception):
    """A pack that cannot be imported. Nothing of it was kept."""

    def __init__(self, faults: list[PackFault]) -> None:
        self.faults = sorted(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))

    @classmethod
    def at(cls, file: str, line: int, message: str) -> PackError:
        """A pack with one fault."""
        return cls([PackFault(file, line, message)])
