"""Drafts: what was begun is there again, on any device, until it is sent or thrown away."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from activity import chores
from forums.drafting import in_words
from forums.models import Draft, Post, PostFile, Topic
from forums.services import remove_post
from tests import factories
from tests.checks import assert_html_valid, queries_of
from tests.forums.makers import forum, reply, topic
from tests.forums.test_files import client_of, on_disk
from tests.forums.test_files import keep as kept_file

pytestmark = pytest.mark.django_db
NHS_NUMBER = "943 476 5919"


def keep(client: Client, place: str, body: str = "I began", **more: Any) -> Any:
    return client.post("/forums/drafts/", {"place": place, "body": body, **more})


def test_a_reply_that_was_begun_is_offered_and_put_back(cast: Any) -> None:
    asked = topic(cast.carys)
    answer = keep(client_of(cast.amina), f"reply:{asked.pk}", "We **do**\nthis")
    assert answer.status_code == 200
    assert answer.json()["at"] == f"{timezone.localtime():%H:%M}"
    elsewhere = client_of(cast.amina)
    page = elsewhere.get(asked.get_absolute_url()).content.decode()
    assert "You began this today at" in page
    assert "We **do**" not in page
    assert_html_valid({"topic": page})
    page = elsewhere.get(f"{asked.get_absolute_url()}?draft=1").content.decode()
    assert "We **do**\nthis</textarea>" in page
    assert "You began this" not in page
    assert "began" not in client_of(cast.ben).get(f"{asked.get_absolute_url()}?draft=1").content.decode()


def test_a_draft_goes_when_it_is_posted(cast: Any) -> None:
    night, asked = forum("night"), topic(cast.carys)
    post = reply(asked, cast.amina)
    amina = client_of(cast.amina)
    for place in ("ask", f"ask:{night.pk}", f"reply:{asked.pk}", f"edit:{post.pk}"):
        assert keep(amina, place, title="T").status_code == 200, place
    question = {"title": "Who?", "kind": "question", "body": "And when?"}
    amina.post("/forums/ask/", {**question, "forum": night.pk})
    assert not Draft.objects.filter(place="ask").exists()
    amina.post("/forums/night/ask/", question)
    assert not Draft.objects.filter(place=f"ask:{night.pk}").exists()
    amina.post(asked.get_absolute_url(), {"body": "Done"})
    assert not Draft.objects.filter(place=f"reply:{asked.pk}").exists()
    amina.post(f"/posts/{post.pk}/edit/", {"body": "Done"})
    assert Draft.objects.count() == 0


def test_title_and_words_of_a_question_come_back(cast: Any) -> None:
    night = forum("night")
    amina = client_of(cast.amina)
    keep(amina, f"ask:{night.pk}", "At night", title="Who sleeps?")
    page = amina.get("/forums/night/ask/?draft=1").content.decode()
    assert 'value="Who sleeps?"' in page
    assert "At night</textarea>" in page
    assert "You began this" in amina.get("/forums/night/ask/").content.decode()
    assert "You began this" not in amina.get("/forums/ask/").content.decode()


def test_files_and_the_words_for_pictures_come_back_on_another_device(cast: Any) -> None:
    asked = topic(cast.carys)
    place, address = f"reply:{asked.pk}", f"{asked.get_absolute_url()}?draft=1"
    chart, sheet = kept_file(cast.amina, alt=""), kept_file(cast.amina, "sheet.txt", b"Words")
    theirs = kept_file(cast.ben)
    files = {"files": [chart.pk, sheet.pk, theirs.pk], f"alt_{chart.pk}": "Scores since May"}
    assert keep(client_of(cast.amina), place, "See below", **files).status_code == 200
    page = client_of(cast.amina).get(address).content.decode()
    for each in (chart, sheet):
        assert f'name="files" value="{each.pk}"' in page
    assert 'value="Scores since May"' in page
    assert f'name="files" value="{theirs.pk}"' not in page
    assert_html_valid({"topic": page})
    # Left out, it is no part of the draft any more.
    keep(client_of(cast.amina), place, "See below", **files, drop=sheet.pk)
    page = client_of(cast.amina).get(address).content.decode()
    assert f'name="files" value="{sheet.pk}"' not in page
    assert f'name="files" value="{chart.pk}"' in page


def test_a_picture_alone_is_a_draft_and_comes_below_another(cast: Any) -> None:
    asked = topic(cast.carys)
    place, amina = f"reply:{asked.pk}", client_of(cast.amina)
    one, two = kept_file(cast.amina), kept_file(cast.amina)
    keep(amina, place, "", page="one", files=one.pk)
    assert keep(amina, place, "", page="two", files=two.pk).status_code == 409
    assert keep(amina, place, "And", page="two", files=two.pk, below="1").status_code == 200
    draft = Draft.objects.get()
    assert (draft.body, (draft.rest or {})["files"]) == ("And", [one.pk, two.pk])


def test_words_for_a_picture_that_tell_of_a_patient_are_not_kept(cast: Any) -> None:
    asked, picture = topic(cast.carys), kept_file(cast.amina)
    alt = {f"alt_{picture.pk}": f"NHS number {NHS_NUMBER}"}
    answer = keep(client_of(cast.amina), f"reply:{asked.pk}", files=picture.pk, **alt)
    assert (answer.status_code, "NHS number" in answer.json()["refused"]) == (422, True)
    picture.refresh_from_db()
    assert (picture.alt_text, Draft.objects.count()) == ("", 0)


def test_files_of_a_draft_stay_as_long_as_it_does(cast: Any, django_capture_on_commit_callbacks: Any) -> None:
    asked = topic(cast.carys)
    kept, left = kept_file(cast.amina), kept_file(cast.amina)
    keep(client_of(cast.amina), f"reply:{asked.pk}", files=kept.pk)
    PostFile.objects.update(uploaded_at=timezone.now() - timedelta(days=2))
    with django_capture_on_commit_callbacks(execute=True):
        chores.do_all()
    assert list(PostFile.objects.all()) == [kept]
    assert not on_disk(left)
    Draft.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        chores.do_all()
    assert PostFile.objects.count() == 0


def test_a_draft_is_thrown_away_without_a_script(cast: Any) -> None:
    asked = topic(cast.carys)
    amina = client_of(cast.amina)
    keep(amina, f"reply:{asked.pk}")
    answer = amina.post("/forums/drafts/", {"place": f"reply:{asked.pk}", "throw": "1"})
    assert answer["Location"] == f"{asked.get_absolute_url()}#composer"
    assert Draft.objects.count() == 0


def test_the_last_words_are_kept_and_no_words_are_no_draft(cast: Any) -> None:
    asked = topic(cast.carys)
    amina = client_of(cast.amina)
    for body in ("One", "One two", "One two three"):
        keep(amina, f"reply:{asked.pk}", body)
    assert Draft.objects.get().body == "One two three"
    keep(amina, f"reply:{asked.pk}", " ")
    assert Draft.objects.count() == 0


def test_what_surely_tells_of_a_patient_is_not_kept(cast: Any) -> None:
    asked = topic(cast.carys)
    answer = keep(client_of(cast.amina), f"reply:{asked.pk}", f"Her NHS number is {NHS_NUMBER}")
    assert answer.status_code == 422
    assert "not kept as a draft" in answer.json()["refused"]
    assert Draft.objects.count() == 0


def test_places_that_are_none_or_not_one_s_own_keep_nothing(cast: Any) -> None:
    theirs = forum("theirs", key="trust:castlebeck")
    hidden, shown = topic(cast.ben, into=theirs), topic(cast.carys)
    post = reply(shown, cast.ben)
    amina = client_of(cast.amina)
    places = [
        f"reply:{hidden.pk}",
        f"ask:{theirs.pk}",
        f"edit:{post.pk}",
        "reply:",
        "x",
        "",
        "edit:9999999999",
    ]
    places += ["ask:0x", f"reply:{shown.pk}:1"]
    for place in places:
        assert keep(amina, place).status_code == 404, place
    assert keep(Client(), f"reply:{shown.pk}").status_code == 401
    assert amina.get("/forums/drafts/").status_code == 405
    assert Draft.objects.count() == 0


def test_what_nobody_came_back_to_is_deleted_after_three_months(cast: Any) -> None:
    keep(client_of(cast.amina), "ask")
    keep(client_of(cast.ben), "ask")
    Draft.objects.filter(user=cast.amina).update(saved_at=timezone.now() - timedelta(days=91))
    chores.do_all()
    assert Draft.objects.get().user == cast.ben


def test_when_is_said_in_words() -> None:
    now = timezone.now()
    assert in_words(now).startswith("today at ")
    assert in_words(now - timedelta(days=3)) == f"on {timezone.localtime(now - timedelta(days=3)):%A}"
    assert in_words(now - timedelta(days=30)).endswith(str((now - timedelta(days=30)).year))


def test_the_offer_costs_one_query_and_nothing_signed_out(client: Client, cast: Any) -> None:
    asked = topic(cast.carys)
    signed_out = queries_of(client, asked.get_absolute_url())
    assert not any("forums_draft" in sql for sql in signed_out)
    client.force_login(cast.amina)
    signed_in = queries_of(client, asked.get_absolute_url())
    assert len([sql for sql in signed_in if "forums_draft" in sql]) == 1


def test_what_is_sent_after_the_session_ended_is_shown_again(cast: Any) -> None:
    forum("night", key="trust:fenmere")
    data = {"title": "Who sleeps?", "kind": "question", "body": "My long question"}
    page = Client().post("/forums/night/ask/", data).content.decode()
    assert "not signed in any more" in page
    assert "My long question</textarea>" in page
    assert "Who sleeps?" in page
    page = Client().post("/posts/999/edit/", {"body": "My long answer"}).content.decode()
    assert "My long answer</textarea>" in page


def box(page: str) -> str:
    """The box of "without my name", as the page has it."""
    found = re.search(r'<input[^>]*name="without_name"[^>]*>', page)
    return found.group() if found else ""


def test_all_that_the_form_holds_comes_back(cast: Any) -> None:
    night = forum("night", allows_anonymous=True)
    guides = [factories.guide(slug).pk for slug in ("one", "two", "three")]
    amina = client_of(cast.amina)
    rest: dict[str, Any] = {
        "kind": "sharing",
        "without_name": "on",
        "about": guides[:2],
        "forum": night.pk,
        "takes": "",
    }
    assert keep(amina, "ask", title="T", **rest).status_code == 200
    page = amina.get("/forums/ask/?draft=1").content.decode()
    assert "checked" in box(page)
    assert re.search(r'value="sharing"[^>]*checked', page)
    assert re.search(rf'<option value="{night.pk}"[^>]* selected\b', page)
    ticked = {pk for pk in guides if re.search(rf'name="about" value="{pk}"[^>]*checked', page)}
    assert ticked == set(guides[:2])
    assert_html_valid({"ask": page})
    keep(amina, "ask", title="T", **{**rest, "without_name": ""})
    assert "checked" not in box(amina.get("/forums/ask/?draft=1").content.decode())


def test_a_question_that_is_edited_comes_back_with_its_title_and_its_guides(cast: Any) -> None:
    guide = factories.guide()
    asked = topic(cast.amina, title="As it was", about=[guide])
    post, amina = asked.posts.get(), client_of(cast.amina)
    url = f"/posts/{post.pk}/edit/?draft=1"
    keep(amina, f"edit:{post.pk}", "More", title="As it is", about="")
    page = amina.get(url).content.decode()
    assert 'value="As it is"' in page
    assert not re.search(r'name="about"[^>]*checked', page)
    Draft.objects.update(rest=None, title="")
    page = amina.get(url).content.decode()
    assert 'value="As it was"' in page
    assert re.search(r'name="about"[^>]*checked', page)


def test_a_draft_answers_the_post_that_it_answered(cast: Any) -> None:
    asked = topic(cast.carys)
    first, second = reply(asked, cast.ben), reply(asked, cast.farah)
    amina = client_of(cast.amina)
    keep(amina, f"reply:{asked.pk}", reply_to=str(first.pk))
    page = amina.get(f"{asked.get_absolute_url()}?draft=1&reply_to={second.pk}").content.decode()
    assert re.search(rf'name="reply_to" value="{first.pk}"', page)
    assert 'data-answers>In reply to <a href="/posts/' in page
    remove_post(first, by=cast.dev)
    page = amina.get(f"{asked.get_absolute_url()}?draft=1").content.decode()
    assert 'name="reply_to" value' not in page
    assert "I began</textarea>" in page


@pytest.mark.parametrize("place", ["ask", "reply"])
def test_nobody_is_named_because_the_forum_takes_nothing_without_a_name_any_more(
    cast: Any, place: str
) -> None:
    night = forum("night", allows_anonymous=True)
    asked = topic(cast.amina, into=night, is_anonymous=True)
    amina = client_of(cast.amina)
    where = f"ask:{night.pk}" if place == "ask" else f"reply:{asked.pk}"
    url = "/forums/night/ask/" if place == "ask" else asked.get_absolute_url()
    keep(amina, where, title="Who?", without_name="on")
    night.allows_anonymous = False
    night.save()
    Topic.objects.update(author=cast.ben)
    page = amina.get(f"{url}?draft=1").content.decode()
    assert "checked" in box(page)
    assert "Untick this to send it with your name" in page
    data = {"title": "Who?", "kind": "question", "body": "And when?"}
    page = amina.post(url, {**data, "without_name": "on"}).content.decode()
    assert "There is a problem" in page
    assert "without a name" in page
    assert "checked" in box(page)
    assert Post.objects.count() == 1
    assert amina.post(url, data).status_code == 302
    assert Post.objects.count() == 2


def test_what_another_page_kept_is_offered_and_never_written_over(cast: Any) -> None:
    asked = topic(cast.carys)
    place, amina = f"reply:{asked.pk}", client_of(cast.amina)
    keep(amina, place, "The long words", page="desk")
    answer = keep(amina, place, "Short", page="phone")
    assert answer.status_code == 409
    assert "You began this today at" in answer.json()["offer"]
    assert keep(amina, place, "", page="phone").status_code == 409
    assert Draft.objects.get().body == "The long words"
    assert keep(amina, place, "The long words, and more", page="desk").status_code == 200
    page = amina.get(f"{asked.get_absolute_url()}?draft=1").content.decode()
    assert 'data-draft-takes="desk"' in page
    assert keep(amina, place, "Taken over", page="phone", takes="desk").status_code == 200
    assert keep(amina, place, "And on", page="phone", takes="desk").status_code == 200
    assert keep(amina, place, "The first page again", page="desk").status_code == 409
    assert Draft.objects.get().body == "And on"


def test_what_was_typed_meanwhile_comes_below_what_is_put_back(cast: Any) -> None:
    asked = topic(cast.carys)
    place, amina = f"reply:{asked.pk}", client_of(cast.amina)
    keep(amina, place, "Before", page="desk", without_name="")
    assert keep(amina, place, "After", page="phone", below="1", without_name="on").status_code == 200
    kept: Any = Draft.objects.get()
    assert (kept.body, kept.page, kept.rest["without_name"]) == ("Before\n\nAfter", "phone", True)
    assert keep(amina, place, "x" * 19_990, page="phone", below="1").status_code == 422
    assert Draft.objects.get().body == "Before\n\nAfter"


def test_after_a_draft_was_posted_one_stands_at_the_top_of_the_question(cast: Any) -> None:
    forum("night")
    amina = client_of(cast.amina)
    page = amina.get("/forums/night/ask/?draft=1").content.decode()
    assert 'action="/forums/night/ask/"' in page
    answer = amina.post("/forums/night/ask/", {"title": "Who?", "kind": "question", "body": "When?"})
    assert answer["Location"] == Topic.objects.get().get_absolute_url()
