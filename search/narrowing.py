"""What a room above can narrow a search by for one reader: units like theirs.

Search knows which trust a thing is of, and nothing about trusts. A room that can compare them
registers from `AppConfig.ready`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User


@dataclass(frozen=True, slots=True)
class Alike:
    """Units like the reader's own: `label` is what the reader chooses, `hint` what it means, and
    `trusts` the values of the facet `trust` that it stands for."""

    label: str
    hint: str
    trusts: frozenset[str]


Compare = Callable[[User], Alike | None]
_compare: list[Compare] = []


def register(compare: Compare) -> None:
    """Sets what compares units: one query or two, and None where there is nothing to compare."""
    _compare[:] = [compare]


def alike_for(user: object) -> Alike | None:
    """The units like a member's own."""
    return _compare[0](user) if _compare and isinstance(user, User) else None
