"""Every kind of page in a real browser: accessible, no wider than the window, complete on paper and
without scripts, and valid HTML."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from cases.models import ImprovementTest, LearningSetGuide
from forums.services import open_for_page
from hub.models import Attachment, GeneralPage, HubDocument, NewsIndexPage, NewsPage
from tests import factories
from tests.browser import DESK, PHONE, Browse, assert_axe_clean, assert_fits
from tests.checks import assert_html_valid
from tests.forums.makers import forum, reply, topic

pytestmark = [pytest.mark.django_db, pytest.mark.long]
BODY = "<h2>Why</h2><p>Because.</p><h2>How</h2><p>So.</p><h3>Then</h3><p>That.</p><h2>Who</h2><p>We.</p>"
TEXT = '<p>We read it <b>together</b>: <a href="https://example.org/">here</a>.</p><ul><li>One</li></ul>'
ADDRESSES = [
    "/",
    "/warmth/",
    "/news/",
    "/news/open/",
    "/case-studies/",
    "/case-studies/?intervention=warm&trust=castlebeck",
    "/case-studies/warm/",
    "/guides/",
    "/guides/warm/",
    "/learning-sets/",
    "/learning-sets/three/",
]


@pytest.fixture
def content(cast: Any) -> None:
    """One page of each kind with everything that it can show."""
    guide = factories.guide(
        "warm",
        title="Warm babies",
        short_title="Warm",
        version=2,
        do="dry the baby",
        do_not="wait",
        for_who="Term babies",
        why=TEXT,
        change_note="Step 2 is new.",
        next_review=date(2028, 5, 31),
    )
    guide.recommendations.update(rationale="It helps.", source="https://example.org/trial")
    case = factories.case_study(
        "warm",
        trust=cast.fenmere,
        guides=(guide,),
        number="38 of 52",
        number_unit="babies",
        number_before="20 of 50",
        aim=TEXT,
        what_was_done=[("text", TEXT)],
        open_for_discussion=True,
        summary="A hat for every baby.",
    )
    ImprovementTest.objects.create(page=case, title="One ward", decision="adapted", happened="Late.")
    file = HubDocument.objects.create(title="Card", file=ContentFile(b"%PDF-1.4 " * 300, "card.pdf"))
    learning = factories.learning_set("three", number=3, trust=cast.fenmere, covered=TEXT)
    for page in (case, learning):
        Attachment.objects.create(page=page, title="The card", document=file, minutes=5)
    LearningSetGuide.objects.create(page=learning, guide=guide)
    factories.publish(GeneralPage(title="About", slug="warmth", body=[("text", BODY)]), factories.home())
    news = NewsPage(title="We are open", slug="open", body=[("text", TEXT)])
    factories.publish(news, NewsIndexPage.objects.get())
    forum("resources", hosts_pages=True)
    open_for_page(case)
    reply(case.topic, cast.carys)
    topic(cast.carys).about.add(guide)


@pytest.mark.once
def test_every_kind_of_page_is_valid_html(content: None, cast: Any) -> None:
    member = Client()
    member.force_login(cast.carys)
    pages = {f"{address} signed out": Client().get(address) for address in ADDRESSES}
    pages |= {f"{address} signed in": member.get(address) for address in ADDRESSES}
    assert [name for name, response in pages.items() if response.status_code != 200] == []
    assert_html_valid({name: response.content.decode() for name, response in pages.items()})


@pytest.mark.once
@pytest.mark.parametrize("width", [320, PHONE, DESK])
def test_every_kind_of_page_is_accessible_and_fits(browse: Browse, content: None, width: int) -> None:
    page = browse(width=width)
    for address in ADDRESSES:
        page.goto(address)
        assert_axe_clean(page)
        assert_fits(page)


def test_a_member_reads_the_same_pages_accessibly(browse: Browse, content: None, cast: Any) -> None:
    page = browse(user=cast.carys, width=PHONE)
    for address in ("/", "/case-studies/", "/case-studies/warm/", "/guides/warm/"):
        page.goto(address)
        assert_axe_clean(page)


def test_filters_work_by_keyboard_and_without_scripts(browse: Browse, content: None) -> None:
    smoke_free = factories.guide("smoke-free", title="Smoke-free", short_title="Smoke-free")
    factories.case_study("smoke-free", guides=(smoke_free,))
    page = browse(width=PHONE, javascript=False)
    page.goto("/case-studies/")
    page.locator(".facets > summary").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Warm").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Show results").press("Enter")
    page.wait_for_url("**/case-studies/?intervention=warm")
    page.get_by_role("link", name="Remove filter: Warm").press("Enter")
    page.wait_for_url("**/case-studies/")


def test_the_skip_link_and_the_masthead_come_first(browse: Browse, content: None) -> None:
    page = browse(width=DESK)
    page.goto("/guides/warm/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.trail') !== null")


def test_a_case_study_prints_its_story_and_nothing_else(browse: Browse, content: None) -> None:
    page = browse(width=DESK)
    page.goto("/case-studies/warm/")
    page.emulate_media(media="print")
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.locator(".lead-num").is_visible()
    assert page.locator(".pdsa").is_visible()
    for hidden in (".mast", ".foot", ".aside", ".lead .actions"):
        assert page.locator(hidden).first.is_hidden(), hidden


def test_the_reasons_of_a_guide_stand_open_on_paper(browse: Browse, content: None) -> None:
    page = browse(width=DESK)
    page.goto("/guides/warm/")
    reason = page.get_by_text("It helps.")
    assert not reason.is_visible()
    page.emulate_media(media="print")
    assert reason.is_visible()
    assert page.locator(".card").is_visible()
