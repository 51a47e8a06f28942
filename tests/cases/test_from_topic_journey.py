"""From a thread to a draft in a browser: asked by keyboard, agreed and made without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from cases.models import CaseStudy
from forums.models import Forum, Topic
from forums.services import post_reply, start_topic
from tests.browser import PHONE, Browse
from tests.factories import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs("browser")]
MOST_TABS = 120


@pytest.fixture
def topic(cast: Cast) -> Topic:
    """Ben asked, Amina answered."""
    forum = Forum.objects.create(title="Warmth", slug="warmth", description="Warm babies")
    asked = start_topic(forum, author=cast.ben, title="Hats in theatre?", body="Ours get cold.")
    post_reply(asked, author=cast.amina, body="Keep hats in theatre.")
    return asked


def tab_to(page: Page, name: str) -> None:
    """As somebody does who has no mouse, until the link or button with a name has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"no way to “{name}” by keyboard")


def agree(page: Page) -> None:
    """From the notification to the yes."""
    page.goto("/notifications/")
    page.locator("main").get_by_role("link", name="Hats in theatre?").first.click()
    page.get_by_role("button", name="Yes, use my posts").click()
    expect(page.locator("main")).to_contain_text("You answered: yes")


def test_a_thread_becomes_a_draft_case_study(cast: Cast, topic: Topic, browse: Browse) -> None:
    dev = browse(user=cast.dev)
    dev.goto(topic.get_absolute_url())
    for name, then in (
        ("Moderate this topic", "Make something of it"),
        ("Make something of it", "Ask the writers of these posts"),
        ("Ask the writers of these posts", "Asked, not answered yet"),
    ):
        tab_to(dev, name)
        dev.keyboard.press("Enter")
        expect(dev.locator("main").get_by_text(then).first).to_be_visible()

    for writer in (cast.ben, cast.amina):
        agree(browse(user=writer, width=PHONE, javascript=False))

    plain: Any = browse(user=cast.dev, javascript=False)
    plain.goto(f"{topic.get_absolute_url()}use/")
    expect(plain.get_by_text("Agreed").first).to_be_visible()
    plain.get_by_role("button", name="Make the draft").click()
    expect(plain.get_by_role("heading", name="Hats in theatre?", level=1)).to_be_visible()
    draft = CaseStudy.objects.get(title="Hats in theatre?")
    assert not draft.live
    assert "by Ben Osei and Amina Yusuf" in "".join(str(block.value.source) for block in draft.what_was_done)
