"""What feedback adds to the rest of the house, when every app is ready."""

from __future__ import annotations

from activity import senders, words
from hub.feedback import mail, services


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    senders.register("hub.feedback", mail.SENDER)
    words.register(services.WRONG, "a reader says that something is wrong with")
    words.register(services.WORDS, "a reader wrote about")
    words.register(services.ANSWERED, "answered a reader of")
    words.register(services.DISMISSED, "put aside what a reader said of")
