"""What wakes the clock: a task that asks to be run again in a minute. Beside it, the worker's own keeping."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from activity import chores
from activity.models import Activity, Delivery, Notification
from activity.tasks import deliver_due
from hub import clock, files, statistics
from hub.models import ClockJob, HubDocument

PERIOD = timedelta(minutes=1)
KEEP_DAYS = 1
KEEP_FAILED_DAYS = 14
LATE = timedelta(minutes=2)
FILES_PERIOD = timedelta(minutes=10)
FILES_A_TURN = 20
CHORES_PERIOD = timedelta(hours=1)


@task()
def tick() -> None:
    """Does what is due by time. The next one is asked for first, so that neither a failure nor a
    worker that is killed stops the clock."""
    keep_ticking(after=PERIOD)
    clock.run_due()


def _waits(path: str) -> bool:
    return DBTaskResult.objects.filter(task_path=path, status=TaskResultStatus.READY).exists()


@transaction.atomic
def keep_ticking(*, after: timedelta = timedelta()) -> None:
    """Sees to it that exactly one tick waits for the worker. Safe to call at any time, from anywhere:
    a second tick that runs finds the first waiting and asks for no other."""
    ClockJob.objects.get_or_create(name="clock", defaults={"next_at": timezone.now()})
    ClockJob.objects.select_for_update().get(name="clock")
    if not _waits(tick.module_path):
        tick.using(run_after=timezone.now() + after).enqueue()


def wake_the_worker() -> None:
    """Has deliveries and mail taken up that are late: their task went with a worker that was killed."""
    late = timezone.now() - LATE
    deliveries = Delivery.objects.due().filter(next_attempt_at__lte=late)
    mail = Notification.objects.filter(mail=Notification.Mail.WAITING, mail_next_at__lte=late)
    if (deliveries.exists() or mail.exists()) and not _waits(deliver_due.module_path):
        deliver_due.enqueue()


def prune_results() -> None:
    """Forgets tasks that are over, and those that were begun by a worker that is gone."""
    call_command(
        "prune_db_task_results",
        queue_name="*",
        min_age_days=KEEP_DAYS,
        failed_min_age_days=KEEP_FAILED_DAYS,
        verbosity=0,
    )
    long_ago = timezone.now() - timedelta(days=KEEP_DAYS)
    DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, started_at__lt=long_ago).delete()
    # Where cron does the work nobody takes these up, and they only say that there is something to do.
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY, task_path=deliver_due.module_path)
    waiting.filter(enqueued_at__lt=long_ago).delete()


@task()
def read_files() -> None:
    """Reads the text of the files that wait for it."""
    files.read_waiting()


def ask_for_reading(activity: Activity) -> None:
    """The handler `hub.files.read`: after a page came out or a file was changed, has the worker read
    what waits. The reading itself is a task, because a handler runs in a transaction."""
    if not activity.verb.startswith("hub.page.") or _waits(read_files.module_path):
        return
    if HubDocument.objects.waiting().exists():
        read_files.enqueue()


def publish_scheduled() -> None:
    """Publishes what is scheduled for now, and takes back what has expired."""
    call_command("publish_scheduled")


def register() -> None:
    """Adds the hub's own jobs to the clock."""
    clock.register("pages.scheduled", publish_scheduled, every=PERIOD)
    clock.register("activity.late", wake_the_worker, every=PERIOD)
    # What was left when a worker was killed or the storage did not answer; a few at a time, because
    # the other jobs wait meanwhile.
    clock.register("files.read", partial(files.read_waiting, FILES_A_TURN), every=FILES_PERIOD)
    clock.register("rooms.chores", chores.do_all, every=CHORES_PERIOD)
    clock.register("tasks.prune", prune_results)
    clock.register("database.statistics", statistics.renew)
