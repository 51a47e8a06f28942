"""What is recorded is delivered: once, to all who may know, and again where it failed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.models import Profile
from accounts.services import audience_of
from activity import deliver, notify
from activity.models import Activity, Delivery, Notification
from activity.services import follow
from tests.activity.following import followers, happened, told


def late(activity: Activity) -> None:
    """Lets the time pass until the next attempt."""
    Delivery.objects.filter(activity=activity).update(next_attempt_at=timezone.now())


def test_followers_are_told_once_and_the_actor_is_not(cast: Any) -> None:
    activity = told(cast, cast.amina, cast.ben, cast.carys)
    told_to = Notification.objects.filter(activity=activity).values_list("user__email", flat=True)
    assert sorted(told_to) == ["amina@example.org", "carys@example.org"]
    assert not Delivery.objects.due().exists()


def test_running_a_handler_again_doubles_nothing(cast: Any) -> None:
    activity = told(cast, cast.amina)
    notify.notify_followers(activity)
    Delivery.objects.update(delivered_at=None)
    deliver.deliver_all()
    assert Notification.objects.count() == 1


def test_follower_of_two_things_is_told_once(cast: Any) -> None:
    follow(cast.amina, cast.fenmere)
    follow(cast.amina, cast.castlebeck)
    happened(cast, about=[cast.castlebeck, cast.fenmere])
    deliver.deliver_all()
    assert Notification.objects.count() == 1


def test_only_those_who_may_see_are_told(cast: Any) -> None:
    told(cast, cast.amina, cast.carys, cast.dev, to=audience_of(cast.fenmere))
    assert {one.user for one in Notification.objects.all()} == {cast.amina, cast.dev}


def test_what_is_not_announced_tells_nobody(cast: Any) -> None:
    told(cast, cast.amina, announce=False)
    assert not Notification.objects.exists()


def test_no_mail_waits_for_those_who_want_none(cast: Any) -> None:
    Profile.objects.filter(user=cast.amina).update(email_notifications=False)
    Profile.objects.filter(user=cast.carys).update(email_refused_at=timezone.now())
    told(cast, cast.amina, cast.carys)
    assert {one.mail for one in Notification.objects.all()} == {Notification.Mail.NOT_WANTED}


def test_nothing_is_recorded_of_what_was_rolled_back(cast: Any) -> None:
    tasks = DBTaskResult.objects.count()
    with transaction.atomic():
        happened(cast)
        transaction.set_rollback(True)
    assert not Activity.objects.exists()
    assert not Delivery.objects.exists()
    assert DBTaskResult.objects.count() == tasks


def test_failure_keeps_reason_and_count_and_is_tried_again(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def fails_twice(activity: Activity) -> None:
        tries.append(activity.pk)
        if len(tries) < 3:
            raise OSError("the index is away")

    monkeypatch.setitem(deliver.handlers, "tests.fails", fails_twice)
    follow(cast.amina, cast.fenmere)
    activity = happened(cast)
    done, failed = deliver.deliver_all()
    assert failed == 1
    assert done == len(deliver.handlers_for(activity.verb)) - 1  # the others are not stopped
    failing = Delivery.objects.get(handler="tests.fails")
    assert (failing.attempts, failing.last_error) == (1, "OSError: the index is away")
    assert failing.next_attempt_at > timezone.now()
    assert deliver.deliver_all() == (0, 0)  # not before its time
    assert Notification.objects.count() == 1

    late(activity)
    assert deliver.deliver_all() == (0, 1)
    late(activity)
    assert deliver.deliver_all() == (1, 0)
    assert Delivery.objects.get(handler="tests.fails").delivered_at


def test_failing_handler_leaves_nothing_half_done(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(activity: Activity) -> None:
        Notification.objects.create(user=cast.carys, activity=activity)
        raise ValueError("half way")

    monkeypatch.setitem(deliver.handlers, "tests.half", half)
    happened(cast)
    deliver.deliver_all()
    assert not Notification.objects.exists()


def test_it_is_given_up_in_the_end(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(activity: Activity) -> None:
        raise OSError("never")

    monkeypatch.setitem(deliver.handlers, "tests.never", never)
    activity = happened(cast)
    for _ in range(deliver.MAX_ATTEMPTS + 2):
        deliver.deliver_all()
        late(activity)
    delivery = Delivery.objects.get(handler="tests.never")
    assert delivery.given_up
    assert delivery.attempts == deliver.MAX_ATTEMPTS


def test_waits_grow_to_six_hours() -> None:
    waits = [deliver.wait_after(attempts) for attempts in range(1, deliver.MAX_ATTEMPTS + 1)]
    assert waits[0] == timedelta(seconds=10)
    assert waits == sorted(waits)
    assert waits[-1] <= timedelta(hours=6)


def test_telling_takes_as_many_queries_for_60_as_for_3(cast: Any) -> None:
    def queries_to_tell() -> int:
        activity = Activity.objects.select_related("audience").get(pk=happened(cast).pk)
        with CaptureQueriesContext(connection) as captured:
            notify.notify_followers(activity)
        return len(captured)

    followers(3, cast.fenmere)
    few = queries_to_tell()
    followers(57, cast.fenmere)
    assert queries_to_tell() == few
    assert few <= 4
    assert Notification.objects.count() == 3 + 60


def test_command_delivers_and_counts(cast: Any, capsys: Any, mailoutbox: list) -> None:
    follow(cast.amina, cast.fenmere)
    happened(cast)
    call_command("deliver")
    assert "failed: 0. Mails sent: 1, failed: 0." in capsys.readouterr().out
    assert [mail.to for mail in mailoutbox] == [["amina@example.org"]]
    call_command("deliver")
    assert capsys.readouterr().out.startswith("Delivered: 0, failed: 0. Mails sent: 0")


def test_command_fails_with_the_reason(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(activity: Activity) -> None:
        raise OSError("the index is away")

    monkeypatch.setitem(deliver.handlers, "tests.never", never)
    happened(cast)
    with pytest.raises(CommandError, match=r"tests\.never: OSError: the index is away"):
        call_command("deliver")


@pytest.mark.django_db(transaction=True)
def test_worker_delivers(transactional_db: None, cast: Any, mailoutbox: list) -> None:
    follow(cast.amina, cast.fenmere)
    happened(cast)
    call_command("db_worker", batch=True, interval=0, startup_delay=False)
    assert Notification.objects.get().mail == Notification.Mail.SENT
    assert [mail.to for mail in mailoutbox] == [["amina@example.org"]]
    assert not DBTaskResult.objects.ready().exists()


@pytest.mark.django_db(transaction=True)
def test_worker_comes_back_for_what_failed(
    transactional_db: None, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(activity: Activity) -> None:
        raise OSError("the index is away")

    monkeypatch.setitem(deliver.handlers, "tests.never", never)
    happened(cast)
    call_command("db_worker", batch=True, interval=0, startup_delay=False)
    (waiting,) = DBTaskResult.objects.filter(status="READY")
    assert waiting.run_after is not None
    assert waiting.run_after >= Delivery.objects.get(handler="tests.never").next_attempt_at


def test_a_handler_gets_what_it_asks_for_and_may_be_left_to_another(
    cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(deliver, "handlers", dict(deliver.handlers))
    monkeypatch.setattr(deliver, "_prefixes", dict(deliver._prefixes))
    activity = happened(cast)
    deliver.register("tests.other", lambda each: seen.append("other"), verbs=f"not.{activity.verb}")
    deliver.register("tests.own", lambda each: seen.append("own"), verbs=activity.verb)

    again = happened(cast)
    deliver.deliver_all(leave={"tests.own"})
    assert seen == []
    deliver.deliver_all()
    assert seen == ["own"]
    assert not Delivery.objects.filter(handler="tests.other", activity=again).exists()
