"""The clock: what is due by time is done once, by whoever comes first, and goes on after a failure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from activity.models import Activity, Delivery, Notification
from activity.services import follow
from hub import clock, tasks
from hub.models import ClockJob, NewsIndexPage, NewsPage
from search.models import SearchEntry
from tests import factories
from tests.factories import Cast
from tests.mailbox import Mailbox
from tests.worker import work

pytestmark = pytest.mark.django_db(transaction=True)

START = datetime(2026, 11, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> dict[str, clock.Job]:
    """A clock without the hub's own jobs."""
    monkeypatch.setattr(clock, "jobs", {})
    return clock.jobs


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    """A morning in November; tests move it on."""
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def ticks() -> int:
    """How many ticks wait for the worker."""
    return DBTaskResult.objects.filter(task_path="hub.tasks.tick", status="READY").count()


def test_a_page_scheduled_for_a_minute_ahead_goes_live_and_is_told(
    cast: Cast, now: time_machine.Traveller, mailbox: Mailbox, client: Client
) -> None:
    follow(cast.amina, factories.home())
    follow(cast.amina, NewsIndexPage.objects.get())
    page = factories.publish(
        NewsPage(title="Out at nine", slug="out-at-nine"), NewsIndexPage.objects.get(), live=False
    )
    page.first_published_at = None
    page.go_live_at = timezone.now() + timedelta(minutes=1)
    page.save_revision(user=cast.ella).publish()
    tasks.keep_ticking()
    work()
    assert client.get("/news/out-at-nine/").status_code == 404
    assert ticks() == 1

    now.shift(timedelta(seconds=61))
    work()

    assert client.get("/news/out-at-nine/").status_code == 200
    assert "Out at nine" in client.get("/news/feed.rss").text
    assert SearchEntry.objects.filter(title="Out at nine").exists()
    told = Activity.objects.get(verb="hub.page.published", object_id=page.pk)
    assert told.actor == cast.ella
    assert mailbox.to("amina@example.org")[0]["Subject"].endswith("Out at nine")
    assert ticks() == 1

    page.refresh_from_db()
    page.expire_at = timezone.now() + timedelta(minutes=1)
    page.save_revision().publish()
    now.shift(timedelta(minutes=2))
    work()
    assert client.get("/news/out-at-nine/").status_code == 404
    assert not Activity.objects.visible_to(cast.amina).about(page).exists()


def test_a_job_runs_when_it_is_due_and_not_before(only: dict, now: time_machine.Traveller) -> None:
    ran: list[datetime] = []
    clock.register("each-minute", lambda: ran.append(timezone.now()), every=timedelta(minutes=1))
    for _ in range(3):
        clock.run_due()
    assert len(ran) == 1
    for _ in range(5):
        now.shift(timedelta(seconds=60))
        clock.run_due()
    assert len(ran) == 6


def test_a_daily_job_runs_in_the_morning_on_both_sides_of_the_clock_change(
    only: dict, now: time_machine.Traveller
) -> None:
    ran: list[str] = []
    clock.register("daily", lambda: ran.append(f"{timezone.localtime():%d %H:%M}"))
    now.move_to(datetime(2026, 10, 24, 12, 0, tzinfo=UTC))
    for _ in range(3 * 24 * 2):
        clock.run_due()
        now.shift(timedelta(minutes=30))
    assert ran == ["24 13:00", "25 07:00", "26 07:00", "27 07:00"]


def test_a_failure_is_kept_tried_again_and_stops_nothing(only: dict, now: time_machine.Traveller) -> None:
    ran: list[str] = []

    def fails() -> None:
        ran.append("fails")
        raise OSError("the disk is full")

    clock.register("fails", fails)
    clock.register("works", lambda: ran.append("works"))
    assert clock.run_due() == (["works"], ["fails"])
    assert clock.reasons() == ["fails: OSError: the disk is full"]
    now.shift(timedelta(minutes=6))
    with pytest.raises(CommandError, match="the disk is full"):
        call_command("tick")
    assert ran == ["fails", "works", "fails"]


def test_one_clock_however_often_it_is_started(only: dict, now: time_machine.Traveller) -> None:
    ran: list[int] = []
    clock.register("each-minute", lambda: ran.append(1), every=timedelta(minutes=1))
    for _ in range(3):
        tasks.keep_ticking()
    assert ticks() == 1
    tasks.tick.enqueue()  # a second chain, however it came to be
    work()
    assert ticks() == 1
    for _ in range(3):
        now.shift(timedelta(seconds=61))
        work()
    assert len(ran) == 4
    assert ticks() == 1


def test_a_killed_worker_takes_neither_clock_nor_job_with_it(only: dict, now: time_machine.Traveller) -> None:
    ran: list[int] = []
    clock.register("each-minute", lambda: ran.append(1), every=timedelta(minutes=1))
    tasks.keep_ticking()
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())
    ClockJob.objects.create(name="each-minute", next_at=timezone.now() + clock.LEASE)
    tasks.keep_ticking()  # as the server does when it starts
    work()
    assert ran == []
    now.shift(clock.LEASE + timedelta(minutes=1))
    work()
    assert ran == [1]


def test_several_workers_do_a_job_once(only: dict, now: time_machine.Traveller) -> None:
    ran: list[int] = []
    clock.register("each-minute", lambda: ran.append(1), every=timedelta(minutes=1))

    def worker() -> None:
        try:
            clock.run_due()
        finally:
            connection.close()

    workers = [Thread(target=worker) for _ in range(6)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    assert ran == [1]


def test_what_is_over_is_forgotten(cast: Cast, now: time_machine.Traveller) -> None:
    tasks.keep_ticking()
    work()
    now.shift(timedelta(days=2))
    work()
    now.shift(timedelta(days=2))
    work()
    finished = DBTaskResult.objects.exclude(status="READY").order_by("started_at")
    assert finished[0].started_at > timezone.now() - timedelta(days=3)
    assert ticks() == 1


def test_deliveries_left_by_a_killed_worker_are_taken_up(cast: Cast, now: time_machine.Traveller) -> None:
    follow(cast.amina, NewsIndexPage.objects.get())
    factories.publish(NewsPage(title="Kept", slug="kept"), NewsIndexPage.objects.get())
    DBTaskResult.objects.update(status="RUNNING", started_at=timezone.now())
    tasks.keep_ticking()
    now.shift(timedelta(minutes=5))
    work()
    assert not Delivery.objects.filter(delivered_at=None).exists()
    assert Notification.objects.filter(user=cast.amina).exists()


def test_the_command_says_what_it_did(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("tick")
    assert "pages.scheduled" in capsys.readouterr().out
    call_command("tick")
    assert "nothing was due" in capsys.readouterr().out
    assert ticks() == 1
