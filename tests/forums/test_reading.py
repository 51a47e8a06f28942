"""Reading forums and topics: who may, in which order, page by page, in constant queries."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forums.models import Post, Topic
from forums.paging import PAGE_SIZE
from forums.services import mark_helpful, remove_post, thread
from tests import factories
from tests.checks import assert_queries_constant, queries_of
from tests.forums.makers import forum, reply, topic

pytestmark = pytest.mark.django_db
ANCHOR = re.compile(r'id="post-(\d+)"')


def as_(user: Any) -> Client:
    client = Client()
    if user.is_authenticated:
        client.force_login(user)
    return client


def text(client: Client, url: str) -> str:
    response = client.get(url, follow=True)
    assert response.status_code == 200, url
    return response.content.decode()


def shown(page: str) -> list[int]:
    """The ids of the posts on a page, in order."""
    return [int(found) for found in ANCHOR.findall(page)]


def test_the_list_tells_of_each_forum_how_many_topics_and_the_last(client: Client, cast: Any) -> None:
    night = forum("night", title="Nights")
    topic(cast.carys, into=night, title="How do you score?")
    reply(topic(cast.carys, into=night, title="Who sleeps?"), cast.ben)
    page = text(client, "/forums/")
    assert "Nights" in page
    assert "2 topics" in page
    assert "Who sleeps?" in page
    assert "Who sleeps?</a>, by Ben Osei, " in page
    assert "How do you score?" not in page


def test_a_forum_shows_its_topics_newest_first_with_status_in_words(client: Client, cast: Any) -> None:
    room = forum("night")
    old = topic(cast.carys, into=room, title="Older")
    topic(cast.carys, into=room, title="Newer", kind="discussion")
    Topic.objects.filter(pk=old.pk).update(status="answered")
    page = text(client, "/forums/night/")
    assert page.index("Newer") < page.index("Older")
    assert "Answered" in page
    assert "Discussion" in page
    reply(old, cast.ben)
    page = text(client, "/forums/night/")
    assert "<b>Topics</b>, newest reply first" in page
    assert page.index("Older") < page.index("Newer")


def test_topics_come_in_pages_of_twenty(client: Client, cast: Any) -> None:
    room = forum("night")
    for number in range(45):
        topic(cast.carys, into=room, title=f"Topic number {number:02d}")
    seen: list[str] = []
    url = "/forums/night/"
    for size in (20, 20, 5):
        page = text(client, url)
        titles = re.findall(r">(Topic number \d\d)<", page)
        assert len(titles) == size
        seen += titles
        older = re.search(r'href="(/forums/night/\?before=\d+)"', page)
        url = older.group(1) if older else ""
    assert seen == [f"Topic number {number:02d}" for number in reversed(range(45))]
    assert url == ""


@pytest.mark.parametrize("before", ["nonsense", "-1", "0", "99999999999999999999", "²", "4\x00"])
def test_a_page_of_topics_that_is_none_is_the_first(client: Client, cast: Any, before: str) -> None:
    topic(cast.carys, into=forum("night"), title="Here")
    response = client.get("/forums/night/", {"before": before})
    assert "Here" in response.content.decode()


def test_a_topic_shows_question_byline_and_replies_in_thread_order(client: Client, cast: Any) -> None:
    asked = topic(cast.carys, title="At night?", body="Between *two* and six.")
    one = reply(asked, cast.ben, "Decide before the night.")
    two = reply(asked, cast.farah, "Move the round.")
    under = reply(asked, cast.amina, "Who decides?", answers=one)
    page = text(client, asked.get_absolute_url())
    assert shown(page) == [asked.posts.get(seq=1).pk, one.pk, under.pk, two.pk]
    assert "Between <em>two</em> and six." in page
    assert "midwife, Saltmarsh Coast" in page
    assert "neonatal consultant, Castlebeck" in page
    assert f'In reply to <a href="/posts/{one.pk}/">Ben Osei</a>: Decide before the night.' in page
    assert page.count("post--reply") == 1
    assert "Open question" in page
    assert "Sign in to reply" in page
    assert f"/account/login/?next={asked.get_absolute_url().replace('/', '%2F')}" in page


def test_a_thread_is_read_page_by_page_forwards_and_back(client: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    answers = [reply(asked, cast.ben) for _ in range(45)]
    first = asked.posts.get(seq=1).pk
    ids = [post.pk for post in answers]
    url = asked.get_absolute_url()
    page = text(client, url)
    assert shown(page) == [first, *ids[:20]]
    page = text(client, f"{url}?after={ids[19]}")
    assert shown(page) == [first, *ids[20:40]]
    assert f'href="{url}"' in page
    page = text(client, f"{url}?after={ids[39]}")
    assert shown(page) == [first, *ids[40:]]
    assert f'href="{url}?from={ids[20]}"' in page
    assert shown(text(client, f"{url}?from={ids[20]}")) == [first, *ids[20:40]]


@pytest.mark.parametrize("query", ["after=x", "after=99999999999", "from=-3", "from=0", "after=²"])
def test_a_page_of_a_thread_that_is_none_is_the_first(client: Client, cast: Any, query: str) -> None:
    asked = topic(cast.carys)
    post = reply(asked, cast.ben)
    assert post.pk in shown(text(client, f"{asked.get_absolute_url()}?{query}"))


def test_a_cursor_of_another_topic_leads_to_the_top(client: Client, cast: Any) -> None:
    asked, other = topic(cast.carys), topic(cast.carys)
    stranger = reply(other, cast.ben)
    response = client.get(f"{asked.get_absolute_url()}?from={stranger.pk}")
    assert (response.status_code, response["Location"]) == (302, asked.get_absolute_url())


def test_a_post_s_address_leads_to_it_on_its_page(client: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    answers = [reply(asked, cast.ben) for _ in range(45)]
    deep = reply(asked, cast.amina, answers=answers[41])
    for post in (asked.posts.get(seq=1), answers[0], answers[19], answers[20], answers[44], deep):
        response = client.get(f"/posts/{post.pk}/")
        assert response.status_code == 302
        place, _, anchor = response["Location"].partition("#")
        assert anchor == f"post-{post.pk}"
        assert post.pk in shown(text(client, place))
    assert "?" not in client.get(f"/posts/{answers[19].pk}/")["Location"]


def test_a_wrong_readable_end_leads_to_the_right_one(client: Client, cast: Any) -> None:
    asked = topic(cast.carys, into=forum("night"), title="Right words")
    response = client.get(f"/forums/night/{asked.pk}-old-words/?after=3")
    assert response.status_code == 301
    assert response["Location"] == f"/forums/night/{asked.pk}-right-words/?after=3"


@pytest.mark.parametrize(
    "path",
    [
        "/forums/none/",
        "/forums/none/feed.rss",
        "/forums/night/999-none/",
        "/forums/night/99999999999999999-none/",
        "/forums/night/99999999999999999999999999-none/",
        "/posts/999999999/",
        "/posts/99999999999999999999/",
        "/comments/",
        "/comments/post/",
        "/comments/api/forums-topic/1/",
    ],
)
def test_what_is_not_there_is_404(client: Client, cast: Any, path: str) -> None:
    forum("night")
    assert client.get(path).status_code == 404


def test_a_topic_leads_from_other_forums_to_its_own(client: Client, cast: Any) -> None:
    asked = topic(cast.carys, into=forum("night"))
    response = client.get(f"/forums/other/{asked.pk}-{asked.slug}/?after=5")
    assert (response.status_code, response["Location"]) == (302, f"{asked.get_absolute_url()}?after=5")


def test_a_restricted_forum_is_there_for_its_people_alone(cast: Any) -> None:
    room = forum("fenmere-only", key="trust:fenmere", title="Behind the door")
    asked = topic(cast.amina, into=room, title="Secret figures", body="Unfinished numbers")
    post = reply(asked, cast.farah)
    urls = ["/forums/fenmere-only/", asked.get_absolute_url()]
    urls += [f"{url}feed.{form}" for url in urls for form in ("rss", "atom", "json")]
    for person in (cast.nobody, cast.carys, cast.ben, cast.ella):
        client = as_(person)
        for url in [*urls, f"/posts/{post.pk}/", f"/posts/{post.pk}/edit/", "/forums/fenmere-only/ask/"]:
            wanted = {404} if person.is_authenticated or "/ask/" not in url else {302}
            assert client.get(url).status_code in wanted, (person, url)
        for method in ("helpful", "edit"):
            sent = client.post(f"/posts/{post.pk}/{method}/", {"body": "Mine now"}).status_code
            # Who is signed out gets their own words back, whatever the post.
            assert sent == (404 if person.is_authenticated else {"helpful": 302, "edit": 200}[method])
        assert client.post(asked.get_absolute_url(), {"body": "Hello"}).status_code == 404
        for url in ("/forums/", "/forums/feed.rss", "/forums/feed.json", "/feeds/"):
            page = client.get(url).content.decode()
            assert "Behind the door" not in page
            assert "Secret figures" not in page
            assert "Unfinished numbers" not in page
    assert asked.posts.count() == 2
    for person in (cast.amina, cast.farah, cast.dev, cast.grace):
        client = as_(person)
        assert all(client.get(url).status_code == 200 for url in urls)
        assert "Secret figures" in text(client, "/forums/")


def test_a_narrower_topic_does_not_count_in_a_wider_forum(client: Client, cast: Any) -> None:
    room = forum("night")
    narrow = topic(cast.amina, into=room, title="Only us")
    Topic.objects.filter(pk=narrow.pk).update(audience=factories.audience("trust:fenmere"))
    page = text(client, "/forums/")
    assert "No topics" in page
    assert "Only us" not in page
    assert "Only us" not in text(client, "/forums/night/")


def test_rights_end_with_the_membership(cast: Any) -> None:
    asked = topic(cast.amina, into=forum(key="trust:fenmere"))
    client = as_(cast.farah)
    assert client.get(asked.get_absolute_url()).status_code == 200
    cast.farah.memberships.update(ended_at=timezone.now())
    assert client.get(asked.get_absolute_url()).status_code == 404


def test_a_removed_post_leaves_its_place_where_replies_hang_on_it(client: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    gone = reply(asked, cast.ben, "Rude words")
    alone = reply(asked, cast.ben, "More of them")
    kept = reply(asked, cast.amina, "Fair answer", answers=gone)
    mark_helpful(gone, by=cast.farah)
    for post in (gone, alone):
        remove_post(post, by=cast.dev)
    page = text(client, asked.get_absolute_url())
    assert "Rude words" not in page
    assert "Ben Osei" not in page
    assert "Helpful" not in page
    assert "Fair answer" in page
    assert page.count("This post was removed") == 1
    assert "In reply to a post that was removed" in page
    assert shown(page) == [asked.posts.get(seq=1).pk, gone.pk, kept.pk]
    assert client.get(f"/posts/{gone.pk}/").status_code == 404
    assert "1 reply" in page
    assert "Rude words" not in text(client, f"{asked.get_absolute_url()}feed.json")


def test_who_left_is_a_former_member(client: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    post = reply(asked, cast.ben)
    reply(asked, cast.amina, answers=post)
    cast.ben.delete()
    page = text(client, asked.get_absolute_url())
    assert "Former member" in page
    assert "Ben Osei" not in page


def test_every_page_says_who_found_a_post_helpful_and_lets_others_say_so(cast: Any) -> None:
    asked = topic(cast.carys)
    post = reply(asked, cast.ben)
    for person in (cast.amina, cast.farah):
        mark_helpful(post, by=person)
    page = text(as_(cast.amina), asked.get_absolute_url())
    hidden = '<span class="nhsuk-u-visually-hidden"> said by 2 people</span>'
    said = f'Helpful<span aria-hidden="true"> (2)</span>{hidden}'
    assert f'aria-pressed="true">{said}' in page
    assert f'aria-pressed="false">{said}' in text(as_(cast.carys), asked.get_absolute_url())
    assert f"<li>{said}</li>" in text(as_(cast.ben), asked.get_absolute_url())


def test_a_topic_page_takes_six_queries_however_many_posts(client: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    people = [cast.amina, cast.ben, cast.farah, cast.carys]
    made: list[Post] = []

    def build(count: int) -> None:
        for number in range(count):
            made.append(reply(asked, people[number % 4], answers=made[-1] if number % 3 else None))
            mark_helpful(made[-1], by=cast.dev)

    build(3)
    # All of it stands on one page: nothing is fetched from others.
    assert len(queries_of(client, asked.get_absolute_url())) <= 5
    build(PAGE_SIZE)
    assert_queries_constant(client, asked.get_absolute_url(), build, large=60, ceiling=6)
    middle = f"{asked.get_absolute_url()}?after={Post.objects.filter(topic=asked).in_thread_order()[25].pk}"
    assert len(queries_of(client, middle)) <= 7
    signed_in = as_(cast.amina)
    few = len(queries_of(signed_in, asked.get_absolute_url()))
    build(100)
    assert len(queries_of(signed_in, asked.get_absolute_url())) <= few <= 16


def test_lists_take_as_many_queries_for_many_as_for_three(client: Client, cast: Any) -> None:
    room = forum("night")

    def topics(count: int) -> None:
        for _ in range(count):
            reply(topic(factories.user(), into=room), cast.ben)

    assert_queries_constant(client, "/forums/night/", topics, ceiling=4)

    def forums(count: int) -> None:
        for _ in range(count):
            topic(cast.carys, into=forum())

    assert_queries_constant(client, "/forums/", forums, ceiling=3)


def test_a_thread_deeper_than_python_s_stack_is_kept_in_order_and_read(client: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    last = reply(asked, cast.ben)
    locked = thread.lock(asked.pk)
    for _ in range(1_050):
        last = thread.add_post(locked, author=cast.amina, body="And then?", parent=last)
    posts = list(Post.objects.filter(topic=asked).in_thread_order())
    assert [post.seq for post in posts] == list(range(1, 1_053))
    # Deeper than the column takes they stand side by side, and still say whom they answer.
    assert max(len(post.path) for post in posts) == 2_400
    assert last.reply_to_id == posts[-2].pk
    page = text(client, f"/posts/{last.pk}/")
    assert last.pk in shown(page)
    assert f'In reply to <a href="/posts/{last.reply_to_id}/">Amina Yusuf</a>' in page
