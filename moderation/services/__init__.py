"""Verbs of moderation. Each act of a moderator is written into the audit log in its transaction."""

from moderation.services.audit import write
from moderation.services.ground import lay_ground
from moderation.services.holds import AlreadyDecided, forget, hold, move_waiting, reject, release
from moderation.services.opinions import answer_opinion, ask_opinion
from moderation.services.people import Reason, lift, message, suspend, warn, write_to
from moderation.services.reports import dismiss, report, uphold

__all__ = [
    "AlreadyDecided",
    "Reason",
    "answer_opinion",
    "ask_opinion",
    "dismiss",
    "forget",
    "hold",
    "lay_ground",
    "lift",
    "message",
    "move_waiting",
    "reject",
    "release",
    "report",
    "suspend",
    "uphold",
    "warn",
    "write",
    "write_to",
]
