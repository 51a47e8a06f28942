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


def words_of(kinds: Iterable[str]) -> str:
    """Kinds in one phrase: "a date of birth and a full postcode"."""
    words = [KIND_WORDS.get(kind, kind) for kind in kinds]
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


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
