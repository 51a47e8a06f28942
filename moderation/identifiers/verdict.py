"""What the check answers: findings in the writer's own text, and the verdict they add up to."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Kind = Literal["nhs-number", "hospital-number", "date-of-birth", "postcode", "patient-name", "gestation"]
Certainty = Literal["certain", "doubtful"]
Decision = Literal["refuse", "hold", "pass"]

#: The order in which kinds are told, the gravest first.
KINDS: tuple[Kind, ...] = (
    "nhs-number",
    "hospital-number",
    "date-of-birth",
    "postcode",
    "patient-name",
    "gestation",
)


class Found(NamedTuple):
    """One match, in offsets of the normalised text."""

    kind: Kind
    start: int
    end: int
    certain: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One match, in offsets of the text as it was written: ``written[start:end] == text``."""

    kind: Kind
    start: int
    end: int
    # Kept out of repr(), so that a log line or a traceback cannot carry an identifier away.
    text: str = field(repr=False)
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Verdict:
    """``refuse`` when anything is certain, ``hold`` when anything is doubtful, else ``pass``."""

    verdict: Decision
    kinds: tuple[Kind, ...]
    findings: tuple[Finding, ...]


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """Add findings up. Kinds come once each, in the order of ``KINDS``; findings in that of the text."""
    ordered = tuple(sorted(findings, key=lambda finding: (finding.start, finding.end, finding.kind)))
    present = {finding.kind for finding in ordered}
    kinds = tuple(kind for kind in KINDS if kind in present)
    if any(finding.certainty == "certain" for finding in ordered):
        return Verdict("refuse", kinds, ordered)
    return Verdict("hold" if ordered else "pass", kinds, ordered)
