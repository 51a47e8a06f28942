"""The one way to a submission that is to be changed: locked, the person's own, and open."""

from __future__ import annotations

from accounts.models import User
from cases.models import Submission


class NotOpen(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """It is with the editors, or decided. `now` is how it stands."""

    def __init__(self, now: Submission) -> None:
        super().__init__(now.get_state_display().lower())
        self.now = now


def locked(submission: Submission, *, by: User) -> Submission:
    """The row as it is now, until the end of the transaction. Raises Submission.DoesNotExist where
    it is not the person's any more."""
    return Submission.objects.select_for_update(of=("self",)).visible_to(by).get(pk=submission.pk)


def open_for(submission: Submission, *, by: User) -> Submission:
    """The same, to write in. Raises NotOpen."""
    now = locked(submission, by=by)
    if not now.is_open:
        raise NotOpen(now)
    return now
