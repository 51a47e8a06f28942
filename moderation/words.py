"""How the kinds of identifiers are called when we speak to a writer or a moderator."""

from __future__ import annotations

from collections.abc import Iterable

from moderation.identifiers import Finding

KIND_WORDS = {
    "nhs-number": "an NHS number",
    "hospital-number": "a hospital number",
    "date-of-birth": "a date of birth",
    "postcode": "a full postcode",
    "patient-name": "the name of a patient",
    "gestation": "a gestation with a date and a place",
}

# What is not about the text as such, but about who wrote it and how.
WRITER_WORDS = {
    "first-post": "First post of a new member",
    "many-links": "Many links from a new member",
    "watched-word": "A word that moderators watch for",
}


def words_of(kinds: Iterable[str]) -> str:
    """What the text may hold, in one phrase: "a date of birth and a full postcode". Empty where it
    waits for another reason."""
    words = [KIND_WORDS.get(kind, kind) for kind in kinds if kind not in WRITER_WORDS]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


def why_held(kinds: Iterable[str]) -> str:
    """Why something waits: "May hold a full postcode. First post of a new member"."""
    kinds = tuple(kinds)
    text = words_of(kinds)
    reasons = [f"May hold {text}"] if text else []
    return ". ".join([*reasons, *(WRITER_WORDS[kind] for kind in kinds if kind in WRITER_WORDS)])


def refusal(finding: Finding, *, then: str = "Take it out and send again. Nothing was saved.") -> str:
    """What a writer reads when something surely identifies a patient. Shown to nobody else.
    `then` says what to do about it, and what of it was kept."""
    return f"We found what looks like {KIND_WORDS[finding.kind]}: “{_short(finding)}”. {then}"


def doubt(finding: Finding, *, then: str = "Nothing was saved yet.") -> str:
    """What a writer reads when something may identify a patient. Shown to nobody else."""
    return f"This may be {KIND_WORDS[finding.kind]}: “{_short(finding)}”. {then}"


def _short(finding: Finding) -> str:
    """The very words, on one line."""
    return " ".join(finding.text.split())[:120]
