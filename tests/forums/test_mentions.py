"""@: a link for people who can see the topic, and each of them told once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Audience, Mute
from activity import deliver, mail
from activity.models import Notification
from activity.services import follow
from forums.models import Mention, Post
from forums.services import edit_post, release_post
from tests import factories
from tests.checks import assert_queries_constant
from tests.forums.makers import forum, reply, topic
from tests.forums.test_files import client_of
from tests.mailbox import Mailbox

pytestmark = pytest.mark.django_db


def told(person: Any) -> list[Notification]:
    deliver.deliver_all()
    return list(Notification.objects.filter(user=person, direct=True))


def names(client: Client, query: str) -> list[str]:
    return [each["name"] for each in client.get(f"/forums/mentions/?{query}").json()["people"]]


def test_a_handle_becomes_the_person_s_name_and_they_are_told(cast: Any, mailbox: Mailbox) -> None:
    asked = topic(cast.carys)
    post = reply(asked, cast.ben, "Ask @Amina-Yusuf, she has tried it.")
    assert post.body_html == (
        f'<p>Ask <a href="/people/{cast.amina.pk}/">@Amina Yusuf</a>, she has tried it.</p>\n'
    )
    (notification,) = told(cast.amina)
    assert notification.direct
    assert "Ben Osei mentioned you in" in client_of(cast.amina).get("/notifications/").content.decode()
    mail.send_waiting()
    assert "Ben Osei mentioned you in" in mailbox.to("amina@example.org")[0].as_string()


def test_a_question_names_people_too(cast: Any) -> None:
    asked = topic(cast.ben, body="@carys-bowen, how do you do it?")
    (notification,) = told(cast.carys)
    assert notification.activity.target == asked


def test_who_follows_and_is_named_is_told_once(cast: Any) -> None:
    asked = topic(cast.carys)
    follow(cast.amina, asked)
    follow(cast.amina, asked.forum)
    Notification.objects.all().delete()
    post = reply(asked, cast.ben, "@amina-yusuf and again @amina-yusuf")
    deliver.deliver_all()
    assert Notification.objects.filter(user=cast.amina, activity__object_id=post.pk).count() == 1


def test_edits_tell_only_those_who_are_newly_named(cast: Any) -> None:
    asked = topic(cast.carys)
    post = reply(asked, cast.ben, "@amina-yusuf knows.")
    edit_post(post, by=cast.ben, body="@amina-yusuf and @farah-iqbal know.")
    edit_post(post, by=cast.ben, body="Nobody knows.")
    edit_post(post, by=cast.ben, body="@amina-yusuf, @farah-iqbal and I know, @ben-osei.")
    assert (len(told(cast.amina)), len(told(cast.farah)), len(told(cast.ben))) == (1, 1, 0)
    assert Mention.objects.filter(post=post).count() == 2


def test_nobody_outside_is_linked_or_told(cast: Any) -> None:
    asked = topic(cast.amina, into=forum(key="trust:fenmere"))
    post = reply(asked, cast.amina, "Not @carys-bowen, not @nobody-at-all, but @farah-iqbal")
    assert "@carys-bowen" in post.body_html
    assert f"/people/{cast.carys.pk}/" not in post.body_html
    assert f"/people/{cast.farah.pk}/" in post.body_html
    assert (told(cast.carys), len(told(cast.farah))) == ([], 1)


def test_a_narrower_topic_in_a_wider_forum_names_only_its_readers(cast: Any) -> None:
    asked = topic(cast.amina)
    asked.audience = factories.audience("trust:fenmere")
    asked.save(update_fields=["audience"])
    reply(asked, cast.amina, "@carys-bowen @farah-iqbal")
    assert (told(cast.carys), len(told(cast.farah))) == ([], 1)
    assert names(client_of(cast.amina), f"topic={asked.pk}&q=carys") == []


def test_moderators_are_not_named_where_they_do_not_see(cast: Any) -> None:
    room = Audience.objects.create(
        kind=Audience.Kind.GROUPS, key="invited:six", name="the six", confidential=True
    )
    room.people.add(cast.amina, cast.ben)
    asked = topic(cast.amina, into=forum(key="invited:six"))
    post = reply(asked, cast.amina, "@dev-anand @ben-osei")
    assert f"/people/{cast.dev.pk}/" not in post.body_html
    assert (told(cast.dev), len(told(cast.ben))) == ([], 1)
    assert names(client_of(cast.amina), f"topic={asked.pk}") == ["Ben Osei"]


@pytest.mark.parametrize("is_block", [False, True])
def test_who_mutes_is_not_told_and_who_blocks_is_not_linked(cast: Any, is_block: bool) -> None:
    Mute.objects.create(user=cast.amina, muted=cast.ben, is_block=is_block)
    asked = topic(cast.carys)
    post = reply(asked, cast.ben, "Ask @amina-yusuf")
    assert (f"/people/{cast.amina.pk}/" in post.body_html) == (not is_block)
    assert told(cast.amina) == []
    assert ("Amina Yusuf" in names(client_of(cast.ben), f"topic={asked.pk}&q=am")) == (not is_block)


def test_a_held_post_tells_nobody_until_it_is_released(cast: Any) -> None:
    asked = topic(cast.carys)
    post = reply(asked, cast.ben, "@amina-yusuf SW1A 1AA", held_kinds=["postcode"])
    assert told(cast.amina) == []
    release_post(Post.objects.select_related("topic").get(pk=post.pk), by=cast.dev)
    assert len(told(cast.amina)) == 1
    waiting = topic(cast.ben, body="@amina-yusuf?", held_kinds=["postcode"])
    assert len(told(cast.amina)) == 1
    release_post(Post.objects.select_related("topic").get(topic=waiting), by=cast.dev)
    assert len(told(cast.amina)) == 2


@pytest.mark.parametrize(
    "body",
    ["`@amina-yusuf`", "mail x@amina-yusuf", "[@amina-yusuf](/forums/)", "@@amina-yusuf", "/@amina-yusuf"],
)
def test_what_is_no_mention_names_nobody(cast: Any, body: str) -> None:
    post = reply(topic(cast.carys), cast.ben, body)
    assert f"/people/{cast.amina.pk}/" not in post.body_html
    assert told(cast.amina) == []


def test_quoted_words_link_but_tell_nobody_again(cast: Any) -> None:
    post = reply(topic(cast.carys), cast.ben, "> @amina-yusuf said so\n\nYes.")
    assert f"/people/{cast.amina.pk}/" in post.body_html
    assert told(cast.amina) == []


def test_a_name_is_text(cast: Any) -> None:
    cast.amina.name = "<b>A</b> [x](//evil)"
    cast.amina.save()
    post = reply(topic(cast.carys), cast.ben, "@amina-yusuf")
    assert "@&lt;b&gt;A&lt;/b&gt; [x](//evil)</a>" in post.body_html


def test_suggestions_begin_with_the_thread_s_writers(cast: Any) -> None:
    asked = topic(cast.carys)
    reply(asked, cast.farah)
    found = names(client_of(cast.amina), f"topic={asked.pk}")
    assert found[:2] == ["Carys Bowen", "Farah Iqbal"]
    assert "Amina Yusuf" not in found
    assert len(found) <= 8
    answer = client_of(cast.amina).get(f"/forums/mentions/?topic={asked.pk}&q=os").json()
    assert answer["people"] == [
        {"handle": "ben-osei", "name": "Ben Osei", "byline": "neonatal consultant, Castlebeck"}
    ]


def test_suggestions_of_a_forum_are_its_readers(cast: Any) -> None:
    room = forum("ours", key="trust:fenmere")
    found = names(client_of(cast.amina), f"forum={room.slug}")
    assert "Farah Iqbal" in found
    assert "Carys Bowen" not in found


def test_suggestions_are_for_those_who_see_the_place(cast: Any) -> None:
    asked = topic(cast.amina, into=forum("ours", key="trust:fenmere"))
    for query in (f"topic={asked.pk}", "forum=ours", "topic=x", "", "topic=99999999999999999999"):
        assert client_of(cast.carys).get(f"/forums/mentions/?{query}").status_code == 404
        assert Client().get(f"/forums/mentions/?{query}").status_code == 404


def test_an_anonymous_writer_is_not_suggested_first(cast: Any) -> None:
    room = forum(allows_anonymous=True)
    asked = topic(cast.farah, into=room, is_anonymous=True)
    reply(asked, cast.ben)
    found = names(client_of(cast.amina), f"topic={asked.pk}")
    assert found[0] == "Ben Osei"
    assert found[1:] == sorted(found[1:])


def test_suggestions_are_limited(cast: Any) -> None:
    asked = topic(cast.carys)
    amina = client_of(cast.amina)
    statuses = [amina.get(f"/forums/mentions/?topic={asked.pk}").status_code for _ in range(121)]
    assert statuses == [200] * 120 + [429]


def test_suggestions_take_as_many_queries_for_many_people(cast: Any) -> None:
    asked = topic(cast.carys)

    def build(count: int) -> None:
        for _ in range(count):
            reply(asked, factories.user())

    client = client_of(cast.amina)
    # Session, reader, their audiences, the topic, the people, where they work.
    assert_queries_constant(client, f"/forums/mentions/?topic={asked.pk}", build, ceiling=6)
