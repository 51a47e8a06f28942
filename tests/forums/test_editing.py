"""Editing and taking back: what is marked, what is kept, and for whom."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from activity.models import Activity
from forums.models import Mention, Post, PostRevision, Topic
from forums.services import PostIsGone, delete_own_post, edit_post, remove_post
from moderation.models import Hold
from tests.checks import assert_html_valid, assert_queries_constant
from tests.forums.makers import forum, reply, topic
from tests.forums.test_concurrency import at_once
from tests.forums.test_files import client_of, keep

pytestmark = pytest.mark.django_db


def older(post: Post, minutes: int = 31) -> Post:
    Post.objects.filter(pk=post.pk).update(submit_date=timezone.now() - timedelta(minutes=minutes))
    return post


def test_within_half_an_hour_an_edit_leaves_no_mark(cast: Any) -> None:
    post = older(reply(topic(cast.carys), cast.amina, "Frist"), minutes=29)
    page = client_of(cast.amina).get(f"/posts/{post.pk}/edit/").content.decode()
    assert "nobody is told that you changed it" in page
    client_of(cast.amina).post(f"/posts/{post.pk}/edit/", {"body": "First"})
    post.refresh_from_db()
    assert (post.comment, post.edited_at, post.revisions.count()) == ("First", None, 0)


def test_later_it_is_marked_and_moderators_read_what_it_said(cast: Any) -> None:
    post = older(reply(topic(cast.carys), cast.amina, "Give 5 ml"))
    assert "It will say" in client_of(cast.amina).get(f"/posts/{post.pk}/edit/").content.decode()
    client_of(cast.amina).post(f"/posts/{post.pk}/edit/", {"body": "Give 6 ml"})
    client_of(cast.amina).post(f"/posts/{post.pk}/edit/", {"body": "Give 7 ml"})
    post.refresh_from_db()
    assert post.edited_at is not None
    address = f"/posts/{post.pk}/history/"
    assert (
        f'<a href="{address}">edited</a>'
        in client_of(cast.dev).get(post.topic.get_absolute_url()).content.decode()
    )
    assert address not in client_of(cast.ben).get(post.topic.get_absolute_url()).content.decode()
    page = client_of(cast.dev).get(address).content.decode()
    assert page.index("Give 7 ml") < page.index("Give 6 ml") < page.index("Give 5 ml")
    assert "Edited by Amina Yusuf" in page
    assert_html_valid({"history": page})


def test_what_it_said_before_is_shown_as_it_was_shown(cast: Any) -> None:
    words = "Give **5 ml**, <script>alert(1)</script> [see](javascript:x)"
    post = older(reply(topic(cast.carys), cast.amina, words))
    client_of(cast.amina).post(f"/posts/{post.pk}/edit/", {"body": "Give _6 ml_"})
    for address in (f"/posts/{post.pk}/history/", f"/posts/{post.pk}/moderate/"):
        page = client_of(cast.dev).get(address).content.decode()
        assert "<strong>5 ml</strong>" in page, address
        assert "<em>6 ml</em>" in page, address
        assert "<script>alert" not in page, address
        assert 'href="javascript' not in page, address
        assert_html_valid({address: page})


def test_history_is_for_the_moderators_of_the_forum(cast: Any) -> None:
    room = forum(key="trust:fenmere")
    room.moderators.add(cast.farah)
    post = older(reply(topic(cast.amina, into=room), cast.amina, "Before"))
    edit_post(post, by=cast.amina, body="After")
    address = f"/posts/{post.pk}/history/"
    for person, status in ((cast.farah, 200), (cast.dev, 200), (cast.amina, 404), (cast.ben, 404)):
        assert client_of(person).get(address).status_code == status
    assert Client().get(address).status_code == 404
    elsewhere = reply(topic(cast.carys), cast.amina)
    assert client_of(cast.farah).get(f"/posts/{elsewhere.pk}/history/").status_code == 404


def test_words_that_waited_for_a_moderator_are_kept_nowhere(cast: Any) -> None:
    post = older(reply(topic(cast.carys), cast.amina, "About SW1A 1AA", held_kinds=["postcode"]))
    edit_post(post, by=cast.amina, body="About a place")
    assert PostRevision.objects.count() == 0
    delete_own_post(post, by=cast.amina)
    assert PostRevision.objects.count() == 0
    assert Hold.objects.waiting().count() == 0


def test_one_s_own_post_is_taken_out_and_the_thread_stays(cast: Any) -> None:
    asked = topic(cast.carys)
    post = reply(asked, cast.amina, "What I said", files=[keep(cast.amina)])
    reply(asked, cast.ben, "I answer", answers=post)
    amina = client_of(cast.amina)
    page = amina.get(f"/posts/{post.pk}/delete/").content.decode()
    assert "You cannot undo this" in page
    assert_html_valid({"delete": page})
    assert Post.objects.get(pk=post.pk).comment == "What I said"
    assert amina.post(f"/posts/{post.pk}/delete/").status_code == 302
    page = Client().get(asked.get_absolute_url()).content.decode()
    assert "What I said" not in page
    assert "I answer" in page
    post.refresh_from_db()
    assert (post.comment, post.is_removed, post.files.count()) == ("", True, 0)
    revision = post.revisions.get()
    assert (revision.body, revision.why, revision.by) == ("What I said", "removed", cast.amina)
    assert not Activity.objects.visible_to(cast.ben).announced().about(post).exists()
    asked.refresh_from_db()
    assert asked.post_count == 2


def test_nobody_takes_out_the_post_of_another(cast: Any) -> None:
    post = reply(topic(cast.carys), cast.ben, "Mine")
    for method in ("get", "post"):
        assert getattr(client_of(cast.amina), method)(f"/posts/{post.pk}/delete/").status_code == 403
        assert getattr(Client(), method)(f"/posts/{post.pk}/delete/").status_code == 302
    assert Post.objects.get(pk=post.pk).comment == "Mine"
    theirs = reply(topic(cast.ben, into=forum(key="trust:castlebeck")), cast.ben)
    assert client_of(cast.amina).post(f"/posts/{theirs.pk}/delete/").status_code == 404


def test_a_question_goes_with_its_topic_unless_somebody_answered(cast: Any) -> None:
    alone, answered = topic(cast.amina, body="@ben-osei?"), topic(cast.amina)
    reply(answered, cast.ben, "So it is")
    amina = client_of(cast.amina)
    for asked in (alone, answered):
        amina.post(f"/posts/{asked.posts.get(seq=1).pk}/delete/")
    assert list(Topic.objects.all()) == [answered]
    assert Mention.objects.count() == 0
    page = Client().get(answered.get_absolute_url(), follow=True).content.decode()
    assert "So it is" in page
    assert "What has worked for you?" not in page


def test_an_edit_of_what_was_taken_out_brings_nothing_back_and_loses_nothing(cast: Any) -> None:
    post = reply(topic(cast.carys), cast.amina, "First")
    stale = Post.objects.select_related("topic").get(pk=post.pk)
    remove_post(post, by=cast.dev)
    with pytest.raises(PostIsGone):
        edit_post(stale, by=cast.amina, body="Again")
    with pytest.raises(PostIsGone):
        delete_own_post(stale, by=cast.amina)
    post.refresh_from_db()
    assert (post.comment, post.body_html, post.is_public) == ("", "", False)


def test_history_takes_as_many_queries_for_many_changes(client: Client, cast: Any) -> None:
    post = older(reply(topic(cast.carys), cast.amina, "0"))
    client.force_login(cast.dev)

    def build(count: int) -> None:
        for number in range(count):
            edit_post(post, by=cast.amina, body=f"Change {number} of {count}")

    assert_queries_constant(client, f"/posts/{post.pk}/history/", build, large=15)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(4))
def test_edits_against_a_deletion_lose_nothing_and_bring_nothing_back(cast: Any, turn: int) -> None:
    asked = topic(cast.carys)
    post = older(reply(asked, cast.amina, "First"))
    people = [cast.amina, cast.ben, cast.carys, cast.farah, cast.dev]
    people = people[turn:] + people[:turn]

    def write(person: Any) -> str:
        try:
            if person == cast.dev:
                delete_own_post(post, by=cast.amina)
                return "gone"
            edit_post(post, by=cast.amina, body=f"Edit of {person.name}")
        except PostIsGone:
            return "too late"
        return f"Edit of {person.name}"

    done = at_once(write, people)
    found = Post.objects.get(pk=post.pk)
    assert (found.comment, found.body_html, found.is_removed, found.is_public) == ("", "", True, False)
    edits = {words for words in done if words.startswith("Edit")}
    assert done.count("gone") == 1
    # Each text that was taken was kept when the next came, and the last when the post went.
    assert {"First", *edits} == set(PostRevision.objects.values_list("body", flat=True))
    asked.refresh_from_db()
    assert asked.post_count == 1
