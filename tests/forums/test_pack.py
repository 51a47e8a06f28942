"""Forums and topics as plain data: in, out, and in again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from wagtail.models import Page

from accounts.models import User
from activity import deliver
from activity.models import Activity, Notification
from forums.models import Forum, Post, Topic
from forums.packs import export_forums, export_topics, import_forum, import_topic
from forums.services import delete_topic
from forums.times import read_time, write_time
from tests import factories
from tests.forums.makers import reply

pytestmark = pytest.mark.django_db

FORUM = {
    "slug": "night",
    "title": "Nights",
    "description": "By night.",
    "audience": "members",
    "posters": "",
    "network": "",
    "order": "20",
    "anonymous": "no",
    "hosts": "no",
    "moderators": "",
}
TOPIC: dict[str, Any] = {
    "slug": "who-sleeps",
    "forum": "night",
    "title": "Who sleeps?",
    "kind": "question",
    "status": "answered",
    "author": "carys@example.org",
    "created": "2026-05-05 10:12",
    "about": ["scores"],
    "pinned": True,
    "summary": "At **ten**.",
    "posts": [
        {"author": "carys@example.org", "at": "2026-05-05 10:12", "body": "And **when**?\n"},
        {
            "author": "ben@example.org",
            "at": "2026-05-05 18:00",
            "accepted": "2026-05-07 09:00",
            "reactions": {"helpful": ["amina@example.org", "carys@example.org"]},
            "body": "At ten.",
        },
        {"author": "carys@example.org", "at": "2026-05-06 07:00", "reply_to": 2, "body": "Why?"},
        {"author": "amina@example.org", "at": "2026-05-06 08:00", "anonymous": True, "body": "At nine."},
    ],
}


class Resolve:
    """The engine's part, on the database as it is."""

    def page(self, path: str) -> Page:
        slug = path.strip("/").rpartition("/")[2]
        page = Page.objects.filter(slug=slug).first()
        if page is None:
            raise ValueError(f"There is no page {path}.")
        return page

    def user(self, email: str) -> User:
        user = User.objects.filter(email=email).first()
        if user is None:
            raise ValueError(f"There is nobody with {email}.")
        return user


@pytest.fixture
def ground(cast: Any) -> Any:
    factories.guide("scores", short_title="Early warning")
    import_forum(FORUM, Resolve())
    return cast


def bring(**changed: Any) -> bool:
    return import_topic({**TOPIC, **changed}, Resolve())


def test_a_forum_is_made_changed_and_left_alone(cast: Any) -> None:
    assert import_forum(FORUM, Resolve()) is True
    assert import_forum(FORUM, Resolve()) is False
    assert import_forum({**FORUM, "title": "By night"}, Resolve()) is True
    made = Forum.objects.get(network=None)
    assert (made.slug, made.title, made.audience.key, made.position) == ("night", "By night", "members", 20)
    assert [row for row in export_forums() if not row["network"]] == [{**FORUM, "title": "By night"}]


def test_the_row_of_a_network_is_about_its_forum(cast: Any) -> None:
    forums = Forum.objects.count()
    row = {
        **FORUM,
        "slug": "the-east",
        "title": "The East",
        "audience": "network:eastern",
        "posters": "trust:fenmere",
        "network": "eastern",
        "anonymous": "yes",
    }
    assert import_forum(row, Resolve()) is True
    assert import_forum(row, Resolve()) is False
    made = Forum.objects.get(network=cast.eastern)
    assert made.posters is not None
    assert (made.slug, made.posters.key, made.allows_anonymous) == ("the-east", "trust:fenmere", True)
    assert row in export_forums()
    assert Forum.objects.count() == forums


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"slug": ""}, "slug is missing"),
        ({"title": ""}, "title is missing"),
        ({"title": "x" * 81}, "81 characters; at most 80"),
        ({"audience": "trust:nowhere"}, "there is no 'trust:nowhere'"),
        ({"audience": "everybody"}, "there is no 'everybody'"),
        ({"order": "first"}, "'first' is no whole number"),
        ({"hosts": "maybe"}, "'maybe' is none of no, yes"),
        ({"posters": "trust:nowhere"}, "posters: there is no 'trust:nowhere'"),
        ({"network": "nowhere"}, "network: there is no 'nowhere'"),
        ({"network": "kent-surrey-and-sussex", "slug": "eastern"}, "another forum has 'eastern'"),
    ],
)
def test_a_wrong_row_is_told_in_words(cast: Any, changed: dict[str, str], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        import_forum({**FORUM, **changed}, Resolve())
    assert not Forum.objects.filter(network=None).exists()


def test_two_forums_cannot_both_host_or_share_a_title(cast: Any) -> None:
    import_forum({**FORUM, "hosts": "yes"}, Resolve())
    with pytest.raises(ValueError, match="'night' hosts"):
        import_forum({**FORUM, "slug": "day", "title": "Day", "hosts": "yes"}, Resolve())
    with pytest.raises(ValueError, match="another forum is called 'Nights'"):
        import_forum({**FORUM, "slug": "day"}, Resolve())


def test_a_topic_keeps_writers_times_thread_and_counters(ground: Any) -> None:
    assert bring() is True
    topic = Topic.objects.get()
    assert (topic.author, topic.status, topic.kind) == (ground.carys, "answered", "question")
    assert topic.created_at == datetime(2026, 5, 5, 9, 12, tzinfo=UTC)
    assert (topic.post_count, topic.last_seq, topic.last_post_by) == (4, 4, None)
    assert topic.last_post_at == datetime(2026, 5, 6, 7, 0, tzinfo=UTC)
    posts = list(Post.objects.filter(topic=topic).in_thread_order())
    assert [post.seq for post in posts] == [1, 2, 3, 4]
    assert posts[2].reply_to == posts[1]
    assert posts[0].body_html == "<p>And <strong>when</strong>?</p>\n"
    assert [page.slug for page in topic.about.all()] == ["scores"]
    told = Activity.objects.announced().about(topic).order_by("created_at")
    assert [each.verb for each in told] == ["forums.topic.created"] + ["forums.post.created"] * 3
    assert told[1].created_at == datetime(2026, 5, 5, 17, 0, tzinfo=UTC)
    deliver.deliver_all()
    assert Notification.objects.count() == 0


def test_the_same_again_changes_nothing(ground: Any) -> None:
    bring()
    activities = Activity.objects.count()
    assert bring() is False
    assert Post.objects.count() == 4
    assert Activity.objects.count() == activities


def test_what_members_wrote_meanwhile_stays_and_new_posts_come_in(ground: Any) -> None:
    bring()
    mine = reply(Topic.objects.get(), ground.farah, "My own words")
    more = {"author": "ben@example.org", "at": "2026-05-07 09:00", "reply_to": 4, "body": "Nine, then."}
    assert bring(posts=[*TOPIC["posts"], more]) is True
    assert bring(posts=[*TOPIC["posts"], more]) is False
    topic = Topic.objects.get()
    assert topic.post_count == 6
    assert topic.last_post_by == ground.farah
    assert topic.posts.get(pk=mine.pk).comment == "My own words"
    assert topic.posts.get(seq=6).reply_to == topic.posts.get(seq=4)


def test_changed_words_are_taken_over(ground: Any) -> None:
    bring()
    posts = [{**TOPIC["posts"][0], "body": "And why?"}, *TOPIC["posts"][1:]]
    assert bring(posts=posts, title="Who sleeps, and why?", status="closed") is True
    topic = Topic.objects.get()
    assert (topic.title, topic.status, topic.slug) == ("Who sleeps, and why?", "closed", "who-sleeps")
    assert topic.posts.get(seq=1).body_html == "<p>And why?</p>\n"


def test_two_posts_of_one_person_in_one_minute_are_two(ground: Any) -> None:
    first = TOPIC["posts"][0]
    bring(posts=[first, {**first, "body": "One"}, {**first, "body": "Two"}])
    assert bring(posts=[first, {**first, "body": "One"}, {**first, "body": "Two"}]) is False
    assert [post.comment for post in Post.objects.order_by("seq")] == ["And **when**?", "One", "Two"]


def test_out_and_in_again_is_the_same(ground: Any) -> None:
    bring()
    page = factories.case_study("hats", open_for_discussion=True)
    deliver.deliver_all()
    reply(Topic.objects.get(page_id=page.pk), ground.ben, "May we copy it?")
    bring(slug="another", created="2026-05-08 10:00")
    out = export_topics()
    assert [each["slug"] for each in out][:2] == ["who-sleeps", "another"]
    assert out[0]["posts"][2] == TOPIC["posts"][2]
    assert out[2]["page"] == "/case-studies/hats/"
    assert "title" not in out[2]
    assert all(import_topic(each, Resolve()) is False for each in out)
    for topic in Topic.objects.all():
        delete_topic(topic, by=None)
    assert all(import_topic(each, Resolve()) is True for each in out)
    assert export_topics() == out


def test_topics_of_one_title_get_files_of_their_own(ground: Any) -> None:
    bring()
    Topic.objects.create(
        forum=Forum.objects.get(slug="night"), title="Who sleeps?", slug="who-sleeps", audience_id=2
    )
    assert [each["slug"] for each in export_topics()] == ["who-sleeps", "who-sleeps-2"]


def test_a_page_s_topic_comes_with_its_page(ground: Any) -> None:
    factories.case_study("hats", title="A hat for every baby", open_for_discussion=True)
    posts = [{"author": "ben@example.org", "at": "2026-05-08 20:15", "body": "The card?"}]
    data = {"slug": "hats", "forum": "night", "page": "/case-studies/hats/", "posts": posts}
    assert import_topic(data, Resolve()) is True
    assert import_topic(data, Resolve()) is False
    topic = Topic.objects.get()
    assert topic.forum.hosts_pages
    assert (topic.title, topic.reply_count) == ("A hat for every baby", 1)
    assert topic.last_post_at == datetime(2026, 5, 8, 19, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"forum": "none"}, "there is no forum 'none'"),
        ({"title": " "}, "title is missing"),
        ({"kind": "rant"}, "'rant' is none of discussion, question, sharing"),
        ({"status": "burning"}, "'burning' is none of answered, closed, open"),
        ({"created": "yesterday"}, "'yesterday' is no time"),
        ({"author": "nobody@example.org"}, "nobody with nobody@example.org"),
        ({"about": ["none"]}, "no page /guides/none/"),
        ({"posts": []}, "posts is missing"),
        ({"posts": [{**TOPIC["posts"][0], "body": ""}]}, "post 1: body is missing"),
        ({"posts": [{**TOPIC["posts"][0], "at": "5 May"}]}, "post 1: at: '5 May' is no time"),
        ({"posts": [TOPIC["posts"][0], {**TOPIC["posts"][1], "reply_to": 2}]}, "post 2: reply_to"),
    ],
)
def test_a_wrong_topic_is_told_in_words_and_leaves_nothing(
    ground: Any, changed: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        bring(**changed)
    assert Topic.objects.count() == Post.objects.count() == 0


@pytest.mark.parametrize("told", ["2026-05-05 10:12", "2026-12-05 10:12", "2026-10-25 01:30:00+00:00"])
def test_times_come_back_as_they_were(told: str) -> None:
    assert read_time(write_time(read_time(told, "at")), "at") == read_time(told, "at")
    assert read_time("2026-05-05 10:12", "at") == datetime(2026, 5, 5, 9, 12, tzinfo=UTC)
