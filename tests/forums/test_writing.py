"""Writing in forums, through the pages, as a person without JavaScript does."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from activity.models import Activity
from forums.forms import ReplyForm
from forums.models import Post, Topic
from moderation.models import Hold
from tests.forums.makers import forum, reply, topic

pytestmark = pytest.mark.django_db
NHS_NUMBER = "943 476 5919"


@pytest.fixture
def amina(client: Client, cast: Any) -> Client:
    client.force_login(cast.amina)
    return client


def hidden(page: str, name: str) -> str:
    found = re.search(rf'<input type="hidden" name="{name}"(?: value="([^"]*)")?', page)
    assert found, name
    return found.group(1) or ""


def send(client: Client, asked: Topic, body: str, *, query: str = "", **more: str) -> Any:
    """Fills in the form of the topic's page and sends it."""
    page = client.get(f"{asked.get_absolute_url()}{query}").content.decode()
    data = {name: hidden(page, name) for name in ("key", "reply_to")}
    return client.post(asked.get_absolute_url(), {**data, "body": body, "post": "1", **more})


def test_a_member_replies_and_lands_on_the_reply(amina: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    response = send(amina, asked, "We **do**.\r\nAlways.")
    post = asked.posts.get(seq=2)
    assert (response.status_code, response["Location"]) == (
        302,
        f"{asked.get_absolute_url()}#post-{post.pk}",
    )
    assert (post.user, post.comment) == (cast.amina, "We **do**.\nAlways.")
    page = amina.get(response["Location"]).content.decode()
    assert "<strong>do</strong>" in page


def test_reply_to_a_post_says_whom_it_answers(amina: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    parent = reply(asked, cast.ben)
    page = amina.get(f"{asked.get_absolute_url()}?reply_to={parent.pk}").content.decode()
    assert page.count(f'In reply to <a href="/posts/{parent.pk}/">Ben Osei</a>') == 1
    send(amina, asked, "Who decides?", query=f"?reply_to={parent.pk}")
    assert asked.posts.get(seq=3).reply_to == parent


def test_quote_fills_the_form_with_the_words(amina: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    parent = reply(asked, cast.ben, "Decide it *before* the night.\n\nWrite it <b>down</b>.")
    page = amina.get(f"{asked.get_absolute_url()}?quote={parent.pk}").content.decode()
    assert "&gt; Decide it *before* the night.\n&gt;\n&gt; Write it &lt;b&gt;down&lt;/b&gt;.\n\n" in page
    assert hidden(page, "reply_to") == str(parent.pk)


def test_the_question_itself_can_be_quoted(amina: Client, cast: Any) -> None:
    asked = topic(cast.carys, body="What has worked?")
    page = amina.get(f"{asked.get_absolute_url()}?quote={asked.posts.get().pk}").content.decode()
    assert "&gt; What has worked?" in page
    assert hidden(page, "reply_to") == ""


def test_a_preview_shows_the_words_and_keeps_nothing(amina: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    page = amina.get(asked.get_absolute_url()).content.decode()
    key = hidden(page, "key")
    data = {"body": "So **so** <script>alert(1)</script>", "preview": "1", "key": key}
    page = amina.post(asked.get_absolute_url(), data).content.decode()
    assert "So <strong>so</strong> &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "So **so** &lt;script&gt;" in page
    assert hidden(page, "key") == key
    assert asked.posts.count() == 1


@pytest.mark.parametrize("where", ["ask", "forum", "edit"])
def test_every_preview_shows_the_words_as_they_will_look(amina: Client, cast: Any, where: str) -> None:
    night = forum("night")
    post = reply(topic(cast.carys), cast.amina, "First")
    url = {"ask": "/forums/ask/", "forum": "/forums/night/ask/", "edit": f"/posts/{post.pk}/edit/"}[where]
    body = "So **so** <script>alert(1)</script>"
    data = {"title": "Who?", "kind": "question", "forum": night.pk, "body": body, "preview": "1"}
    page = amina.post(url, data).content.decode()
    assert "So <strong>so</strong> &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert (Topic.objects.count(), Post.objects.get(pk=post.pk).comment) == (1, "First")


def test_the_form_sent_twice_makes_one_post(amina: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    key = hidden(amina.get(asked.get_absolute_url()).content.decode(), "key")
    places = [
        amina.post(asked.get_absolute_url(), {"body": "We do.", "key": key})["Location"] for _ in range(3)
    ]
    assert len(set(places)) == 1
    assert asked.posts.count() == 2


def test_each_form_has_its_own_key(amina: Client, cast: Any) -> None:
    url = topic(cast.carys).get_absolute_url()
    keys = {hidden(amina.get(url).content.decode(), "key") for _ in range(3)}
    assert len(keys) == 3
    assert all(len(key) >= 20 for key in keys)


def test_a_patient_s_number_is_refused_and_shown_to_the_writer_alone(
    amina: Client, cast: Any, caplog: pytest.LogCaptureFixture
) -> None:
    asked = topic(cast.carys)
    before = Activity.objects.count()
    response = send(amina, asked, f"Her NHS number is {NHS_NUMBER}, and she slept.")
    page = response.content.decode()
    assert response.status_code == 200
    assert f"We found what looks like an NHS number: “{NHS_NUMBER}”" in page
    assert "Nothing was saved" in page
    assert f"Her NHS number is {NHS_NUMBER}, and she slept.</textarea>" in page
    assert asked.posts.count() == 1
    assert Activity.objects.count() == before
    assert Hold.objects.count() == 0
    assert NHS_NUMBER not in caplog.text


def test_a_doubtful_text_is_asked_about_and_then_held(amina: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    words = "The courier went to SW1A 1AA."
    response = send(amina, asked, words)
    page = response.content.decode()
    assert "SW1A 1AA" in page
    assert 'name="declaration"' in page
    assert asked.posts.count() == 1
    data = {"body": words, "key": hidden(page, "key"), "declaration": "on"}
    response = amina.post(asked.get_absolute_url(), data, follow=True)
    post = asked.posts.get(seq=2)
    assert post.held
    assert Hold.objects.waiting().get().target == post
    assert "Waiting for a moderator" in response.content.decode()
    asked.refresh_from_db()
    assert (asked.post_count, asked.last_seq) == (1, 2)
    assert not Activity.objects.filter(verb="forums.post.created").exists()


def test_a_held_post_is_seen_by_its_writer_alone(amina: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    held = reply(asked, cast.amina, "About SW1A 1AA", held_kinds=["postcode"])
    assert "About SW1A 1AA" in amina.get(asked.get_absolute_url()).content.decode()
    for person in (cast.ben, cast.dev, cast.grace):
        other = Client()
        other.force_login(person)
        assert "SW1A" not in other.get(asked.get_absolute_url()).content.decode()
        assert other.get(f"/posts/{held.pk}/").status_code == 404
        assert other.post(f"/posts/{held.pk}/helpful/").status_code == 404
    out = Client()
    for url in (asked.get_absolute_url(), f"{asked.get_absolute_url()}feed.json", "/forums/feed.atom"):
        assert "SW1A" not in out.get(url).content.decode()


def test_nothing_but_blanks_is_no_post(amina: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    page = send(amina, asked, "  \n\t ").content.decode()
    assert "Write something first." in page
    assert asked.posts.count() == 1


def test_a_text_that_is_too_long_is_kept_in_the_form(amina: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    page = send(amina, asked, "long " * 5_000).content.decode()
    assert "20000 characters" in page.replace(",", "")
    assert "long long long" in page
    assert asked.posts.count() == 1


def test_a_character_that_cannot_be_kept_is_an_error(amina: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    page = send(amina, asked, "before\x00after").content.decode()
    assert "cannot be kept" in page
    assert asked.posts.count() == 1


def test_signed_out_nothing_is_saved_and_the_words_stay(client: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    response = client.post(asked.get_absolute_url(), {"body": "My long answer"})
    page = response.content.decode()
    assert "not signed in any more" in page
    assert "My long answer</textarea>" in page
    assert asked.posts.count() == 1


def test_a_closed_topic_says_so_and_takes_nothing(amina: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    Topic.objects.filter(pk=asked.pk).update(status="closed")
    page = amina.get(asked.get_absolute_url()).content.decode()
    assert "This topic is closed" in page
    assert "<textarea" not in page
    page = amina.post(asked.get_absolute_url(), {"body": "Too late"}).content.decode()
    assert "This topic is closed. Your reply was not saved." in page
    assert asked.posts.count() == 1


@pytest.mark.parametrize("named", ["999999", "x", "-1", "99999999999999999999"])
def test_a_reply_to_what_is_not_there_is_no_fault(amina: Client, cast: Any, named: str) -> None:
    asked = topic(cast.carys)
    response = amina.post(asked.get_absolute_url(), {"body": "Still said", "reply_to": named})
    assert response.status_code in {200, 302}
    stands = asked.posts.filter(seq=2).first()
    assert stands is None or stands.reply_to is None


def test_a_reply_cannot_be_hung_under_a_post_of_another_topic(amina: Client, cast: Any) -> None:
    asked, other = topic(cast.carys), topic(cast.carys)
    stranger = reply(other, cast.ben)
    amina.post(asked.get_absolute_url(), {"body": "Hello", "reply_to": str(stranger.pk)})
    assert asked.posts.get(seq=2).reply_to is None


def test_one_s_own_post_is_edited_and_says_so(amina: Client, cast: Any) -> None:
    post = reply(topic(cast.carys), cast.amina, "Frist")
    Post.objects.filter(pk=post.pk).update(submit_date=timezone.now() - timedelta(minutes=31))
    page = amina.get(f"/posts/{post.pk}/edit/").content.decode()
    assert "Frist</textarea>" in page
    response = amina.post(f"/posts/{post.pk}/edit/", {"body": "First", "post": "1"})
    assert response.status_code == 302
    post.refresh_from_db()
    assert (post.comment, post.body_html) == ("First", "<p>First</p>\n")
    assert post.edited_at is not None
    assert ", edited" in amina.get(response["Location"]).content.decode()
    edit = Activity.objects.get(verb="forums.post.edited")
    assert (edit.announce, edit.actor) == (False, cast.amina)


def test_nobody_else_s_post_is_edited(amina: Client, client: Client, cast: Any) -> None:
    post = reply(topic(cast.carys), cast.ben, "Mine")
    for response in (
        amina.get(f"/posts/{post.pk}/edit/"),
        amina.post(f"/posts/{post.pk}/edit/", {"body": "Stolen"}),
    ):
        assert response.status_code == 403
    out = Client()
    assert out.get(f"/posts/{post.pk}/edit/")["Location"].startswith("/account/login/")
    assert "nothing was saved" in out.post(f"/posts/{post.pk}/edit/", {"body": "Stolen"}).content.decode()
    post.refresh_from_db()
    assert post.comment == "Mine"


def test_an_edit_goes_through_the_check_too(amina: Client, cast: Any) -> None:
    post = reply(topic(cast.carys), cast.amina, "Clean")
    page = amina.post(f"/posts/{post.pk}/edit/", {"body": f"NHS no {NHS_NUMBER}"}).content.decode()
    assert "looks like an NHS number" in page
    post.refresh_from_db()
    assert post.comment == "Clean"


def test_helpful_is_said_and_taken_back(amina: Client, cast: Any) -> None:
    post = reply(topic(cast.carys), cast.ben)
    for count in (1, 0, 1):
        assert amina.post(f"/posts/{post.pk}/helpful/").status_code == 302
        assert post.flags.count() == count
    assert amina.get(f"/posts/{post.pk}/helpful/").status_code == 405


def test_one_does_not_call_one_s_own_post_helpful(amina: Client, cast: Any) -> None:
    post = reply(topic(cast.carys), cast.amina)
    assert amina.post(f"/posts/{post.pk}/helpful/").status_code == 403
    assert Client().post(f"/posts/{post.pk}/helpful/").status_code == 302
    assert post.flags.count() == 0


def test_a_question_is_asked_in_a_forum(amina: Client, cast: Any) -> None:
    room = forum("night", title="Nights")
    page = amina.get("/forums/night/ask/?title=Who+sleeps%3F").content.decode()
    assert 'value="Who sleeps?"' in page
    assert "Title, in one line" in page
    assert "What makes a good question" in page
    assert "Everyone on the internet" in page
    data = {"title": "Who sleeps?", "body": "And *when*?", "kind": "question", "key": hidden(page, "key")}
    response = amina.post("/forums/night/ask/", data)
    asked = Topic.objects.get()
    assert response["Location"] == asked.get_absolute_url()
    assert (asked.forum, asked.author, asked.audience_id) == (room, cast.amina, room.audience_id)
    assert amina.post("/forums/night/ask/", data)["Location"] == asked.get_absolute_url()
    assert Topic.objects.count() == 1


def test_a_question_without_a_forum_asks_which(amina: Client, cast: Any) -> None:
    forum("night", title="Nights")
    chosen = forum("fenmere", title="Ours", key="trust:fenmere")
    forum("castlebeck", title="Theirs", key="trust:castlebeck")
    forum("resources", title="Of resources", hosts_pages=True)
    page = amina.get("/forums/ask/?forum=fenmere&title=A").content.decode()
    assert re.search(rf'<option value="{chosen.pk}"[^>]* selected[^>]*>Ours', page)
    assert "Nights" in page
    assert "Theirs" not in page
    assert "Of resources" not in page
    data = {"title": "A?", "body": "B.", "kind": "sharing"}
    assert "Choose a forum." in amina.post("/forums/ask/", data).content.decode()
    assert amina.post("/forums/ask/", {**data, "forum": chosen.pk}).status_code == 302
    assert Topic.objects.get().forum == chosen


def test_a_question_cannot_be_put_where_one_may_not_look(amina: Client, cast: Any) -> None:
    theirs = forum("castlebeck", key="trust:castlebeck")
    hosts = forum("resources", hosts_pages=True)
    data = {"title": "A?", "body": "B.", "kind": "question"}
    for place in (theirs, hosts):
        assert amina.get(f"/forums/{place.slug}/ask/").status_code == 404
        assert amina.post(f"/forums/{place.slug}/ask/", data).status_code == 404
        page = amina.post("/forums/ask/", {**data, "forum": place.pk}).content.decode()
        assert "Choose a forum." in page
    assert Topic.objects.count() == 0


def test_to_ask_one_signs_in(client: Client, cast: Any) -> None:
    forum("night")
    response = client.get("/forums/night/ask/?title=A")
    assert response.status_code == 302
    assert response["Location"] == "/account/login/?next=/forums/night/ask/%3Ftitle%3DA"


def test_a_title_goes_through_the_check_too(amina: Client, cast: Any) -> None:
    forum("night")
    data = {"title": f"NHS number {NHS_NUMBER}", "body": "B.", "kind": "question"}
    page = amina.post("/forums/night/ask/", data).content.decode()
    assert "looks like an NHS number" in page
    assert Topic.objects.count() == 0


def test_a_doubtful_question_waits_as_a_whole(amina: Client, cast: Any) -> None:
    forum("night")
    data = {"title": "Near SW1A 1AA?", "body": "B.", "kind": "question", "declaration": "on"}
    response = amina.post("/forums/night/ask/", data, follow=True)
    page = response.content.decode()
    assert "Waiting for a moderator" in page
    assert "<textarea" not in page
    asked = Topic.objects.get()
    assert asked.held
    out = Client()
    assert out.get(asked.get_absolute_url()).status_code == 404
    for url in ("/forums/", "/forums/night/", "/forums/night/feed.rss", "/forums/feed.json"):
        assert "SW1A" not in out.get(url).content.decode()
    assert "SW1A" in amina.get("/forums/night/").content.decode()


def test_a_title_is_one_line_without_control_characters(amina: Client, cast: Any) -> None:
    forum("night")
    data = {"title": "One\x0btwo\r\nthree\x07", "body": "B.", "kind": "question"}
    amina.post("/forums/night/ask/", data)
    assert Topic.objects.get().title == "One two three"


def test_the_reply_form_needs_only_words(cast: Any) -> None:
    assert ReplyForm({"body": "Enough"}, writer=cast.amina, forum=None).is_valid()
    assert Post.objects.count() == 0
