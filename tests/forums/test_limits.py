"""What a new member may post at once, how often anybody may, and words that moderators watch for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from accounts.models import User
from forums.limits import check_writer, is_new
from forums.models import Forum, Post, Topic
from forums.services import release_post
from moderation.models import Hold, WatchedWord
from tests import factories
from tests.forums.makers import forum, reply, topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer() -> User:
    return factories.user("Ines Wood", date_joined=timezone.now() - timedelta(days=2))


@pytest.fixture
def room() -> Forum:
    return forum("nights", title="Nights")


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def send(user: User, asked: Topic, body: str) -> str:
    return as_(user).post(asked.get_absolute_url(), {"body": body}, follow=True).content.decode()


def test_a_new_member_s_first_posts_wait_for_a_moderator(cast: Any, newcomer: User) -> None:
    asked = topic(cast.carys)
    assert "A moderator reads this before others see it." in send(newcomer, asked, "Hello, we do it too.")
    held = Hold.objects.get()
    assert (held.kinds, held.why) == (["first-post"], "First post of a new member")
    page = as_(cast.dev).get("/moderation/").content.decode()
    assert "First post of a new member" in page
    assert "No posts yet, none taken out, no warnings" in page
    as_(cast.dev).post(f"/moderation/{held.pk}/approve/")
    send(newcomer, asked, "And a second one.")
    release_post(Post.objects.get(held=True), by=cast.dev)
    Hold.objects.waiting().delete()
    send(newcomer, asked, "The third stands at once.")
    assert not Hold.objects.waiting().exists()
    assert Post.objects.published().filter(user=newcomer).count() == 3


def test_a_question_of_a_new_member_waits_with_its_topic(newcomer: User, room: Forum) -> None:
    sent = {"title": "Alarms?", "kind": "question", "body": "At night."}
    as_(newcomer).post("/forums/nights/ask/", sent)
    assert Topic.objects.get().held


def test_two_weeks_or_a_role_and_nobody_is_new(cast: Any, newcomer: User, room: Forum) -> None:
    assert is_new(newcomer)
    assert not is_new(cast.amina)
    User.objects.filter(pk=cast.dev.pk).update(date_joined=timezone.now())
    cast.dev.refresh_from_db()
    assert not is_new(cast.dev)
    room.moderators.add(newcomer)
    assert not is_new(newcomer)


def test_an_edit_is_no_first_post(cast: Any, newcomer: User) -> None:
    post = reply(topic(cast.carys), newcomer, "Hello")
    as_(newcomer).post(f"/posts/{post.pk}/edit/", {"body": "Hello there"})
    post.refresh_from_db()
    assert (post.comment, post.held) == ("Hello there", False)
    links = "https://a.example http://b.example www.c.example"
    as_(newcomer).post(f"/posts/{post.pk}/edit/", {"body": links})
    assert Hold.objects.get().kinds == ["many-links"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("https://a.example and www.b.example", ("first-post",)),
        ("https://a.example http://b.example [c](https://c.example)", ("first-post", "many-links")),
    ],
)
def test_more_than_two_links_of_a_new_member_wait(
    newcomer: User, room: Forum, text: str, kinds: tuple[str, ...]
) -> None:
    assert check_writer(newcomer, room, text) == kinds


def test_others_may_link_as_they_like(cast: Any, room: Forum) -> None:
    assert check_writer(cast.amina, room, "https://a.example " * 20) == ()


@pytest.mark.parametrize(("days", "most"), [(2, 5), (100, 30)])
def test_nobody_floods_a_forum_and_nothing_typed_is_lost(cast: Any, days: int, most: int) -> None:
    writer = factories.user(date_joined=timezone.now() - timedelta(days=days))
    asked = topic(cast.carys)
    for _ in range(most):
        reply(asked, writer, held_kinds=["first-post"])
    page = send(writer, asked, "One too many")
    assert f"You have posted {most} times in the last hour" in page
    assert "One too many</textarea>" in page
    Post.objects.filter(user=writer).update(submit_date=timezone.now() - timedelta(hours=2))
    send(writer, asked, "Later")
    assert Post.objects.filter(comment="Later").exists()


@pytest.mark.parametrize(
    "text", ["A MIRACLE!", "a mírâcle", "miracle\u200b cure", "(miracle)", "ＭＩＲＡＣＬＥ"]
)
def test_a_watched_word_is_held_whatever_its_case_and_accents(cast: Any, room: Forum, text: str) -> None:
    WatchedWord.objects.create(word="Miraclé")
    assert check_writer(cast.amina, room, text) == ("watched-word",)


@pytest.mark.parametrize("text", ["miracles", "A mira cle", "unmiracle", ""])
def test_whole_words_only(cast: Any, room: Forum, text: str) -> None:
    WatchedWord.objects.create(word="miracle")
    assert check_writer(cast.amina, room, text) == ()


def test_a_phrase_is_found_across_what_stands_between(cast: Any, room: Forum) -> None:
    WatchedWord.objects.create(word="buy now")
    assert check_writer(cast.amina, room, "Buy,\n  NOW") == ("watched-word",)
    assert check_writer(cast.amina, room, "Now buy") == ()


def test_a_refused_word_says_why_and_keeps_what_was_typed(cast: Any) -> None:
    WatchedWord.objects.create(word="brand X", act="refuse", why="Name the kind of device.")
    asked = topic(cast.carys)
    page = send(cast.amina, asked, "We use Brand X.")
    assert "“brand X” cannot be posted here. Name the kind of device." in page
    assert "We use Brand X.</textarea>" in page
    assert asked.posts.count() == 1
    with pytest.raises(ValidationError):
        check_writer(cast.amina, None, "brand x")


def test_a_word_made_of_signs_matches_nothing(cast: Any, room: Forum) -> None:
    WatchedWord.objects.create(word=".*")
    assert check_writer(cast.amina, room, "Anything .* at all") == ()


def test_a_word_is_watched_once(cast: Any) -> None:
    WatchedWord.objects.create(word="Miracle")
    with pytest.raises(IntegrityError):
        WatchedWord.objects.create(word="miracle")
