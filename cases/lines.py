"""Short lists that an editor writes as lines of text: "one on each line"."""

from __future__ import annotations

from django.core.exceptions import ValidationError


def lines(text: str) -> list[str]:
    """The lines that are not empty, in order."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def at_most_three_lines(text: str) -> None:
    """A validator: three lines is what a reader takes in at a glance."""
    count = len(lines(text))
    if count > 3:
        raise ValidationError(f"Write three lines at most; these are {count}.")
