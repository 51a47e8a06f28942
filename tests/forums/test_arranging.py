"""What a moderator does with topics: lock, pin, close, move, merge, and splitting posts off."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from activity import deliver
from activity.models import Activity, Notification, Subscription
from activity.services import follow
from forums.models import Draft, Post, Topic, TopicRead
from forums.services import (
    CannotModerate,
    CannotReply,
    lock_topic,
    merge_topics,
    move_topic,
    post_reply,
    split_posts,
)
from moderation.models import AuditEntry, Hold
from moderation.services import hold
from tests import factories
from tests.checks import assert_html_valid
from tests.forums.makers import forum, reply, topic

pytestmark = pytest.mark.django_db


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def act(client: Client, asked: Topic, name: str, **sent: Any) -> Any:
    return client.post(f"{asked.get_absolute_url()}moderate/", {"act": name, **sent}, follow=True)


def shape(asked: Topic) -> list[tuple[int, str, int | None]]:
    """The thread as it is read: position, path, and whom each post answers."""
    return list(Post.objects.filter(topic=asked).in_thread_order().values_list("seq", "path", "reply_to_id"))


def bodies(asked: Topic) -> list[str]:
    return list(Post.objects.filter(topic=asked).in_thread_order().values_list("comment", flat=True))


def assert_counted(asked: Topic) -> None:
    """The counters say what the rows say."""
    asked.refresh_from_db()
    published = Post.objects.filter(topic=asked).published()
    assert asked.post_count == published.count()
    assert asked.last_seq >= max(asked.posts.values_list("seq", flat=True))
    last = published.newest().first()
    assert (asked.last_post_at, asked.last_post_by_id) == (last.submit_date, last.user_id)
    for post in asked.posts.all():
        assert post.object_pk == str(asked.pk)
        assert post.path.endswith(f"{post.seq:06d}")
        if post.reply_to and not post.reply_to.is_opening:
            assert post.path.startswith(post.reply_to.path)


@pytest.mark.parametrize(
    ("there", "back", "field"),
    [("lock", "unlock", "is_locked"), ("pin", "unpin", "is_pinned"), ("close", "reopen", "status")],
)
def test_there_and_back(cast: Any, there: str, back: str, field: str) -> None:
    asked = topic(cast.carys)
    before = getattr(asked, field)
    client = as_(cast.dev)
    act(client, asked, there)
    asked.refresh_from_db()
    assert getattr(asked, field) != before
    # The other moderator sees what can be done now, not what could be done before.
    assert "somebody else was first" in act(client, asked, there).content.decode()
    act(client, asked, back)
    asked.refresh_from_db()
    assert getattr(asked, field) == before
    assert AuditEntry.objects.count() == 2


def test_nobody_replies_to_what_is_locked(cast: Any) -> None:
    asked = topic(cast.carys)
    lock_topic(asked, by=cast.dev)
    page = as_(cast.amina).post(asked.get_absolute_url(), {"body": "My words"}).content.decode()
    assert "Your reply was not saved." in page
    assert "My words" in page
    with pytest.raises(CannotReply):
        post_reply(asked, author=cast.amina, body="Me too.")


def test_the_page_shows_every_act_and_each_has_its_own(cast: Any) -> None:
    asked, client = topic(cast.carys), as_(cast.dev)
    url = f"{asked.get_absolute_url()}moderate/"
    pages = {
        f"{url}{rest}": client.get(f"{url}{rest}").content.decode()
        for rest in ("", "?act=move", "?act=merge")
    }
    assert_html_valid(pages)
    assert "Lock it" in pages[url]
    assert as_(cast.amina).get(url).status_code == 403
    assert Client().get(url).status_code == 302
    closed = topic(cast.amina, into=forum(key="trust:fenmere"))
    assert as_(cast.carys).get(f"{closed.get_absolute_url()}moderate/").status_code == 404


def test_moved_it_is_read_by_those_who_read_the_new_forum(cast: Any) -> None:
    asked = topic(cast.amina, title="Night alarms?")
    post = reply(asked, cast.amina)
    follow(cast.carys, asked)
    deliver.deliver_all()
    hold(post, ["postcode"], by=cast.amina)
    before = asked.get_absolute_url()
    room = forum(key="trust:fenmere", title="Fenmere")
    said = act(as_(cast.dev), asked, "move", forum=room.pk).content.decode()
    assert "Moved to Fenmere." in said
    told = Notification.objects.get(activity__verb="forums.topic.moved_to")
    assert (told.user, told.activity.note) == (cast.amina, "It stands in the forum “Fenmere” now.")
    assert AuditEntry.objects.get().detail.endswith("to “Fenmere”")
    asked.refresh_from_db()
    assert (asked.forum, asked.audience) == (room, room.audience)
    assert as_(cast.carys).get(before).status_code == 404
    assert as_(cast.farah).get(before)["Location"] == asked.get_absolute_url()
    assert not Notification.objects.visible_to(cast.carys).exists()
    reply(asked, cast.farah, "Only for us")
    deliver.deliver_all()
    assert not Notification.objects.visible_to(cast.carys).exists()
    assert not Activity.objects.visible_to(cast.carys).about(asked).exists()
    assert Activity.objects.visible_to(cast.farah).about(room).exists()
    assert (Hold.objects.get().place, Hold.objects.get().audience) == (f"forum:{room.pk}", room.audience)


def test_a_page_s_topic_stays_with_its_page(cast: Any) -> None:
    factories.case_study("hats", open_for_discussion=True)
    deliver.deliver_all()
    about = Topic.objects.get()
    with pytest.raises(CannotModerate):
        move_topic(about, by=cast.dev, to=forum())
    with pytest.raises(CannotModerate):
        merge_topics(about, into=topic(cast.carys), by=cast.dev)
    assert "another topic" not in as_(cast.dev).get(f"{about.get_absolute_url()}moderate/").content.decode()


def test_merged_the_posts_go_to_the_end_with_their_threads(cast: Any) -> None:
    kept, gone = topic(cast.carys, body="First"), topic(cast.ben, body="Second")
    reply(kept, cast.amina, "To first")
    parent = reply(gone, cast.amina, "To second")
    child = reply(gone, cast.farah, "To that", answers=parent)
    reply(gone, cast.carys, "Beside")
    before = gone.get_absolute_url()
    into = f"http://testserver{kept.get_absolute_url()}"
    shown = act(as_(cast.dev), gone, "merge", into=into).content.decode()
    assert_html_valid({"sure": shown})
    assert kept.title in shown
    assert gone.title in shown
    assert gone.posts.exists()
    other = topic(cast.farah)
    assert (
        other.title
        in act(as_(cast.dev), gone, "merge", into=other.pk, sure=f"topic:{kept.pk}").content.decode()
    )
    act(as_(cast.dev), gone, "merge", into=into, sure=f"topic:{kept.pk}")
    headed = f"**{gone.title}**\n\nSecond"
    told = Notification.objects.visible_to(cast.ben).get(activity__verb="forums.topic.merged_into")
    assert (told.activity.title, told.activity.url) == (kept.title, kept.get_absolute_url())
    assert "The moderators merged your question into" in as_(cast.ben).get("/notifications/").content.decode()
    assert bodies(kept) == ["First", "To first", headed, "To second", "To that", "Beside"]
    assert shape(kept)[4] == (5, "000004000005", parent.pk)
    assert_counted(kept)
    gone.refresh_from_db()
    assert (gone.merged_into, gone.post_count, gone.posts.count()) == (kept, 0, 0)
    client = as_(cast.amina)
    assert client.get(before)["Location"] == kept.get_absolute_url()
    assert client.get(f"/posts/{child.pk}/")["Location"].startswith(kept.get_absolute_url())
    assert gone not in Topic.objects.visible_to(cast.amina)
    assert before not in client.get(f"/forums/{gone.forum.slug}/").content.decode()
    assert "To that" in client.get(f"{before}feed.rss").content.decode()


def test_followers_reads_and_drafts_come_along(cast: Any) -> None:
    kept, gone = topic(cast.carys), topic(cast.ben)
    reply(gone, cast.ben)
    follow(cast.farah, gone)
    for user, in_kept, in_gone in ((cast.amina, 1, 1), (cast.farah, 0, 2)):
        TopicRead.objects.create(user=user, topic=kept, last_seq=in_kept)
        TopicRead.objects.create(user=user, topic=gone, last_seq=in_gone)
    Draft.objects.create(user=cast.amina, place=f"reply:{gone.pk}", body="Begun")
    merge_topics(gone, into=kept, by=cast.dev)
    following = {row.user for row in Subscription.objects.of(kept)}
    assert {cast.carys, cast.ben, cast.farah} <= following
    assert not Subscription.objects.of(gone).exists()
    assert TopicRead.objects.get(user=cast.amina).last_seq == 2
    assert TopicRead.objects.get(user=cast.farah).last_seq == 0
    assert Draft.objects.get().place == f"reply:{kept.pk}"


def test_what_was_told_of_a_merged_topic_goes_to_the_narrower_audience(cast: Any) -> None:
    room = forum(key="trust:fenmere")
    kept, gone = topic(cast.amina, into=room), topic(cast.carys)
    follow(cast.ben, gone)
    deliver.deliver_all()
    merge_topics(gone, into=kept, by=cast.dev)
    assert not Activity.objects.visible_to(cast.ben).about(gone).exists()
    assert (
        Activity.objects.visible_to(cast.farah).about(kept).filter(verb="forums.topic.created").count() == 2
    )
    assert cast.ben not in {row.user for row in Subscription.objects.of(kept)}
    assert as_(cast.carys).get(gone.get_absolute_url()).status_code == 404


def test_search_finds_what_was_merged_in_its_new_place(cast: Any) -> None:
    kept, gone = topic(cast.carys, title="Kept"), topic(cast.ben, title="Gone")
    reply(gone, cast.amina, "A quokka at night")
    deliver.deliver_all()
    merge_topics(gone, into=kept, by=cast.dev)
    deliver.deliver_all()
    found = as_(cast.amina).get("/search/?q=quokka").content.decode()
    assert kept.get_absolute_url() in found
    assert gone.get_absolute_url() not in found


def test_merged_twice_the_oldest_address_leads_to_the_last(cast: Any) -> None:
    first, second, third = (topic(cast.carys) for _ in range(3))
    address = first.get_absolute_url()
    merge_topics(first, into=second, by=cast.dev)
    merge_topics(second, into=third, by=cast.dev)
    assert as_(cast.amina).get(address)["Location"] == third.get_absolute_url()
    with pytest.raises(CannotModerate):
        merge_topics(first, into=third, by=cast.dev)
    with pytest.raises(CannotModerate):
        merge_topics(third, into=third, by=cast.dev)


def test_a_reply_sent_to_what_was_merged_stands_in_the_other(cast: Any) -> None:
    kept, gone = topic(cast.carys), topic(cast.ben)
    parent = reply(gone, cast.amina, "Parent")
    address = gone.get_absolute_url()
    merge_topics(gone, into=kept, by=cast.dev)
    stale = Topic.objects.get(pk=gone.pk)
    post_reply(stale, author=cast.farah, body="By verb", reply_to=parent)
    as_(cast.amina).post(address, {"body": "By form", "reply_to": parent.pk})
    assert bodies(kept)[-3:] == ["Parent", "By verb", "By form"]
    assert_counted(kept)


def test_split_with_their_replies_into_a_new_topic(cast: Any) -> None:
    asked = topic(cast.carys, body="Question")
    root = reply(asked, cast.amina, "Other thing")
    child = reply(asked, cast.ben, "On that", answers=root)
    reply(asked, cast.farah, "Deeper", answers=child)
    stays = reply(asked, cast.ben, "Stays")
    late = reply(asked, cast.farah, "Also other")
    TopicRead.objects.create(user=cast.ben, topic=asked, last_seq=3)
    response = act_on_post(
        as_(cast.dev), root, title="Another thing", forum=asked.forum_id, others=f"/posts/{late.pk}/"
    )
    assert "They stand in “Another thing” now." in response.content.decode()
    made = Topic.objects.get(title="Another thing")
    assert bodies(made) == ["Other thing", "On that", "Deeper", "Also other"]
    assert [row[1] for row in shape(made)] == ["000001", "000002", "000002000003", "000004"]
    assert (made.author, made.kind) == (cast.amina, "question")
    assert_counted(made)
    assert bodies(asked) == ["Question", "Stays"]
    assert_counted(asked)
    assert TopicRead.objects.get(topic=made).last_seq == 2
    assert cast.amina in {row.user for row in Subscription.objects.of(made)}
    told = Activity.objects.get(verb="forums.post.created", object_id=child.pk)
    assert told in Activity.objects.about(made)
    assert told not in Activity.objects.about(asked)
    assert told.title == "Another thing"
    assert stays.topic_id == asked.pk


def act_on_post(client: Client, post: Post, **sent: Any) -> Any:
    return client.post(f"/posts/{post.pk}/moderate/", {"act": "split", **sent}, follow=True)


def test_the_question_itself_and_strangers_are_not_split_off(cast: Any) -> None:
    asked, other = topic(cast.carys), topic(cast.ben)
    first, post = asked.posts.get(seq=1), reply(asked, cast.amina)
    with pytest.raises(CannotModerate):
        split_posts([first], by=cast.dev, title="No")
    said = act_on_post(
        as_(cast.dev), post, title="No", forum=asked.forum_id, others=str(other.posts.get().pk)
    )
    assert "Not all of these posts stand in this topic." in said.content.decode()
    said = act_on_post(as_(cast.dev), post, title="No", forum=asked.forum_id, others="that one")
    assert "Write the numbers of posts" in said.content.decode()
    assert Topic.objects.count() == 2


def test_a_thousand_posts_are_merged_in_few_statements(cast: Any) -> None:
    few, many, kept = topic(cast.carys), topic(cast.carys), topic(cast.ben)
    for asked, count in ((few, 3), (many, 60)):
        for _ in range(count):
            reply(asked, cast.amina)
    counts = []
    for asked in (few, many):
        with CaptureQueriesContext(connection) as captured:
            merge_topics(asked, into=kept, by=cast.dev)
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 70
    assert_counted(kept)


def test_the_deepest_thread_is_split_and_merged_whole(cast: Any) -> None:
    asked, kept = topic(cast.carys), topic(cast.ben)
    made = [reply(asked, cast.amina)]
    for _ in range(405):
        made.append(reply(asked, cast.amina, answers=made[-1]))
    new = split_posts([made[1]], by=cast.dev, title="Deep")
    assert new.posts.count() == 405
    assert new.posts.get(pk=made[-1].pk).depth == 399
    merge_topics(new, into=kept, by=cast.dev)
    assert kept.posts.count() == 406
    assert asked.posts.count() == 2


def test_moved_out_of_the_asker_s_sight_it_asks_first_and_says_only_that(cast: Any) -> None:
    asked = topic(cast.carys, title="Night alarms?")
    reply(asked, cast.ben)
    room = forum(key="trust:fenmere", title="Fenmere alone")
    shown = act(as_(cast.dev), asked, "move", forum=room.pk).content.decode()
    assert_html_valid({"sure": shown})
    assert "Carys Bowen wrote this and cannot see the forum “Fenmere alone”" in shown
    assert Topic.objects.get().forum == asked.forum
    act(as_(cast.dev), asked, "move", forum=room.pk, sure=f"forum:{room.pk}")
    assert Topic.objects.get().forum == room
    deliver.deliver_all()
    for person in (cast.carys, cast.ben):
        page = as_(person).get("/notifications/").content.decode()
        assert "The moderators moved what you wrote to a forum that you cannot see. It stood in" in page
        assert asked.forum.title in page
        assert "see the page Contact" in page
        assert "Fenmere alone" not in page
        assert "Night alarms" not in page


def test_a_split_leaves_a_line_for_those_who_may_see_the_new_topic(cast: Any) -> None:
    asked = topic(cast.carys)
    root = reply(asked, cast.amina, "Other thing")
    reply(asked, cast.ben, "On that", answers=root)
    made = split_posts([root], by=cast.dev, title="Another thing", forum=forum(key="trust:fenmere"))
    page = as_(cast.farah).get(asked.get_absolute_url()).content.decode()
    assert "2 posts were moved to" in page
    assert f'<a href="{made.get_absolute_url()}">“Another thing”</a>' in page
    assert_html_valid({"split": page})
    for client in (as_(cast.carys), Client()):
        assert "Another thing" not in client.get(asked.get_absolute_url()).content.decode()
    verbs = dict(
        Notification.objects.filter(user__in=[cast.amina, cast.ben]).values_list("user", "activity__verb")
    )
    assert verbs == {cast.amina.pk: "forums.topic.split_into", cast.ben.pk: "forums.topic.moved_away"}
    assert AuditEntry.objects.get().detail == "2 posts"
