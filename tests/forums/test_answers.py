"""What is said of a post with one press: reactions, answers; closing a topic; who is not named."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from forums.models import Post, Topic
from forums.models.post import CommentFlag
from forums.passages import first_sentence, teaser
from forums.services import CannotAccept, accept_answer, close_question, remove_post
from tests import factories
from tests.forums.makers import forum, reply, topic

pytestmark = pytest.mark.django_db


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, url: str) -> str:
    response = client.get(url, follow=True)
    assert response.status_code == 200, url
    return response.content.decode()


def test_who_asked_marks_several_answers_and_the_topic_is_answered(cast: Any) -> None:
    asked = topic(cast.carys, title="At night?")
    one = reply(asked, cast.ben, "Agree at the evening huddle. Then write it on the board.")
    two = reply(asked, cast.farah, "Move the round to 23:00.")
    carys = as_(cast.carys)
    page = text(carys, asked.get_absolute_url())
    assert page.count("Mark as an answer") == 2
    for post in (two, one):
        answer = carys.post(f"/posts/{post.pk}/answer/")
        assert answer["Location"].endswith(f"#post-{post.pk}")

    page = text(Client(), asked.get_absolute_url())

    assert Topic.objects.get().status == "answered"
    assert "Carys accepted two answers" in page
    assert f'<b>Ben Osei:</b> Agree at the evening huddle. <a href="/posts/{one.pk}/">Read it' in page
    assert page.index("<b>Ben Osei:</b>") < page.index("<b>Farah Iqbal:</b>")
    assert page.count("Accepted answer</span>") == 2
    assert "No answer after all" in text(carys, asked.get_absolute_url())
    carys.post(f"/posts/{one.pk}/answer/")
    assert Topic.objects.get().status == "answered"
    carys.post(f"/posts/{two.pk}/answer/")
    assert Topic.objects.get().status == "open"
    assert "accepted" not in text(Client(), asked.get_absolute_url()).lower()


def test_an_answer_on_a_later_page_stands_under_the_question_too(cast: Any) -> None:
    asked = topic(cast.carys)
    for _ in range(25):
        reply(asked, cast.ben)
    last = reply(asked, cast.farah, "At the very end.")
    accept_answer(last, by=cast.dev)
    page = text(Client(), asked.get_absolute_url())
    assert "One answer accepted" in page
    assert f'At the very end. <a href="/posts/{last.pk}/">' in page
    assert f'id="post-{last.pk}"' not in page


def test_only_who_asked_and_moderators_mark_answers(cast: Any) -> None:
    asked = topic(cast.carys, into=forum("night"))
    post = reply(asked, cast.ben)
    for person in (cast.ben, cast.amina, cast.ella):
        assert as_(person).post(f"/posts/{post.pk}/answer/").status_code == 403
        assert "Mark as an answer" not in text(as_(person), asked.get_absolute_url())
    assert Client().post(f"/posts/{post.pk}/answer/").status_code == 302
    assert as_(cast.carys).get(f"/posts/{post.pk}/answer/").status_code == 405
    assert Topic.objects.get().status == "open"
    asked.forum.moderators.add(cast.amina)
    for person in (cast.amina, cast.dev):
        assert as_(person).post(f"/posts/{post.pk}/answer/").status_code == 302
    assert not Post.objects.filter(accepted_at__isnull=False).exists()
    hidden = reply(topic(cast.amina, into=forum(key="trust:fenmere")), cast.farah)
    assert as_(cast.carys).post(f"/posts/{hidden.pk}/answer/").status_code == 404


def test_what_cannot_be_an_answer(cast: Any) -> None:
    asked = topic(cast.carys)
    talk = topic(cast.carys, kind="discussion")
    held = reply(asked, cast.ben, held_kinds=["postcode"])
    gone = reply(asked, cast.ben)
    remove_post(gone, by=cast.dev)
    for post in (asked.posts.get(seq=1), held, gone, reply(talk, cast.ben)):
        with pytest.raises(CannotAccept):
            accept_answer(post, by=cast.carys)
    for _ in range(10):
        accept_answer(reply(asked, cast.ben), by=cast.carys)
    one_more = reply(asked, cast.ben)
    page = as_(cast.carys).post(f"/posts/{one_more.pk}/answer/", follow=True).content.decode()
    assert "A question has at most 10 answers" in page


def test_an_answer_that_is_removed_answers_no_more(cast: Any) -> None:
    asked = topic(cast.carys)
    post = reply(asked, cast.ben)
    accept_answer(post, by=cast.carys)
    remove_post(post, by=cast.dev)
    assert Topic.objects.get().status == "open"
    assert "accepted" not in text(Client(), asked.get_absolute_url()).lower()


def test_who_asked_closes_the_topic_and_opens_it_again(cast: Any) -> None:
    asked = topic(cast.carys)
    accept_answer(reply(asked, cast.ben), by=cast.carys)
    url = asked.get_absolute_url()
    carys = as_(cast.carys)
    assert "Close this topic" in text(carys, url)
    assert as_(cast.ben).post(f"{url}close/").status_code == 403
    assert carys.get(f"{url}close/").status_code == 405
    assert carys.post(f"{url}close/").status_code == 302
    page = text(as_(cast.ben), url)
    assert "This topic is closed" in page
    assert 'name="body"' not in page
    assert "Open this topic again" not in page
    assert "Open this topic again" in text(carys, url)
    carys.post(f"{url}reopen/")
    assert Topic.objects.get().status == "answered"
    hidden = topic(cast.amina, into=forum(key="trust:fenmere"))
    assert carys.post(f"{hidden.get_absolute_url()}close/").status_code == 404


def test_a_locked_topic_says_that_it_was_a_moderator(cast: Any) -> None:
    asked = topic(cast.carys)
    Topic.objects.update(is_locked=True)
    page = text(as_(cast.carys), asked.get_absolute_url())
    assert "A moderator has locked this topic" in page
    assert "This topic is closed" not in page
    assert 'name="body"' not in page


def test_a_pinned_summary_stands_above_the_replies(cast: Any) -> None:
    asked = topic(cast.carys)
    reply(asked, cast.ben, "The reply")
    Topic.objects.update(summary_html="<p>It came to this.</p>")
    page = text(Client(), asked.get_absolute_url())
    assert page.index("What it came to") < page.index("It came to this.") < page.index("The reply")


@pytest.mark.parametrize("flag", ["helpful", "thanks", "tried"])
def test_a_press_says_so_and_a_second_takes_it_back(cast: Any, flag: str) -> None:
    asked = topic(cast.carys)
    post = reply(asked, cast.ben)
    amina = as_(cast.amina)
    answer = amina.post(f"/posts/{post.pk}/{flag}/")
    assert answer["Location"] == f"{asked.get_absolute_url()}#post-{post.pk}"
    assert "said by 1 person</span>" in text(Client(), asked.get_absolute_url())
    assert text(amina, asked.get_absolute_url()).count('aria-pressed="true"') == 1
    amina.post(f"/posts/{post.pk}/{flag}/")
    assert not CommentFlag.objects.exists()


def test_nobody_presses_for_themselves_nor_for_what_they_do_not_see(cast: Any) -> None:
    post = reply(topic(cast.carys), cast.ben)
    hidden = reply(topic(cast.amina, into=forum(key="trust:fenmere")), cast.farah)
    assert as_(cast.ben).post(f"/posts/{post.pk}/thanks/").status_code == 403
    assert as_(cast.ben).post(f"/posts/{hidden.pk}/thanks/").status_code == 404
    assert as_(cast.amina).get(f"/posts/{post.pk}/thanks/").status_code == 405
    assert as_(cast.amina).post(f"/posts/{post.pk}/loved/").status_code == 404
    assert not CommentFlag.objects.exists()


def test_who_tried_it_too_is_led_to_where_their_trust_says_so(cast: Any) -> None:
    guide = factories.guide("scores")
    post = reply(topic(cast.carys, about=[guide]), cast.ben)
    amina = as_(cast.amina)
    led = urlsplit(amina.post(f"/posts/{post.pk}/tried/")["Location"])
    assert led.path == "/guides/scores/adopt/"
    assert parse_qs(led.query)["next"] == [f"{post.topic.get_absolute_url()}#post-{post.pk}"]
    assert CommentFlag.objects.get().flag == "tried"
    assert amina.post(f"/posts/{post.pk}/tried/")["Location"].endswith(f"#post-{post.pk}")
    members = factories.guide("members", audience=factories.audience("trust:castlebeck"))
    other = reply(topic(cast.carys, about=[members]), cast.ben)
    assert amina.post(f"/posts/{other.pk}/tried/")["Location"].endswith(f"#post-{other.pk}")


def test_who_wrote_without_a_name_is_known_to_few(cast: Any) -> None:
    asked = topic(cast.carys, into=forum("night", allows_anonymous=True), title="Quietly")
    quiet = reply(asked, cast.ben, "Said quietly.")
    Topic.objects.update(is_anonymous=True)
    Post.objects.update(is_anonymous=True)
    accept_answer(quiet, by=cast.carys)
    under = reply(asked, cast.amina, answers=quiet)
    assert under.reply_to == quiet
    url = asked.get_absolute_url()
    for client in (Client(), as_(cast.amina), as_(cast.ella)):
        page = text(client, url)
        assert "Ben Osei" not in page
        assert "Carys" not in page
        assert f"/people/{cast.ben.pk}/" not in page
        assert page.count("A member who asked not to be named") >= 3
        assert "One answer accepted" in page
    assert "You, without your name" in text(as_(cast.ben), url)
    assert "Carys Bowen, without their name" not in text(as_(cast.ben), url)
    page = text(as_(cast.dev), url)
    assert "Ben Osei, without their name" in page
    assert "Carys Bowen, without their name" in page
    asked.forum.moderators.add(cast.amina)
    assert "Ben Osei, without their name" in text(as_(cast.amina), url)
    assert all(post.as_feed_item().author != "Ben Osei" for post in Post.objects.for_feed())
    assert Topic.objects.get().as_feed_item().author == ""


@pytest.mark.parametrize(
    ("html", "first", "begins"),
    [
        ("<p>One. Two.</p>", "One.", "One. Two."),
        ("<blockquote><p>A</p></blockquote><p>Mine &amp; more? Yes</p>", "Mine & more?", "Mine & more? Yes"),
        ("<p>At 2.30 in the night. Then</p>", "At 2.30 in the night.", "At 2.30 in the night. Then"),
        ("", "", ""),
        (f"<p>{'word ' * 900}<a href='/x/'>link</a></p>", "word " * 43 + "word...", "word " * 15 + "word..."),
        (f"<p>{'x' * 3000}</p>", "x" * 220, "x" * 80),
    ],
)  # fmt: skip
def test_a_post_in_a_sentence_and_in_a_few_words(html: str, first: str, begins: str) -> None:
    assert first_sentence(html) == first
    assert teaser(html) == begins


def test_close_is_kept_when_an_answer_is_marked_later(cast: Any) -> None:
    asked = topic(cast.carys)
    post = reply(asked, cast.ben)
    close_question(asked, by=cast.carys)
    accept_answer(post, by=cast.dev)
    assert Topic.objects.get().status == "closed"
