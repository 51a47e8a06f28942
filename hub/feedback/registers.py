"""What feedback adds to the rest of the house, when every app is ready."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Min
from django.urls import reverse

from accounts.models import User
from activity import senders, words
from hub.feedback import mail, services
from hub.models import Feedback
from moderation import queue
from moderation.queue import Line


def waiting_words(user: User) -> Iterable[Line]:
    """What readers said of pages that a person looks after: one query."""
    found = Feedback.objects.visible_to(user).waiting().order_by()
    said = found.aggregate(count=Count("pk"), since=Min("created_at"))
    if not said["count"]:
        return []
    return [
        Line("Waiting", said["since"], "What readers said of pages", reverse("feedback:queue"), said["count"])
    ]


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    senders.register("hub.feedback", mail.SENDER)
    words.register(services.WRONG, "a reader says that something is wrong with")
    words.register(services.WORDS, "a reader wrote about")
    words.register(services.ANSWERED, "answered a reader of")
    words.register(services.DISMISSED, "put aside what a reader said of")
    queue.register(waiting_words)
