"""One thing to mend."""

from __future__ import annotations

from dataclasses import dataclass

# What Wagtail's own checker finds too, in the preview beside the form; there it is not said twice.
WAGTAILS = frozenset({"heading", "picture"})


@dataclass(frozen=True, slots=True)
class Finding:
    """What is to be mended: `kind` is one of reading, heading, picture, link and summary; `words`
    say it to the editor."""

    kind: str
    words: str


def quoted(text: str, longest: int = 60) -> str:
    """A text as a finding names it, cut where it is long."""
    return f"“{text if len(text) <= longest else text[:longest].rstrip() + '…'}”"
