"""Case studies that members have sent and that wait for an editor: a line in the one queue."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Min
from django.urls import reverse

from accounts.models import Audience, User
from accounts.services import EDITORS
from cases.models import Submission
from moderation import queue
from moderation.queue import Line


def waiting_submissions(user: User) -> Iterable[Line]:
    """Those of pages that an editor may see: two queries, one for who is none."""
    if not (user.is_superuser or user.groups.filter(name=EDITORS).exists()):
        return []
    sent = Submission.objects.filter(
        state=Submission.State.SENT, page__audience_id__in=Audience.objects.ids_for(user)
    )
    found = sent.order_by().aggregate(count=Count("pk"), since=Min("sent_at"))
    if not found["count"]:
        return []
    return [
        Line(
            "Waiting",
            found["since"],
            "Case studies sent by members",
            reverse("wagtailadmin_home"),
            found["count"],
        )
    ]


def register() -> None:
    """Called from `AppConfig.ready`."""
    queue.register(waiting_submissions)
