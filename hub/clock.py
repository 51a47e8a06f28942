"""The clock: work that is due by time, and not because somebody did something.

Rooms register jobs in `AppConfig.ready`, as they register handlers of activity. A job is a
function without arguments that may run twice and do no harm. Whoever moves a job's time on in the
database does it, so any number of workers can keep the same clock. Nothing here knows what wakes
it: a task that asks to be run again in a minute (hub.tasks), or cron (`manage.py tick`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from hub.models import ClockJob

logger = logging.getLogger(__name__)

# A job that was begun and never ended, because its worker was killed, is begun again after this.
LEASE = timedelta(minutes=10)
AFTER_A_FAILURE = timedelta(minutes=5)
# The tick comes each minute, a little late; without this a job of every minute would miss each second one.
SLACK = timedelta(seconds=15)
MORNING = 7  # by the hub's own time zone: mail of the day arrives before work, not in the night


@dataclass(frozen=True, slots=True)
class Job:
    """One job. Without `every` it is a daily one, in the morning."""

    name: str
    work: Callable[[], object]
    every: timedelta | None

    def next_after(self, now: datetime) -> datetime:
        """When it is due again after it was done."""
        if self.every:
            return now + self.every - SLACK
        local = timezone.localtime(now)
        morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0)
        return morning if morning > local else morning + timedelta(days=1)


jobs: dict[str, Job] = {}


def register(name: str, work: Callable[[], object], *, every: timedelta | None = None) -> None:
    """Adds a job, in the order in which they run: every so often, or daily in the morning."""
    jobs[name] = Job(name, work, every)


def _claim(job: Job, now: datetime) -> bool:
    """Takes a job for this process alone; False where it is not due, or another has it."""
    ClockJob.objects.get_or_create(name=job.name, defaults={"next_at": now})
    due = ClockJob.objects.filter(name=job.name, next_at__lte=now)
    return bool(due.update(next_at=now + LEASE))


def _do(job: Job) -> bool:
    """Does a job, and keeps why it failed: the others go on."""
    error = ""
    try:
        job.work()
    except Exception as failure:  # a job may fail in any way; it is tried again
        logger.exception("The clock's job %s failed", job.name)
        error = f"{type(failure).__name__}: {failure}"[:1_000]
    now = timezone.now()
    next_at = now + min(AFTER_A_FAILURE, job.every or AFTER_A_FAILURE) if error else job.next_after(now)
    ClockJob.objects.filter(name=job.name).update(next_at=next_at, ran_at=now, last_error=error)
    return not error


def run_due() -> tuple[list[str], list[str]]:
    """Does every job that is due; returns the names of those done, and of those that failed."""
    done: list[str] = []
    failed: list[str] = []
    for job in jobs.values():
        if _claim(job, timezone.now()):
            (done if _do(job) else failed).append(job.name)
    return done, failed


def reasons() -> list[str]:
    """Why jobs failed when they last ran."""
    rows = ClockJob.objects.exclude(last_error="").order_by("name")
    return [f"{row.name}: {row.last_error}" for row in rows]
