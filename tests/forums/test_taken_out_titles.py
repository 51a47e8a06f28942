"""A title goes with its question: no surface tells a byte of it once the question is out of sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from activity import deliver, mail
from activity.models import Activity, Notification
from activity.services import follow
from forums.models import Post, PostRevision, Topic
from forums.services import (
    CannotModerate,
    delete_own_post,
    edit_out,
    hide_post,
    put_back,
    remove_post,
    retitle_topic,
)
from forums.services.titles import TAKEN_OUT
from moderation.models import AuditEntry, Hold, ReasonTemplate, Sanction
from moderation.services import Reason, release, report
from tests.checks import assert_html_valid
from tests.forums.makers import forum, reply, topic
from tests.mailbox import Mailbox

pytestmark = pytest.mark.django_db
TITLE = "Mrs Dorothy Plumb had a bad night on bay four"
BODY = "She slept with a zebra on her pillow."
WHY = Reason("It is unkind", "It was about a person.")
FORMS = ("rss", "atom", "json")
Verb = Callable[..., Any]


def as_(user: User | None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def surfaces(asked: Topic, address: str) -> Iterator[str]:
    """Everywhere a title can stand: its own addresses, lists, feeds, search, notifications."""
    room, posts = asked.forum.get_absolute_url(), list(asked.posts.values_list("pk", flat=True))
    now = asked.get_absolute_url()
    yield from (address, now, f"{address}?after=1", f"{address}new.json?after=0", f"{address}moderate/")
    for base in (address, now, room, "/forums/", "/forums/topics/", "/"):
        yield from (base, *(f"{base}feed.{form}" for form in FORMS))
    yield from (f"{room}list.csv", "/forums/topics/list.csv", "/forums/topics/?show=unanswered")
    yield from ("/notifications/?show=all", "/account/", "/feeds/", "/feeds/all.opml")
    yield from (f"/posts/{pk}/{rest}" for pk in posts for rest in ("", "history/", "moderate/", "edit/"))
    yield from ("/search/?q=dorothy+plumb", "/search/?q=zebra", "/search/?q=&type=topic", "/search/?q=dorthy")
    yield from ("/search/suggest/?q=Mrs+Dor", "/search/suggest/?q=dorothy")
    yield from ("/search/feed.rss?q=plumb", "/forums/ask/already/?title=Dorothy Plumb had a night")
    yield from (f"/people/{asked.author_id}/{rest}" for rest in ("", "posts/"))
    yield from (f"/moderation/words/{pk}/" for pk in Sanction.objects.values_list("pk", flat=True))


def told_by(client: Client, asked: Topic, address: str) -> list[str]:
    """The surfaces that still tell of the title or the words."""
    found = []
    for url in dict.fromkeys(surfaces(asked, address)):
        response: Any = client.get(url)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        said = (content + repr(dict(response.headers)).encode()).decode().lower()
        # What the reader has typed stands in their own address.
        for typed in (address, "dorothy+plumb", "dorothy plumb had a night", "dorothy%20plumb", "q=plumb"):
            said = said.replace(typed, "")
        if any(word in said for word in (TITLE.lower(), "plumb had", "plumb-had", "zebra on", "bay-four")):
            found.append(url)
    return found


@pytest.fixture
def asked(cast: Any) -> Topic:
    """The question, which followers were told of, reported and released."""
    room = forum()
    follow(cast.ben, room)
    follow(cast.farah, room)
    made = topic(cast.carys, into=room, title=TITLE, body=BODY, held_kinds=["first-post"])
    release(Hold.objects.get(), by=cast.grace)
    report(made.posts.get(), reporter=cast.farah, reason="patient")
    follow(cast.farah, made)
    deliver.deliver_all()
    return Topic.objects.get(pk=made.pk)


def hide(post: Post, by: User) -> None:
    hide_post(post, by=by, why=WHY)


def remove(post: Post, by: User) -> None:
    remove_post(post, by=by, why=WHY)


@pytest.mark.parametrize("verb", [hide, remove])
def test_search_forgets_it_at_once_and_finds_the_rest_when_it_was_read_again(
    cast: Any, asked: Topic, verb: Verb
) -> None:
    reply(asked, cast.ben, "Ask the night team, said the wombat.")
    deliver.deliver_all()
    found = ("/search/?q=zebra", "/search/?q=plumb", "/search/suggest/?q=dorothy", "/search/?q=wombat")
    assert all(b"Plumb" in Client().get(each).content for each in found)

    verb(asked.posts.get(seq=1), cast.dev)
    assert not any(b"bad night" in Client().get(each).content for each in found)

    deliver.deliver_all()
    assert TAKEN_OUT in Client().get("/search/?q=wombat").content.decode()


def test_search_forgets_words_that_were_edited_out_and_a_title_that_was_changed_at_once(
    cast: Any, asked: Topic
) -> None:
    edit_out(asked.posts.get(seq=1), by=cast.dev, body="She slept well.", keep=False)
    assert b"pillow" not in Client().get("/search/?q=zebra").content
    deliver.deliver_all()
    assert b"Plumb" in Client().get("/search/?q=slept").content

    retitle_topic(asked, by=cast.dev, title="Nights", keep=False)
    assert b"bad night" not in Client().get("/search/?q=plumb").content
    deliver.deliver_all()
    assert b"Nights" in Client().get("/search/?q=slept").content


@pytest.mark.parametrize("verb", [hide, remove])
@pytest.mark.parametrize("is_answered", [False, True])
def test_no_surface_tells_the_title(
    cast: Any, asked: Topic, mailbox: Mailbox, verb: Verb, is_answered: bool
) -> None:
    address = asked.get_absolute_url()
    if is_answered:
        reply(asked, cast.ben, "Ask the night team.")
        deliver.deliver_all()
    seen = told_by(as_(cast.farah), asked, address)
    assert {address, asked.forum.get_absolute_url(), "/notifications/?show=all", "/search/?q=zebra"} <= set(
        seen
    )

    verb(asked.posts.get(seq=1), cast.dev)
    deliver.deliver_all()
    mail.send_waiting()
    asked.refresh_from_db()

    assert (asked.title, asked.is_hidden) == (TAKEN_OUT, not is_answered)
    for reader in (None, cast.ben, cast.farah, cast.carys):
        assert told_by(as_(reader), asked, address) == [], reader
    for told in Activity.objects.all():
        assert "lumb" not in f"{told.title}{told.url}{told.note}"
    for message in mailbox.messages:
        assert "lumb" not in message.as_string()
    assert not any("lumb" in f"{e.detail}{e.reason}" for e in AuditEntry.objects.all())
    page = as_(cast.ben).get(asked.get_absolute_url())
    assert page.status_code == (200 if is_answered else 404)
    kept = as_(cast.dev).get(f"/posts/{asked.posts.get(seq=1).pk}/moderate/").content.decode()
    assert (TITLE in kept) == (verb is hide)


def test_a_hidden_question_comes_back_with_its_title_and_what_was_told(cast: Any, asked: Topic) -> None:
    post = asked.posts.get()
    hide(post, cast.dev)
    deliver.deliver_all()
    assert as_(cast.ben).get(asked.get_absolute_url()).status_code == 404
    assert TITLE not in as_(cast.ben).get("/notifications/?show=all").content.decode()
    put_back(post, by=cast.grace)
    deliver.deliver_all()
    now = Topic.objects.get(pk=asked.pk)
    assert (now.title, now.slug, now.is_hidden) == (TITLE, asked.slug, False)
    page = as_(cast.ben).get(asked.get_absolute_url()).content.decode()
    assert f"<h1>{TITLE}</h1>" in page
    assert "zebra" in page
    assert TITLE in as_(cast.ben).get("/notifications/?show=all").content.decode()
    assert asked.get_absolute_url() in as_(cast.ben).get("/search/?q=zebra").content.decode()
    assert not PostRevision.objects.exists()


def test_taken_out_for_good_after_it_was_hidden_the_title_is_kept_nowhere(cast: Any, asked: Topic) -> None:
    post = asked.posts.get()
    hide(post, cast.dev)
    assert PostRevision.objects.get().title == TITLE
    remove(post, cast.dev)
    assert not PostRevision.objects.exists()
    with pytest.raises(CannotModerate):
        put_back(post, by=cast.dev)
    page = as_(cast.dev).get(f"/posts/{post.pk}/moderate/").content.decode()
    assert "lumb" not in page


def test_taken_back_by_its_asker_the_title_goes_too(cast: Any, asked: Topic) -> None:
    reply(asked, cast.ben, "Ask the night team.")
    delete_own_post(asked.posts.get(seq=1), by=cast.carys)
    page = as_(cast.ben).get(asked.get_absolute_url(), follow=True).content.decode()
    assert f"<h1>{TAKEN_OUT}</h1>" in page
    assert "Ask the night team." in page


def test_a_reply_put_back_shows_its_topic_again(cast: Any, asked: Topic) -> None:
    answer = reply(asked, cast.ben, "Ask the night team.")
    hide(answer, cast.dev)
    hide(asked.posts.get(seq=1), cast.dev)
    assert Topic.objects.get().is_hidden
    put_back(answer, by=cast.dev)
    page = as_(cast.ben).get(asked.get_absolute_url(), follow=True).content.decode()
    assert f"<h1>{TAKEN_OUT}</h1>" in page
    assert "Ask the night team." in page


def test_a_hidden_accepted_answer_comes_back_as_one(cast: Any) -> None:
    asked = topic(cast.carys)
    answer = reply(asked, cast.ben, "Warm the room.")
    as_(cast.carys).post(f"/posts/{answer.pk}/answer/")
    assert Topic.objects.get().status == "answered"
    hide(answer, cast.dev)
    assert Topic.objects.get().status == "open"
    assert "Warm the room." not in as_(cast.amina).get(asked.get_absolute_url()).content.decode()
    put_back(answer, by=cast.dev)
    assert Topic.objects.get().status == "answered"
    assert Post.objects.get(pk=answer.pk).accepted_by == cast.carys
    remove(answer, cast.dev)
    assert Topic.objects.get().status == "open"
    assert Post.objects.get(pk=answer.pk).accepted_at is None


def test_a_moderator_changes_a_title_with_a_reason_and_the_log_holds_no_words(
    cast: Any, asked: Topic, mailbox: Mailbox
) -> None:
    address, client = asked.get_absolute_url(), as_(cast.dev)
    reply(asked, cast.ben, "Ask the night team.")
    url = f"{address}moderate/"
    page = client.get(f"{url}?act=retitle").content.decode()
    assert_html_valid({"retitle": page})
    assert "Say why." in client.post(url, {"act": "retitle", "title": "A bad night"}).content.decode()
    patient = ReasonTemplate.objects.get(keeps_nothing=True)
    sent = {"act": "retitle", "title": "Comfort at night", "reason": patient.pk}
    said = client.post(url, sent, follow=True).content.decode()
    assert "The title is changed. Who asked has been told why." in said
    deliver.deliver_all()
    mail.send_waiting()
    now = Topic.objects.get(pk=asked.pk)
    assert (now.title, now.slug) == ("Comfort at night", "comfort-at-night")
    entry = AuditEntry.objects.get(act="topic.retitled")
    assert (entry.reason, entry.detail) == (patient.title, "")
    assert Sanction.objects.get(user=cast.carys).words == patient.text
    for told in Activity.objects.all():
        assert "lumb" not in f"{told.title}{told.url}{told.note}"
    assert TITLE not in client.get(f"/posts/{now.posts.get(seq=1).pk}/moderate/").content.decode()
    assert as_(cast.amina).post(f"{now.get_absolute_url()}moderate/", sent).status_code == 403
    for message in mailbox.messages:
        assert "lumb" not in message.as_string()


def test_a_title_changed_for_another_reason_is_kept_for_moderators(cast: Any, asked: Topic) -> None:
    why = ReasonTemplate.objects.filter(keeps_nothing=False)[0]
    sent = {"act": "retitle", "title": "Nights", "reason": why.pk}
    as_(cast.dev).post(f"{asked.get_absolute_url()}moderate/", sent)
    page = as_(cast.dev).get(f"/posts/{asked.posts.get().pk}/moderate/").content.decode()
    assert f"Title: “{TITLE}”" in page


def test_who_reported_is_told_and_led_to_the_forum(cast: Any, asked: Topic) -> None:
    remove(asked.posts.get(), cast.dev)
    told = Notification.objects.get(user=cast.farah, activity__verb="moderation.report.upheld")
    assert told.activity.url == asked.forum.get_absolute_url()


def test_what_is_hidden_and_what_is_wiped_say_different_things(cast: Any, asked: Topic) -> None:
    post, client = asked.posts.get(), as_(cast.dev)
    hide(post, cast.dev)
    page = client.get(f"/posts/{post.pk}/moderate/").content.decode()
    assert_html_valid({"hidden": page})
    assert "It is hidden. Moderators can still read its words" in page
    remove(post, cast.dev)
    page = client.get(f"/posts/{post.pk}/moderate/").content.decode()
    assert "It was taken out for good. Its words are kept nowhere." in page
    assert client.get(f"{Topic.objects.get().get_absolute_url()}moderate/")["Location"] == (
        f"/posts/{post.pk}/moderate/"
    )
