"""The whole way of a draft in a browser: written, sent on, sent back, mended, approved, scheduled, out."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.services import EDITORS, REVIEWERS
from hub.models import NewsIndexPage, NewsPage
from hub.tasks import keep_ticking
from tests import factories
from tests.browser import Browse, assert_axe_clean
from tests.factories import Cast
from tests.mailbox import Mailbox
from tests.worker import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs("browser")]


def choose(page: Page, name: str) -> None:
    """One of the actions behind the arrow."""
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name=name, exact=True).click()


def decide(page: Page, name: str, comment: str = "") -> None:
    """Approve, or ask for changes, with a word where the window asks for one."""
    choose(page, name)
    if comment:
        page.locator(".modal textarea").fill(comment)
        page.locator(".modal button[type=submit]").click()
    expect(page.locator(".messages")).to_be_visible()


def schedule(page: Page, when: str) -> None:
    """The day and hour, in the panel that says how the page stands."""
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    page.locator("#id_go_live_at").fill(when)
    page.get_by_role("button", name="Save schedule").press("Enter")  # the calendar covers it
    expect(page.locator(".messages")).to_contain_text("Hats are in")
    page.wait_for_load_state("load")


def link_in(mailbox: Mailbox, address: str) -> str:
    """The way into the administration in the newest mail to somebody."""
    text = mailbox.to(address)[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    return next(word for word in text.split() if "/admin/pages/" in word)


def test_the_whole_way_of_a_draft(
    cast: Cast, browse: Browse, mailbox: Mailbox, live_server: Any, settings: Any
) -> None:
    settings.HUB_BASE_URL = live_server.url
    keep_ticking()  # as the server does when it starts
    priya = factories.user("Priya Nair", "priya@example.org")
    priya.groups.add(Group.objects.get(name=REVIEWERS))
    otto = factories.user("Otto Lind", "otto@example.org")
    otto.groups.add(Group.objects.get(name=EDITORS))

    # Ella writes, and looks at what the checks say of the preview: no script or style is refused.
    ella = browse(user=cast.ella)
    ella.goto(f"/admin/pages/add/hub/newspage/{NewsIndexPage.objects.get().pk}/")
    ella.wait_for_load_state("load")
    ella.locator("#id_title").click()
    ella.keyboard.type("Hats are in")  # typed, so that the address follows
    ella.keyboard.press("Tab")
    expect(ella.locator("#id_slug")).to_have_value("hats-are-in")
    ella.get_by_role("button", name="Save draft").click()
    expect(ella.locator(".messages")).to_contain_text("Hats are in' created")
    ella.wait_for_load_state("load")
    ella.get_by_role("button", name="Toggle checks").click()
    expect(ella.locator("[data-content-word-count]")).to_have_text(re.compile(r"^\d+$"))
    expect(ella.get_by_text("There is no summary")).to_be_visible()
    choose(ella, "Submit to Clinical review")
    expect(ella.locator(".messages")).to_contain_text("submitted for moderation")
    work()

    # Otto, an editor, comes by the mail and passes it on.
    edit = browse(user=otto)
    edit.goto(link_in(mailbox, "otto@example.org"))
    edit.wait_for_load_state("load")
    decide(edit, "Approve")
    work()

    # Priya reviews, and asks for changes.
    review = browse(user=priya)
    review.goto("/admin/")
    expect(review.get_by_role("link", name="1 draft waits for your check")).to_be_visible()
    review.goto(link_in(mailbox, "priya@example.org"))
    review.wait_for_load_state("load")
    decide(review, "Request changes", "Say what they are for.")
    work()

    # Ella is told, mends it, says when it is to come out, and sends it on again.
    ella.goto("/admin/")
    expect(ella.get_by_role("link", name="1 draft came back")).to_be_visible()
    assert_axe_clean_panel(ella)
    ella.goto(link_in(mailbox, "ella@example.org"))
    ella.wait_for_load_state("load")
    ella.locator("#id_summary").fill("So that babies stay warm.")
    out_at = timezone.localtime() + timedelta(hours=2)
    schedule(ella, f"{out_at:%Y-%m-%d %H:%M}")
    choose(ella, "Resubmit to Clinical review")
    expect(ella.locator(".messages")).to_contain_text("submitted")
    work()

    # Priya approves; the clock brings it out, and not before.
    review.goto(link_in(mailbox, "priya@example.org"))
    review.wait_for_load_state("load")
    decide(review, "Approve and Publish")
    work()
    page = NewsPage.objects.get(title="Hats are in")
    assert not page.live
    assert page.approved_schedule
    reader = browse()
    assert reader.goto("/news/hats-are-in/").status == 404  # type: ignore[union-attr]
    with time_machine.travel(out_at + timedelta(minutes=1)):
        work()
    reader.goto("/news/hats-are-in/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Hats are in")
    assert_axe_clean(reader)


def assert_axe_clean_panel(page: Page) -> None:
    """The panel that we add to Wagtail's home has its heading and its links."""
    panel = page.locator("#needs-you-section")
    expect(panel.get_by_role("heading", name="Needs you")).to_be_visible()
    assert panel.get_by_role("link").count() >= 1
