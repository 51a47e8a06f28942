"""The moderators' queue: who sees it, what it shows, what a decision does."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from activity import deliver
from activity.models import Activity, Notification
from forums.models import Post, Topic
from moderation import services
from moderation.models import AuditEntry, Hold, ReasonTemplate, Sanction
from tests import factories
from tests.checks import assert_html_valid, assert_queries_constant
from tests.forums.makers import forum, reply, topic

pytestmark = pytest.mark.django_db
WORDS = "The courier went to SW1A 1AA."


@pytest.fixture
def dev(client: Client, cast: Any) -> Client:
    client.force_login(cast.dev)
    return client


def held_reply(cast: Any, body: str = WORDS) -> Post:
    return reply(topic(cast.carys), cast.amina, body, held_kinds=["postcode"])


def test_the_right_comes_with_the_group(cast: Any) -> None:
    assert cast.dev.has_perm("moderation.moderate")
    assert cast.grace.has_perm("moderation.moderate")
    assert not any(person.has_perm("moderation.moderate") for person in (cast.amina, cast.ella, cast.farah))
    assert Permission.objects.filter(codename="moderate").count() == 1


def test_the_oldest_stands_first_with_reason_words_writer_and_place(dev: Client, cast: Any) -> None:
    first = held_reply(cast, "Old: SW1A 1AA")
    second = topic(cast.ben, into=forum(title="Nights"), title="New?", held_kinds=["date-of-birth"])
    page = dev.get("/moderation/").content.decode()
    assert page.index("Old: SW1A 1AA") < page.index("New?")
    assert "May hold a full postcode" in page
    assert "May hold a date of birth" in page
    assert "Amina Yusuf" in page
    assert first.topic.get_absolute_url() in page
    assert second.get_absolute_url() not in page
    assert "Nights" in page


def test_a_title_leads_to_its_topic_where_a_moderator_can_open_it(dev: Client, cast: Any) -> None:
    asked = held_reply(cast).topic
    waiting = topic(cast.ben, into=forum("nights", title="Nights"), title="New?", held_kinds=["postcode"])
    page = dev.get("/moderation/").content.decode()
    assert f'<h2><a href="{asked.get_absolute_url()}">{asked.title}</a></h2>' in page
    assert dev.get(asked.get_absolute_url()).status_code == 200
    # A topic that waits itself opens for its writer alone: the way to its forum stands there.
    assert f"<h2>{waiting.title}</h2>" in page
    assert '<a href="/forums/nights/">Nights</a>' in page
    assert dev.get(waiting.get_absolute_url()).status_code == 404


def test_a_title_leads_nowhere_when_its_page_is_taken_down(dev: Client, cast: Any) -> None:
    study = factories.case_study("hats", title="A hat for every baby", open_for_discussion=True)
    deliver.deliver_all()
    about = Topic.objects.get()
    reply(about, cast.amina, WORDS, held_kinds=["postcode"])
    link = f'<h2><a href="{about.get_absolute_url()}">'
    assert link in dev.get("/moderation/").content.decode()
    study.unpublish()
    assert link not in dev.get("/moderation/").content.decode()


def test_an_empty_queue_says_so(dev: Client) -> None:
    assert "Nothing waits." in dev.get("/moderation/").content.decode()


def test_approved_it_is_published_and_the_writer_is_told(dev: Client, cast: Any) -> None:
    post = held_reply(cast)
    hold = Hold.objects.get()
    response = dev.post(f"/moderation/{hold.pk}/approve/", follow=True)
    assert "Published." in response.content.decode()
    post.refresh_from_db()
    hold.refresh_from_db()
    assert not post.held
    assert (hold.state, hold.decided_by) == ("released", cast.dev)
    assert hold.decided_at is not None
    told = Notification.objects.get(user=cast.amina)
    assert told in Notification.objects.visible_to(cast.amina)
    assert (told.activity.verb, told.activity.title) == ("moderation.hold.released", post.topic.title)
    assert told.activity.url == f"/posts/{post.pk}/"
    assert told.mail == Notification.Mail.NOT_WANTED


def test_rejected_it_is_gone_and_the_writer_is_told_without_its_words(dev: Client, cast: Any) -> None:
    post = held_reply(cast)
    services.reject(Hold.objects.get(), by=cast.dev)
    assert Post.objects.get(pk=post.pk).comment == ""
    told = Notification.objects.get(user=cast.amina)
    assert told.activity.verb == "moderation.hold.rejected"
    assert told.activity.title == f"Your post in {post.topic.forum.title}: it may hold a full postcode"
    client = Client()
    client.force_login(cast.amina)
    assert client.get(told.activity.url).status_code == 200
    page = client.get("/notifications/").content.decode()
    assert "checked and did not publish" in page


def test_it_is_taken_out_only_with_a_reason_that_its_writer_receives(dev: Client, cast: Any) -> None:
    post = held_reply(cast)
    url = f"/moderation/{Hold.objects.get().pk}/reject/"
    assert f'href="{url}" data-key="h"' in dev.get("/moderation/").content.decode()
    page = dev.get(url).content.decode()
    assert_html_valid({"reject": page})
    assert WORDS in page
    assert "Say why." in dev.post(url).content.decode()
    assert Post.objects.get(pk=post.pk).comment == WORDS
    why = ReasonTemplate.objects.get(title="It is unkind")
    assert "Taken out for good." in dev.post(url, {"reason": why.pk}, follow=True).content.decode()
    assert Post.objects.get(pk=post.pk).comment == ""
    sent = Sanction.objects.get(user=cast.amina)
    assert sent.words == why.text
    told = Notification.objects.get(user=cast.amina)
    assert told.activity.url == sent.get_absolute_url()
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.reason) == ("post.rejected", why.title)
    assert "Somebody else was first: it is already rejected." in dev.get(url, follow=True).content.decode()


def test_a_rejected_question_s_title_is_nowhere(dev: Client, cast: Any) -> None:
    topic(cast.amina, title="Near SW1A 1AA", held_kinds=["postcode"])
    why = ReasonTemplate.objects.get(keeps_nothing=True).pk
    dev.post(f"/moderation/{Hold.objects.get().pk}/reject/", {"reason": why})
    assert Topic.objects.count() == 0
    assert not Activity.objects.filter(title__contains="SW1A")
    client = Client()
    client.force_login(cast.amina)
    assert "SW1A" not in client.get("/notifications/").content.decode()


def test_every_step_is_written_down_without_a_word_of_the_text(dev: Client, cast: Any) -> None:
    held_reply(cast)
    dev.post(f"/moderation/{Hold.objects.get().pk}/approve/")
    steps = Activity.objects.filter(verb__startswith="moderation.").order_by("pk")
    assert [(step.verb, step.actor, step.announce) for step in steps] == [
        ("moderation.hold.created", cast.amina, False),
        ("moderation.hold.released", cast.dev, False),
    ]
    assert not any("SW1A" in f"{step.title}{step.url}" for step in steps)
    assert Hold.objects.get().kinds == ["postcode"]


def test_the_second_moderator_is_told_that_somebody_was_first(dev: Client, cast: Any) -> None:
    post = held_reply(cast)
    hold = Hold.objects.get()
    services.reject(hold, by=cast.grace)
    page = dev.post(f"/moderation/{hold.pk}/approve/", follow=True).content.decode()
    assert "Somebody else was first" in page
    assert Post.objects.get(pk=post.pk).is_removed
    with pytest.raises(services.AlreadyDecided):
        services.release(Hold.objects.get(), by=cast.dev)


def test_held_twice_it_waits_once(cast: Any) -> None:
    post = held_reply(cast)
    services.hold(post, ["postcode", "date-of-birth"], by=cast.amina)
    hold = Hold.objects.get()
    assert hold.reason == "a full postcode and a date of birth"


def test_nobody_else_sees_or_decides(cast: Any) -> None:
    held_reply(cast)
    hold = Hold.objects.get()
    urls = ["/moderation/", f"/moderation/{hold.pk}/approve/", f"/moderation/{hold.pk}/reject/"]
    for person in (cast.amina, cast.ben, cast.ella, cast.farah):
        client = Client()
        client.force_login(person)
        assert client.get(urls[0]).status_code == 403
        assert all(client.post(url).status_code == 403 for url in urls[1:])
    out = Client()
    for url in urls:
        response = out.post(url) if url != urls[0] else out.get(url)
        assert response["Location"].startswith("/account/login/?next=/moderation/")
    hold.refresh_from_db()
    assert hold.state == "waiting"


def test_a_decision_is_never_a_get(dev: Client, cast: Any) -> None:
    held_reply(cast)
    url = f"/moderation/{Hold.objects.get().pk}/approve/"
    assert dev.get(url).status_code == 405
    assert dev.post("/moderation/999999/approve/").status_code == 404
    assert dev.post("/moderation/99999999999999999999/approve/").status_code == 404
    assert Client(enforce_csrf_checks=True).post(url).status_code == 403


def test_the_queue_is_not_kept_by_caches(dev: Client) -> None:
    assert "no-store" in dev.get("/moderation/")["Cache-Control"]


def test_many_wait_at_the_price_of_three(dev: Client, cast: Any) -> None:
    asked = topic(cast.carys)

    def build(count: int) -> None:
        for _ in range(count):
            reply(asked, factories.user(), WORDS, held_kinds=["postcode"])

    assert_queries_constant(dev, "/moderation/", build, large=60, ceiling=18)
    page = dev.get("/moderation/").content.decode()
    assert len(re.findall(r'id="hold-\d+"', page)) == 20
    pages, seen = [page], 1
    while found := re.search(r'href="\?after=([^"]+)" rel="next"', pages[-1]):
        pages.append(dev.get(f"/moderation/?after={found[1]}").content.decode())
        seen += 1
    anchors = [anchor for each in pages for anchor in re.findall(r'id="hold-\d+"', each)]
    assert (seen, len(anchors), len(set(anchors))) == (3, 60, 60)


def test_held_things_reach_nobody_by_delivery(cast: Any) -> None:
    held_reply(cast)
    done, failed = deliver.deliver_all()
    assert failed == 0
    assert done > 0
    assert not Notification.objects.exclude(activity__verb="forums.topic.created").exists()
