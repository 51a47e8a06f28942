"""A new version of a guide, from the editor's tick to the reader, the mark, the mail and the card."""

from __future__ import annotations

from datetime import date
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Page, expect

from activity.services import follow
from cases.models import InterventionGuide
from tests import factories
from tests.browser import DESK, PHONE, Browse, assert_axe_clean, assert_fits
from tests.checks import assert_html_valid
from tests.factories import Cast
from tests.mailbox import Mailbox
from tests.worker import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs("browser")]
NOTE = "Whom to call is now step 2."


@pytest.fixture
def guide(cast: Cast) -> InterventionGuide:
    """A guide in version 1, followed by Carys and told of in a case study."""
    made = factories.guide(
        "warm",
        title="Warm babies",
        short_title="Warm",
        change_note="The first.",
        approved_on=date(2025, 5, 1),
    )
    factories.case_study("hats", title="Hats", trust=cast.fenmere, guides=(made,))
    follow(cast.carys, made)
    return made


def press_publish(page: Page) -> None:
    """The button behind the arrow."""
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    page.wait_for_load_state("load")


def test_an_editor_publishes_version_2_and_everyone_learns_of_it(
    cast: Cast, guide: InterventionGuide, browse: Browse, mailbox: Mailbox, live_server: Any, settings: Any
) -> None:
    settings.HUB_BASE_URL = live_server.url
    work()
    # Ella changes a step and ticks that it is a new version; she has not said what is new.
    ella = browse(user=cast.ella)
    ella.goto(f"/admin/pages/{guide.pk}/edit/")
    ella.wait_for_load_state("load")
    ella.locator("#id_card").fill("First this\nCall the team")
    ella.get_by_label("This is a new version").check()
    press_publish(ella)
    expect(ella.get_by_text("Say what changed in version 2")).to_be_visible()
    expect(ella.locator("#id_card")).to_have_value("First this\nCall the team")
    assert InterventionGuide.objects.get().version == 1

    # She says it.
    ella.locator("#id_change_note").fill(NOTE)
    ella.locator("#id_approved_on").fill("2026-05-06")
    ella.keyboard.press("Escape")
    press_publish(ella)
    expect(ella.locator(".messages")).to_contain_text("published")
    assert InterventionGuide.objects.get().version == 2
    work()

    # A reader finds the mark on the case study, and by it the old version and the difference.
    reader = browse(width=PHONE)
    reader.goto("/case-studies/hats/")
    mark = reader.locator(".notice", has_text="Written against version 1")
    expect(mark).to_contain_text(NOTE)
    mark.get_by_role("link", name="version 1", exact=True).click()
    reader.wait_for_url("**/guides/warm/versions/1/")
    expect(reader.get_by_text("This is version 1.")).to_be_visible()
    expect(reader.locator(".card")).to_contain_text("Then that")
    reader.locator(".outdated").get_by_role("link", name="What changed").click()
    reader.wait_for_url("**/guides/warm/versions/2/changes/")
    expect(reader.locator("ins", has_text="Call the team")).to_be_visible()
    expect(reader.locator("del", has_text="Then that")).to_be_visible()

    # Carys, who follows it, has the note by mail, once.
    letters = [str(letter) for letter in mailbox.to("carys@example.org")]
    assert sum(NOTE in letter for letter in letters) == 1

    # The card is one tagged page of the new version.
    answer = reader.request.get("/guides/warm/card.pdf")
    document = pypdfium2.PdfDocument(answer.body())
    assert len(document) == 1
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document)
    words = document[0].get_textpage().get_text_bounded()
    assert "Call the team" in words
    assert "Version 2. Approved 6 May 2026" in words


def test_a_draft_of_a_new_version_is_saved_before_it_is_approved(
    cast: Cast, guide: InterventionGuide, browse: Browse
) -> None:
    ella = browse(user=cast.ella)
    ella.goto(f"/admin/pages/{guide.pk}/edit/")
    ella.wait_for_load_state("load")
    ella.get_by_label("This is a new version").check()
    ella.get_by_role("button", name="Save draft").click()
    expect(ella.locator(".messages")).to_contain_text("updated")
    ella.goto(f"/admin/pages/{guide.pk}/edit/")
    expect(ella.get_by_label("This is a new version")).to_be_checked()
    now = InterventionGuide.objects.get()
    assert (now.version, now.get_latest_revision_as_object().version) == (1, 2)


@pytest.mark.once
def test_the_pages_of_versions_are_accessible_valid_and_fit(guide: InterventionGuide, browse: Browse) -> None:
    guide.version, guide.change_note, guide.approved_on = 2, NOTE, date(2026, 5, 6)
    guide.card = "First this\nCall the team"
    guide.save_revision().publish()
    addresses = [
        "/guides/warm/",
        "/guides/warm/versions/",
        "/guides/warm/versions/1/",
        "/guides/warm/versions/2/changes/",
        "/case-studies/hats/",
    ]
    texts = {}
    for width in (320, PHONE, DESK):
        page = browse(width=width)
        for address in addresses:
            answer = page.goto(address)
            assert_axe_clean(page)
            assert_fits(page)
            texts[address] = answer.text()  # type: ignore[union-attr]
    assert_html_valid(texts)
