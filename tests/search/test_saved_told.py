"""What comes into saved searches is told: each thing once, and only to those who may see it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Audience, Mute, User
from activity import deliver, mail
from activity.models import Activity, Delivery, Notification
from activity.services import follow
from forums.models import Forum, Topic
from forums.services import post_reply, start_topic
from search import index
from search.models import SavedMatch, SavedSearch
from search.saved import telling
from search.saved.telling import DAILY, FOUND, last_morning, match_activity, tell_daily
from tests import factories
from tests.factories import Cast
from tests.mailbox import Mailbox
from tests.search.test_page import text

pytestmark = pytest.mark.django_db


def keep(user: User, query: str = "q=quokka", when: str = "at-once", name: str = "Quokkas") -> SavedSearch:
    return SavedSearch.objects.create(user=user, name=name, query=query, when=when)


@pytest.fixture
def forum(cast: Cast) -> Forum:
    return Forum.objects.create(title="Warmth", slug="warmth", description="-")


def ask(forum: Forum, author: User, title: str = "A quokka is cold", body: str = "What now?") -> Topic:
    made = start_topic(forum, author=author, title=title, body=body)
    deliver.deliver_all()
    return made


def told(user: User) -> list[str]:
    rows = Notification.objects.visible_to(user).filter(activity__verb__in=[FOUND, DAILY])
    return list(rows.order_by("pk").values_list("activity__title", flat=True))


def plain(mailbox: Mailbox) -> str:
    """The text of the first mail to Amina."""
    body = mailbox.to("amina@example.org")[0].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def next_morning(monkeypatch: Any) -> None:
    """The chore runs after the next seven o'clock."""
    later = last_morning(timezone.now()) + timedelta(days=1, hours=2)
    monkeypatch.setattr(telling.timezone, "now", lambda: later)


def test_something_new_is_told_at_once_with_a_link_and_by_mail(
    cast: Cast, forum: Forum, mailbox: Mailbox
) -> None:
    keep(cast.amina)
    topic = ask(forum, cast.ben)
    mail.send_waiting()

    assert told(cast.amina) == ["A quokka is cold"]
    message = plain(mailbox)
    assert "New in your saved searches" in message
    assert topic.get_absolute_url() in message
    assert "because you saved a search" in message
    client = Client()
    client.force_login(cast.amina)
    assert "New in your saved searches" in text("/notifications/", client)
    assert topic.get_absolute_url() in text("/search/saved/", client)


def test_nothing_is_told_twice(cast: Cast, forum: Forum) -> None:
    keep(cast.amina)
    keep(cast.amina, "q=cold", name="Cold")
    topic = ask(forum, cast.ben)
    for activity in Activity.objects.all():
        match_activity(activity)
    post_reply(topic, author=cast.carys, body="More about a quokka")
    deliver.deliver_all()

    assert told(cast.amina) == ["A quokka is cold"]
    assert SavedMatch.objects.count() == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=quokka", True),
        ("q=wombat", False),
        ("q=quokka+-cold", False),
        ("q=%22cold+quokka%22", False),
        ("q=quokka&type=guide", False),
        ("type=topic", True),
        ("sort=newest", True),
        ("q=author:ben-osei", True),
        ("q=quokka+before:2020", False),
    ],
)
def test_the_whole_search_counts(cast: Cast, forum: Forum, query: str, found: bool) -> None:
    keep(cast.amina, query)
    ask(forum, cast.ben)

    assert bool(told(cast.amina)) is found


def test_what_is_not_indexed_yet_is_matched_later(cast: Cast, forum: Forum) -> None:
    keep(cast.amina)
    start_topic(forum, author=cast.ben, title="A quokka is cold", body="-")
    done, failed = deliver.deliver_all(leave=[index.HANDLER])
    assert (bool(done), bool(failed)) == (True, True)
    assert told(cast.amina) == []

    deliver.deliver_all()
    Delivery.objects.filter(delivered_at=None).update(next_attempt_at=timezone.now())
    deliver.deliver_all()
    assert told(cast.amina) == ["A quokka is cold"]


def test_what_was_there_before_is_not_new(cast: Cast, forum: Forum) -> None:
    topic = ask(forum, cast.ben)
    keep(cast.amina)
    post_reply(topic, author=cast.carys, body="More about a quokka")
    deliver.deliver_all()

    assert told(cast.amina) == []
    assert not SavedMatch.objects.exists()


def test_who_did_it_who_is_not_told_and_who_follows_hear_nothing_of_it(cast: Cast, forum: Forum) -> None:
    follow(cast.farah, forum)
    for user in (cast.ben, cast.farah):
        keep(user)
    keep(cast.carys, when="never")
    ask(forum, cast.ben)

    assert [told(user) for user in (cast.ben, cast.farah, cast.carys)] == [[], [], []]
    assert Notification.objects.filter(user=cast.farah).count() == 1


def test_those_who_muted_the_writer_hear_nothing(cast: Cast, forum: Forum, monkeypatch: Any) -> None:
    Mute.objects.create(user=cast.amina, muted=cast.ben)
    keep(cast.amina)
    keep(cast.amina, "q=cold", when="daily", name="Cold")
    ask(forum, cast.ben)
    next_morning(monkeypatch)
    tell_daily()

    assert told(cast.amina) == []


def test_only_those_who_may_see_it_are_told(cast: Cast, mailbox: Mailbox) -> None:
    audience = factories.audience("trust:fenmere")
    forum = Forum.objects.create(title="Own", slug="own", description="-", audience=audience)
    everybody = [cast.amina, cast.ben, cast.carys, cast.dev, cast.farah]
    for user in everybody:
        keep(user)
    ask(forum, cast.amina)
    mail.send_waiting()

    assert {user.name for user in everybody if told(user)} == {cast.farah.name, cast.dev.name}
    assert not mailbox.to("ben@example.org")
    assert not mailbox.to("carys@example.org")


def test_what_is_confidential_is_told_to_those_named_alone(cast: Cast) -> None:
    secret = Audience.objects.create(kind="groups", key="invited:x", name="those named", confidential=True)
    secret.people.add(cast.amina, cast.ben)
    forum = Forum.objects.create(title="Own", slug="own", description="-", audience=secret)
    for user in (cast.amina, cast.dev, cast.grace):
        keep(user)
    ask(forum, cast.ben)

    assert [bool(told(user)) for user in (cast.amina, cast.dev, cast.grace)] == [True, False, False]


def test_a_membership_that_ends_meanwhile_is_asked_for_again(
    cast: Cast, mailbox: Mailbox, monkeypatch: Any
) -> None:
    audience = factories.audience("trust:fenmere")
    forum = Forum.objects.create(title="Own", slug="own", description="-", audience=audience)
    keep(cast.farah)
    keep(cast.farah, "q=cold", when="daily", name="Cold")
    ask(forum, cast.amina)
    cast.farah.memberships.all().delete()
    mail.send_waiting()
    next_morning(monkeypatch)
    tell_daily()

    assert told(cast.farah) == []
    assert not mailbox.to("farah@example.org")


def test_what_is_taken_back_is_not_told(cast: Cast, mailbox: Mailbox) -> None:
    keep(cast.amina)
    case = factories.case_study("warm", title="Quokka care", trust=cast.fenmere)
    deliver.deliver_all()
    assert told(cast.amina) == ["Quokka care"]

    case.unpublish()
    deliver.deliver_all()
    mail.send_waiting()
    assert told(cast.amina) == []
    assert not mailbox.to("amina@example.org")


def test_once_a_day_is_one_message_for_all_of_them(
    cast: Cast, forum: Forum, mailbox: Mailbox, monkeypatch: Any
) -> None:
    keep(cast.amina, when="daily")
    keep(cast.amina, "q=cold", when="daily", name="Cold")
    keep(cast.carys, when="daily")
    ask(forum, cast.ben)
    ask(forum, cast.ben, title="Another quokka")
    tell_daily()
    assert told(cast.amina) == [], "what was found since this morning waits for the next"

    next_morning(monkeypatch)
    for _ in range(2):
        tell_daily()
    mail.send_waiting()
    assert told(cast.amina) == ["2 new things in your saved searches"]
    assert told(cast.carys) == ["2 new things in your saved searches"]
    assert len(mailbox.to("amina@example.org")) == 1
    assert "/search/saved/" in plain(mailbox)


def test_who_wants_no_mail_finds_it_on_the_hub(cast: Cast, forum: Forum, mailbox: Mailbox) -> None:
    type(cast.amina.profile).objects.filter(user=cast.amina).update(email_notifications=False)
    keep(cast.amina)
    ask(forum, cast.ben)
    mail.send_waiting()

    assert told(cast.amina) == ["A quokka is cold"]
    assert not mailbox.to("amina@example.org")


def test_a_search_set_to_silence_tells_nothing_that_waited(
    cast: Cast, forum: Forum, monkeypatch: Any
) -> None:
    saved = keep(cast.amina, when="daily")
    ask(forum, cast.ben)
    client = Client()
    client.force_login(cast.amina)
    for when in ("never", "daily"):
        client.post(f"/search/saved/{saved.pk}/", {"name": "Quokkas", "when": when})
    next_morning(monkeypatch)
    tell_daily()

    assert told(cast.amina) == []


def test_many_saved_searches_take_no_more_queries(
    cast: Cast, forum: Forum, django_assert_max_num_queries: Any
) -> None:
    def queries(people: int) -> int:
        for number in range(people):
            keep(factories.user(), when=("at-once", "daily")[number % 2])
        topic = start_topic(forum, author=cast.ben, title="A quokka", body="-")
        deliver.deliver_all(leave=[telling.HANDLER])
        activity = Activity.objects.about(topic).order_by("pk").first()
        assert activity is not None
        with django_assert_max_num_queries(40) as counted:
            match_activity(activity)
        return len(counted)

    assert queries(3) >= queries(40)
    assert SavedMatch.objects.count() == 3 + 43


@pytest.mark.parametrize(
    ("now", "morning"),
    [
        (datetime(2026, 1, 5, 6, 59, tzinfo=UTC), datetime(2026, 1, 4, 7, tzinfo=UTC)),
        (datetime(2026, 1, 5, 7, 0, tzinfo=UTC), datetime(2026, 1, 5, 7, tzinfo=UTC)),
        # The clock went forward at one in the morning of the 29th.
        (datetime(2026, 3, 29, 5, 30, tzinfo=UTC), datetime(2026, 3, 28, 7, tzinfo=UTC)),
        (datetime(2026, 3, 29, 6, 30, tzinfo=UTC), datetime(2026, 3, 29, 6, tzinfo=UTC)),
    ],
)
def test_the_morning_is_that_of_the_hubs_own_time_zone(now: datetime, morning: datetime) -> None:
    assert last_morning(now) == morning
