"""Many write at once: nothing is lost, every position is taken once, the order is right."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import User
from activity.models import Activity
from forums.models import Post, Topic
from forums.services import PostIsGone, delete_own_post, edit_post, post_reply
from tests import factories
from tests.forums.makers import reply, topic

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, EACH = 24, 5


def in_order(posts: list[Post]) -> list[int]:
    """The ids in the order that the replies themselves tell, without the path: a walk."""
    under: dict[int | None, list[Post]] = {}
    for post in sorted(posts, key=lambda each: each.seq):
        under.setdefault(post.reply_to_id, []).append(post)
    order: list[int] = []
    stack = list(reversed(under.get(None, [])))
    while stack:
        post = stack.pop()
        order.append(post.pk)
        stack += reversed(under.get(post.pk, []))
    return order


def at_once(work: Any, people: list[User]) -> list[Any]:
    """Runs the work for each person in a thread of its own, all started together."""
    start = Barrier(len(people))

    def run(person: User) -> Any:
        start.wait()
        try:
            return work(person)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(run, people))


def test_twenty_four_writers_at_once(cast: Any) -> None:
    asked = topic(cast.carys)
    roots = [reply(asked, cast.ben) for _ in range(3)]
    people = [factories.user() for _ in range(WRITERS)]

    def write(person: User) -> list[int]:
        last = roots[person.pk % 3]
        made = []
        for number in range(EACH):
            parent = None if number == 0 and person.pk % 4 == 0 else last
            last = post_reply(asked, author=person, body=f"Number {number}.", reply_to=parent)
            made.append(last.pk)
        return made

    made = [pk for mine in at_once(write, people) for pk in mine]
    assert len(set(made)) == WRITERS * EACH
    posts = list(Post.objects.filter(topic=asked).in_thread_order())
    total = 1 + 3 + WRITERS * EACH
    assert sorted(post.seq for post in posts) == list(range(1, total + 1))
    assert len({post.path for post in posts}) == total
    assert [post.pk for post in posts] == in_order(posts)
    asked.refresh_from_db()
    assert (asked.last_seq, asked.post_count) == (total, total)
    newest = max(posts, key=lambda post: post.seq)
    assert (asked.last_post_at, asked.last_post_by_id) == (newest.submit_date, newest.user_id)
    assert Activity.objects.filter(verb="forums.post.created").count() == total - 1


def test_the_same_form_sent_by_many_threads_is_one_post(cast: Any) -> None:
    asked = topic(cast.carys)

    def write(person: User) -> int:
        return post_reply(asked, author=person, body="We do.", key="once").pk

    assert len(set(at_once(write, [cast.ben] * 8))) == 1
    assert Post.objects.filter(topic=asked).count() == 2


def test_edits_and_replies_at_once_keep_the_counters(cast: Any) -> None:
    asked = topic(cast.carys)
    mine = reply(asked, cast.ben)

    def write(person: User) -> None:
        if person == cast.ben:
            edit_post(mine, by=cast.ben, body="Near SW1A 1AA", held_kinds=["postcode"])
        else:
            post_reply(asked, author=person, body="And we.")

    at_once(write, [cast.ben, *(factories.user() for _ in range(7))])
    found = Topic.objects.get()
    assert (found.post_count, found.last_seq) == (8, 9)


def test_of_an_edit_and_a_deletion_at_once_the_deletion_stands(cast: Any) -> None:
    asked = topic(cast.carys)
    mine = reply(asked, cast.ben, "First words.")
    reply(asked, cast.amina, "And we.", answers=mine)
    deleter = factories.user()

    def write(person: User) -> str:
        try:
            if person == deleter:
                delete_own_post(mine, by=cast.ben)
            else:
                edit_post(mine, by=cast.ben, body=f"Later words of {person.pk}.")
        except PostIsGone:
            return "gone"
        return "done"

    said = at_once(write, [deleter, *(factories.user() for _ in range(7))])
    assert said[0] == "done"
    left = Post.objects.get(pk=mine.pk)
    assert left.is_removed
    page = Client().get(asked.get_absolute_url()).content.decode()
    assert "words" not in page.partition("<main")[2].partition('<section class="composer"')[0]
    assert "And we." in page
    found = Topic.objects.get()
    assert (found.post_count, found.last_seq) == (2, 3)
