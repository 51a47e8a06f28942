"""Two moderators at once, and members who write while topics are merged and split."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import User
from forums.models import Post, PostRevision, Topic
from forums.services import (
    CannotModerate,
    CannotReply,
    hide_post,
    merge_topics,
    post_reply,
    put_back,
    split_posts,
)
from moderation.models import AuditEntry, Report, Sanction
from moderation.services import AlreadyDecided, Reason, hold, reject, release, report
from tests import factories
from tests.forums.makers import reply, topic
from tests.forums.test_arranging import assert_counted
from tests.forums.test_concurrency import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WHY = Reason("It is unkind", "Say it kindly.")


def test_of_two_who_hide_a_post_one_does(cast: Any) -> None:
    post = reply(topic(cast.carys), cast.ben, "Words")

    def hide(person: User) -> bool:
        try:
            hide_post(post, by=person, why=WHY)
        except CannotModerate:
            return False
        return True

    done = at_once(hide, [cast.dev, cast.grace, cast.ella, cast.farah])
    assert sorted(done) == [False, False, False, True]
    assert PostRevision.objects.get().body == "Words"
    assert Sanction.objects.count() == AuditEntry.objects.count() == 1
    put_back(post, by=cast.dev)
    assert Post.objects.get(pk=post.pk).comment == "Words"


def test_of_two_decisions_about_a_hold_one_stands(cast: Any) -> None:
    post = reply(topic(cast.carys), cast.ben, "Words", held_kinds=["postcode"])
    held = hold(post, ["postcode"], by=cast.ben)

    def decide(person: User) -> bool:
        try:
            (release if person == cast.dev else reject)(held, by=person)
        except AlreadyDecided:
            return False
        return True

    assert sorted(at_once(decide, [cast.dev, cast.grace])) == [False, True]
    assert AuditEntry.objects.count() == 1


def test_twelve_report_at_once_and_one_twelve_times(cast: Any) -> None:
    post = reply(topic(cast.carys), cast.ben)
    people = [factories.user() for _ in range(6)] + [cast.amina] * 6
    at_once(lambda person: report(post, reporter=person, reason="unsafe"), people)
    assert Report.objects.count() == 7


def test_replies_sent_while_topics_are_merged_are_all_there(cast: Any) -> None:
    kept, gone = topic(cast.carys), topic(cast.ben)
    parents = [reply(gone, cast.amina) for _ in range(3)]
    people = [*(factories.user() for _ in range(8)), cast.dev]

    def work(person: User) -> list[int]:
        if person == cast.dev:
            merge_topics(gone, into=kept, by=person)
            return []
        into = gone if person.pk % 2 else kept
        answers = parents[person.pk % 3] if into is gone else None
        return [post_reply(into, author=person, body="At once", reply_to=answers).pk for _ in range(4)]

    made = [pk for each in at_once(work, people) for pk in each]
    assert len(made) == 32
    assert set(kept.posts.filter(pk__in=made).values_list("pk", flat=True)) == set(made)
    assert not gone.posts.exists()
    assert_counted(kept)


def test_merged_both_ways_at_once_one_wins(cast: Any) -> None:
    first, second = topic(cast.carys), topic(cast.ben)

    def work(person: User) -> bool:
        try:
            if person == cast.dev:
                merge_topics(first, into=second, by=person)
            else:
                merge_topics(second, into=first, by=person)
        except CannotModerate:
            return False
        return True

    assert sorted(at_once(work, [cast.dev, cast.grace])) == [False, True]
    assert Topic.objects.filter(merged_into=None).get().posts.count() == 2


def test_split_while_others_answer_what_is_split_off(cast: Any) -> None:
    asked = topic(cast.carys)
    root = reply(asked, cast.ben)
    people = [*(factories.user() for _ in range(6)), cast.dev]

    def work(person: User) -> int:
        if person == cast.dev:
            split_posts([root], by=person, title="Apart")
            return 0
        sent = 0
        for _ in range(4):
            try:
                post_reply(asked, author=person, body="At once", reply_to=root)
            except CannotReply:
                continue
            sent += 1
        return sent

    sent = sum(at_once(work, people))
    made = Topic.objects.get(title="Apart")
    # Whoever came too late was told so; the replies that were taken went along.
    assert made.posts.count() == 1 + sent
    assert_counted(made)
    assert_counted(asked)
