"""Reading forums in a browser: first new, mark all read, reactions, answers, closing, views."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from forums.models import Post, Topic, TopicRead
from forums.services import accept_answer, react, remove_post
from tests import factories
from tests.browser import DESK, PHONE, assert_axe_clean, assert_fits
from tests.checks import assert_html_valid
from tests.forums.makers import forum, reply, topic

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs("browser")]


def full(cast: Any) -> Topic:
    """A topic with something of everything, in a forum with a pinned one."""
    room = forum("night", title="Nights")
    pinned = topic(cast.dev, into=room, title="Read this first")
    Topic.objects.filter(pk=pinned.pk).update(is_pinned=True)
    asked = topic(
        cast.carys,
        into=room,
        title="Who scores at night?",
        about=[factories.guide("scores", short_title="Scores")],
    )
    one = reply(asked, cast.ben, "Agree at the huddle. Then write it down.")
    gone = reply(asked, cast.farah, answers=one)
    reply(asked, cast.amina, "And then?", answers=gone)
    reply(asked, cast.dev, "Move the round.")
    remove_post(gone, by=cast.dev)
    react(one, by=cast.farah, flag="tried")
    accept_answer(one, by=cast.carys)
    return asked


def test_amina_goes_to_what_is_new_and_marks_the_rest_as_read(cast: Any, browse: Any) -> None:
    cast.amina.date_joined -= timedelta(days=365)
    cast.amina.save()
    asked = full(cast)
    for _ in range(25):
        reply(asked, cast.ben)
    TopicRead.objects.create(
        user=cast.amina, topic=asked, last_seq=29, read_at=timezone.now() - timedelta(days=3)
    )
    page = browse(user=cast.amina)
    page.goto("/forums/")
    expect(page.get_by_text("2 topics with something new")).to_be_visible()
    page.get_by_role("link", name="Nights").click()
    page.get_by_role("link", name="Unread").click()
    expect(page.get_by_role("link", name="Unread")).to_have_attribute("aria-current", "true")
    page.get_by_role("link", name="Who scores at night?").click()
    page.get_by_role("link", name="Go to the new reply").click()
    last = Post.objects.filter(topic=asked).latest("seq")
    expect(page.locator(f"#post-{last.pk}")).to_be_in_viewport()
    page.goto("/forums/")
    page.get_by_role("button", name="Mark all as read").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Everything in the forums counts as read.")).to_be_visible()
    expect(page.get_by_text("with something new")).to_have_count(0)


def test_carys_accepts_two_answers_says_thanks_and_closes_by_keyboard(cast: Any, browse: Any) -> None:
    asked = topic(cast.carys, title="Who scores at night?")
    for person, words in ((cast.ben, "Agree at the huddle."), (cast.farah, "Move the round.")):
        reply(asked, person, words)
    page = browse(user=cast.carys)
    page.goto(asked.get_absolute_url())
    for name in ("Ben Osei", "Farah Iqbal"):
        page.get_by_role("button", name=f"Mark as an answer by {name}").focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("button", name=f"No answer after all by {name}")).to_be_visible()
    expect(page.get_by_role("heading", name="Carys accepted two answers")).to_be_visible()
    thanks = page.get_by_role("button", name="Thanks").first
    thanks.focus()
    page.keyboard.press("Enter")
    pressed = page.get_by_role("button", name="Thanks said by 1 person")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Close this topic").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="This topic is closed")).to_be_visible()


def test_it_all_works_without_javascript(cast: Any, browse: Any) -> None:
    asked = full(cast)
    page = browse(user=cast.carys, javascript=False)
    page.goto(asked.get_absolute_url())
    page.get_by_role("button", name="Mark as an answer by Dev Anand").click()
    expect(page.get_by_role("heading", name="Carys accepted two answers")).to_be_visible()
    page.get_by_role("button", name="Helpful").first.click()
    expect(page.get_by_role("button", name="Helpful said by 1 person")).to_be_visible()
    page.get_by_role("button", name="Close this topic").click()
    page.get_by_role("button", name="Open this topic again").click()
    page.goto("/forums/night/?show=mine")
    expect(page.get_by_role("link", name="Who scores at night?")).to_be_visible()
    page.get_by_label("Scores").check()
    page.get_by_role("button", name="Show results").click()
    page.get_by_role("link", name="Remove filter: Scores").click()
    page.wait_for_url("**/forums/night/?show=mine")


def test_what_arrives_is_said_politely(cast: Any, browse: Any) -> None:
    asked = topic(cast.carys)
    page = browse(user=cast.amina)
    page.clock.install()
    page.goto(asked.get_absolute_url())
    place = page.locator("#arrived")
    expect(place).to_have_text("")
    post = reply(asked, cast.ben, "Just now.")
    page.clock.run_for(31_000)
    expect(place.get_by_role("link", name="Show 1 new reply")).to_be_visible()
    assert place.get_attribute("role") == "status"
    place.get_by_role("link").click()
    expect(page.locator(f"#post-{post.pk}")).to_be_in_viewport()


@pytest.mark.once
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_pages_are_accessible_empty_and_full(cast: Any, browse: Any, width: int) -> None:
    cast.amina.date_joined -= timedelta(days=365)
    cast.amina.save()
    forum("empty", title="Empty")
    asked = full(cast)
    TopicRead.objects.create(user=cast.amina, topic=asked, last_seq=3, read_at=timezone.now())
    reply(asked, cast.ben)
    page = browse(user=cast.amina, width=width)
    sources = {}
    for url in (
        "/forums/",
        "/forums/night/",
        "/forums/night/?show=unanswered&intervention=scores",
        "/forums/empty/",
        "/forums/empty/?show=followed",
        "/forums/topics/",
        asked.get_absolute_url(),
    ):
        page.goto(url)
        assert_axe_clean(page)
        assert_fits(page)
        sources[url] = page.content()
    if width == DESK:
        assert_html_valid(sources)
