"""One queue: reports beside what was held, other rooms' lines, forums' own moderators, opinions."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from accounts.models import User
from forums.models import Post
from forums.services import hide_post
from hub.feedback.services import report_wrong
from moderation import services
from moderation.models import Hold, Report, SecondOpinion
from tests import factories
from tests.checks import assert_html_valid, assert_queries_constant
from tests.forums.makers import forum, reply, topic

pytestmark = pytest.mark.django_db


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def queue(user: User, rest: str = "") -> str:
    return as_(user).get(f"/moderation/{rest}").content.decode()


def reported(post: Post, *people: User, reason: str = "unsafe", days: int = 0) -> None:
    for person in people:
        services.report(post, reporter=person, reason=reason, words=f"Says {person.name}")
    Report.objects.of(post).update(created_at=timezone.now() - timedelta(days=days))


def test_reports_stand_beside_what_was_held_oldest_first(cast: Any) -> None:
    asked = topic(cast.carys)
    reply(asked, cast.amina, "Held now", held_kinds=["postcode"])
    parent = reply(asked, cast.farah, "What it answers")
    old = reply(asked, cast.ben, "Reported before", answers=parent)
    reported(old, cast.amina, cast.farah, days=2)
    page = queue(cast.dev)
    assert_html_valid({"queue": page})
    assert page.index("Reported before") < page.index("Held now")
    assert "Reported: It may be unsafe to follow (2 reports)" in page
    assert "Says Amina Yusuf" in page
    assert "Says Farah Iqbal" in page
    assert "In reply to Farah Iqbal: “What it answers”" in page
    assert page.count("Reported before") == 1


def test_the_writer_s_history_stands_in_a_line(cast: Any) -> None:
    asked = topic(cast.carys)
    hide_post(reply(asked, cast.ben), by=cast.dev)
    services.warn(cast.ben, by=cast.dev, why=services.Reason("Why", "Words"))
    reply(asked, cast.ben)
    reported(reply(asked, cast.ben), cast.amina)
    month = f"{timezone.localtime():%B %Y}"
    assert f"2 posts since {month}, 1 taken out, 1 warning" in queue(cast.dev)


def test_other_rooms_say_what_waits_there(cast: Any) -> None:
    study = factories.case_study("hats")
    assert "Also waiting" not in queue(cast.grace)
    report_wrong(study.basepage_ptr, text="The number is from May.")
    assert "What readers said of pages" in queue(cast.grace)
    assert "Waiting: 1, the oldest since" in queue(cast.grace)
    assert "What readers said of pages" not in queue(cast.dev)


def test_a_forum_s_moderators_see_and_decide_what_is_theirs(cast: Any) -> None:
    here, there = topic(cast.carys), topic(cast.carys)
    here.forum.moderators.add(cast.amina)
    mine = reply(here, cast.ben, "In her forum", held_kinds=["postcode"])
    reply(there, cast.ben, "In another", held_kinds=["postcode"])
    page = queue(cast.amina)
    assert "In her forum" in page
    assert "In another" not in page
    first, second = Hold.objects.order_by("pk")
    client = as_(cast.amina)
    assert client.post(f"/moderation/{second.pk}/approve/").status_code == 404
    client.post(f"/moderation/{first.pk}/approve/")
    assert not Post.objects.get(pk=mine.pk).held
    assert "Waiting for a moderator</a>" in client.get("/account/").content.decode()


def test_a_confidential_forum_waits_for_those_it_names(cast: Any) -> None:
    room = forum(key="trust:fenmere")
    room.audience.confidential = True
    room.audience.save()
    room.moderators.add(cast.farah)
    post = reply(topic(cast.amina, into=room), cast.amina, "Among us", held_kinds=["postcode"])
    services.report(post, reporter=cast.farah, reason="other")
    for person in (cast.dev, cast.grace):
        assert "Among us" not in queue(person)
        kind = Report.objects.get().content_type_id
        held = Hold.objects.get().pk
        for url in (f"reported/{kind}-{post.pk}/leave/", f"opinions/{kind}-{post.pk}/", f"{held}/approve/"):
            assert as_(person).post(f"/moderation/{url}").status_code == 404
    assert "Among us" in queue(cast.farah)


def test_a_second_opinion_is_asked_and_given_in_the_queue(cast: Any) -> None:
    post = reply(topic(cast.carys), cast.ben)
    reported(post, cast.amina)
    kind = Report.objects.get().content_type_id
    as_(cast.dev).post(f"/moderation/opinions/{kind}-{post.pk}/", {"words": "Too harsh?"})
    assert "Dev Anand asks for a second opinion</b>: Too harsh?" in queue(cast.grace)
    url = f"/moderation/opinions/{SecondOpinion.objects.get().pk}/"
    page = as_(cast.grace).get(url).content.decode()
    assert_html_valid({"opinion": page})
    assert "Too harsh?" in page
    assert "Write what you think." in as_(cast.grace).post(url).content.decode()
    as_(cast.grace).post(url, {"words": "Leave it."})
    assert "<b>Grace Lindqvist</b>: Leave it." in queue(cast.dev)
    late = as_(cast.dev).post(url, {"words": "Late"}, follow=True).content.decode()
    assert "Somebody else was first." in late
    assert as_(cast.amina).get(url).status_code == 403


def test_odd_addresses_show_the_first_page_or_nothing(cast: Any) -> None:
    noon = "2026-01-01T12:00:00+00:00"
    for after in ("x", "2026-01-01~h~1", f"{noon}~z~1", "9999-99-99~h~1", f"{noon}~h~9", f"{noon}~r~9"):
        assert as_(cast.dev).get("/moderation/", {"after": after}).status_code == 200
    for url in ("reported/1-1/leave/", "reported/999999-1/leave/", f"reported/{_kind()}-999/leave/"):
        assert as_(cast.dev).post(f"/moderation/{url}").status_code == 404


def _kind() -> int:
    return ContentType.objects.get_for_model(Post).pk


def test_pages_of_the_queue_leave_nothing_out(cast: Any) -> None:
    asked = topic(cast.carys)
    for number in range(25):
        kinds = ["postcode"] if number % 2 else ()
        post = reply(asked, factories.user(), f"Words {number:02d}.", held_kinds=kinds)
        if number % 2 == 0:
            services.report(post, reporter=cast.amina, reason="unsafe")
    at = timezone.now()
    Hold.objects.update(created_at=at)
    Report.objects.update(created_at=at)
    first = queue(cast.dev)
    rest = first.split('href="?after=')[1].split('"')[0]
    second = queue(cast.dev, f"?after={rest}")
    shown = [number for number in range(25) if f"Words {number:02d}." in first]
    shown += [number for number in range(25) if f"Words {number:02d}." in second]
    assert sorted(shown) == list(range(25))
    assert "Back to the oldest" in second


def test_many_reports_cost_what_three_do(cast: Any) -> None:
    asked = topic(cast.carys)

    def build(count: int) -> None:
        for _ in range(count):
            post = reply(asked, factories.user(), answers=asked.posts.last())
            reported(post, cast.amina, cast.ben)
            services.ask_opinion(post, by=cast.grace)

    assert_queries_constant(as_(cast.dev), "/moderation/", build, ceiling=18)
