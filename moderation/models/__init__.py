"""What waits for moderators, what they have at hand, and what they did."""

from moderation.models.audit import AppendOnlyError, AuditEntry
from moderation.models.hold import Hold, HoldQuerySet
from moderation.models.measures import ReasonTemplate, Sanction, SecondOpinion, WatchedWord
from moderation.models.report import Report

__all__ = [
    "AppendOnlyError",
    "AuditEntry",
    "Hold",
    "HoldQuerySet",
    "ReasonTemplate",
    "Report",
    "Sanction",
    "SecondOpinion",
    "WatchedWord",
]
