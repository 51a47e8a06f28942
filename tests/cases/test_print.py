"""Every kind of page on paper: what is read stands there whole, what is pressed does not."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pypdfium2
import pytest
from playwright.sync_api import Page

from cases.models import LearningSetGuide
from forums.services import open_for_page
from hub.models import GeneralPage
from tests import factories
from tests.browser import DESK, Browse
from tests.factories import Cast
from tests.forums.makers import forum, reply

pytestmark = [pytest.mark.django_db, pytest.mark.needs("browser")]
TEXT = '<p>We read it together: <a href="https://example.org/">here</a>.</p>'
# Never on paper: the way about, what is pressed, what is followed, who made the hub.
OFF_PAPER = (".mast", ".foot", ".trail", ".aside", ".find", ".actions", ".composer", ".post__acts",
             ".followbar", ".facets", ".nhsuk-button")  # fmt: skip


@pytest.fixture
def content(cast: Cast) -> None:
    """One of each kind of page, with a guide in its second version."""
    guide = factories.guide(
        "warm",
        title="Warm babies",
        short_title="Warm",
        do="dry the baby",
        why=TEXT,
        approved_on=date(2025, 1, 1),
    )
    guide.recommendations.all().update(rationale="It helps.")
    case = factories.case_study(
        "warm", title="Hats", trust=cast.fenmere, guides=(guide,), aim=TEXT, open_for_discussion=True
    )
    learning = factories.learning_set("three", title="A day", covered=TEXT, trust=cast.fenmere)
    LearningSetGuide.objects.create(page=learning, guide=guide, version=1)
    page = GeneralPage(title="About warmth", slug="warmth", body=[("text", TEXT)])
    factories.publish(page, factories.home())
    forum("resources", hosts_pages=True)
    reply(open_for_page(case), cast.carys, "What a reply says.")
    guide.version, guide.change_note, guide.approved_on = 2, "New.", date(2026, 1, 1)
    guide.card = "First this\nCall the team"
    guide.save_revision().publish()


def words_on_paper(page: Page) -> tuple[str, int]:
    """What stands on the sheets, and how many there are."""
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(format="A4")))
    text = " ".join(sheet.get_textpage().get_text_bounded() for sheet in document)
    return " ".join(text.split()), len(document)


@pytest.mark.parametrize(
    ("address", "read"),
    [
        (
            "/guides/warm/",
            ["Warm babies", "Call the team", "It helps.", "dry the baby", "(https://example.org/)"],
        ),
        ("/guides/warm/versions/1/", ["This is version 1.", "Then that"]),
        ("/guides/warm/versions/2/changes/", ["Call the team", "Then that"]),
        ("/guides/warm/versions/", ["Version 2", "Version 1", "In force"]),
        (
            "/case-studies/warm/",
            ["Hats", "Written against version 1", "What a reply says.", "(https://example.org/)"],
        ),
        ("/learning-sets/three/", ["A day", "Written against version 1", "Draw a run chart"]),
        ("/case-studies/", ["Hats"]),
        ("/guides/", ["Warm babies"]),
        ("/warmth/", ["About warmth", "We read it together: here (https://example.org/)."]),
        ("/", ["See what other units did"]),
    ],
)
def test_paper_has_the_words_and_nothing_to_press(
    content: None, browse: Browse, cast: Any, address: str, read: list[str]
) -> None:
    page = browse(user=cast.carys, width=DESK)
    page.goto(address)
    text, sheets = words_on_paper(page)
    for words in read:
        assert words in text, words
    assert sheets <= 4
    page.emulate_media(media="print")
    for selector in OFF_PAPER:
        for found in page.locator(selector).all():
            assert found.is_hidden(), selector
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_discussion_prints_with_its_posts(content: None, browse: Browse, cast: Any) -> None:
    page = browse(user=cast.carys, width=DESK)
    page.goto("/case-studies/warm/")
    page.get_by_role("link", name="On its own page").first.click()
    page.wait_for_url("**/forums/**")
    text, _ = words_on_paper(page)
    assert "What a reply says." in text
    assert "Post" not in text.split()
