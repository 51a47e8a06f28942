"""Reports: who can, what becomes of them, and who learns what."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from activity.models import Activity, Notification
from forums.models import Post
from forums.services import hide_post
from moderation import services
from moderation.models import AuditEntry, Report
from tests.checks import assert_html_valid
from tests.forums.makers import forum, reply, topic

pytestmark = pytest.mark.django_db


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def post(cast: Any) -> Post:
    return reply(topic(cast.carys), cast.ben, "Turn the alarms off at night.")


def send(client: Client, post: Post, **said: str) -> Any:
    return client.post(f"/posts/{post.pk}/report/", {"reason": "unsafe", **said}, follow=True)


def test_a_member_reports_a_post_and_is_thanked(cast: Any, post: Post) -> None:
    client = as_(cast.amina)
    assert f'href="/posts/{post.pk}/report/"' in client.get(post.topic.get_absolute_url()).content.decode()
    page = client.get(f"/posts/{post.pk}/report/").content.decode()
    assert "Turn the alarms off at night." in page
    assert_html_valid({"report": page})
    assert "Thank you." in send(client, post, words="A silenced alarm was our incident.").content.decode()
    report = Report.objects.get()
    assert (report.target, report.reporter, report.state) == (post, cast.amina, "waiting")
    assert (report.place, report.audience) == (f"forum:{post.topic.forum_id}", post.topic.gate)


def test_one_waiting_report_each(cast: Any, post: Post) -> None:
    client = as_(cast.amina)
    send(client, post)
    assert "told us about this post already" in send(client, post, reason="unkind").content.decode()
    assert Report.objects.get().reason == "unsafe"
    send(as_(cast.farah), post)
    assert Report.objects.count() == 2


def test_the_reporter_hears_the_outcome_and_the_writer_not_who_it_was(cast: Any, post: Post) -> None:
    send(as_(cast.amina), post)
    hide_post(post, by=cast.dev, why=services.Reason("Unsafe", "It was unsafe."))
    assert Report.objects.get().state == "upheld"
    page = as_(cast.amina).get("/notifications/").content.decode()
    assert "The moderators acted on it:" in page
    assert f"What you reported in {post.topic.forum.title}" in page
    told = Notification.objects.get(user=cast.ben)
    assert "amina" not in f"{told.activity.title} {told.activity.url} {told.activity.note}".lower()
    assert not Activity.objects.filter(verb__startswith="moderation.report", actor__isnull=False).exists()
    assert "Amina" not in as_(cast.ben).get(told.activity.url).content.decode()


def test_left_as_it_is_the_reporter_hears_that_too(cast: Any, post: Post) -> None:
    send(as_(cast.amina), post)
    response = as_(cast.dev).post(
        f"/moderation/reported/{Report.objects.get().content_type_id}-{post.pk}/leave/", follow=True
    )
    assert "Left as it is." in response.content.decode()
    assert Report.objects.get().state == "dismissed"
    assert AuditEntry.objects.get().act == "report.dismissed"
    assert Notification.objects.get(user=cast.amina).activity.verb == "moderation.report.dismissed"
    assert services.dismiss(post, by=cast.grace) == 0
    assert AuditEntry.objects.count() == 1


def test_what_tells_of_a_patient_is_refused_and_the_words_stay(cast: Any, post: Post) -> None:
    response = send(as_(cast.amina), post, words="She lives at SW1A 1AA")
    assert "SW1A 1AA" in response.content.decode()
    assert not Report.objects.exists()
    page = as_(cast.amina).post(f"/posts/{post.pk}/report/", {"words": "Why"}).content.decode()
    assert "Say what is wrong with it." in page


def test_who_cannot_see_or_wrote_it_cannot_report_it(cast: Any, post: Post) -> None:
    url = f"/posts/{post.pk}/report/"
    assert as_(cast.ben).get(url).status_code == 403
    assert Client().get(url).status_code == 302
    closed = reply(topic(cast.amina, into=forum(key="trust:fenmere")), cast.farah)
    assert as_(cast.carys).get(f"/posts/{closed.pk}/report/").status_code == 404
    held = reply(post.topic, cast.amina, held_kinds=["postcode"])
    assert as_(cast.amina).get(f"/posts/{held.pk}/report/").status_code == 403


def test_eleven_reports_in_an_hour_are_too_many(cast: Any, post: Post) -> None:
    client = as_(cast.amina)
    for _ in range(10):
        send(client, post)
    response = send(client, post, words="Still here")
    assert response.status_code == 429
    assert "Still here" in response.content.decode()
