"""Adoption records in a real browser: on a phone, by keyboard, without scripts, accessible."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from cases.models import Adoption, InterventionGuide
from tests import factories
from tests.browser import DESK, PHONE, Browse, assert_axe_clean, assert_fits
from tests.cases.adoptions import adoption

pytestmark = [pytest.mark.django_db, pytest.mark.needs("browser")]


@pytest.fixture
def guide(cast: Any) -> InterventionGuide:
    """A guide that one trust has stopped, another embedded, and Fenmere not told of."""
    made = factories.guide("warm", title="Warm babies", short_title="Warm", version=2)
    for number in range(7):
        factories.guide(f"more-{number}", short_title=f"Optimising and stabilising {number}")
    case = factories.case_study("hats", title="Hats", guides=(made,), trust=cast.castlebeck)
    stopped = {"status": "stopped", "stopped_on": date(2026, 2, 1), "why_stopped": "Too few babies."}
    adoption(made, cast.saltmarsh, version=1, adapted="Nights only.", result="No change.", **stopped)
    adoption(made, cast.castlebeck, status="embedded", started_on=date(2026, 1, 1), case_study=case)
    return made


def test_told_on_a_phone_by_keyboard_and_without_scripts(browse: Browse, guide: Any, cast: Any) -> None:
    page = browse(user=cast.amina, width=PHONE, javascript=False)
    page.goto("/case-studies/hats/")
    page.get_by_role("link", name="We tried this too").press("Enter")
    page.wait_for_url("**/guides/warm/adoption/fenmere/")
    assert not page.get_by_label("Why did you stop?").is_visible()
    page.get_by_label("Planning").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    assert page.get_by_label("Testing").is_checked()
    page.keyboard.press("Tab")
    page.keyboard.type("4")
    page.keyboard.press("Tab")
    page.keyboard.type("2026")
    page.get_by_label("What came of it").focus()
    page.keyboard.type("9 of 52 were cold, after 21 of 50.")
    page.get_by_role("button", name="Save").press("Enter")
    page.wait_for_url("**/guides/warm/adoption/#fenmere")
    expect(page.get_by_text("9 of 52 were cold")).to_be_visible()
    made = Adoption.objects.get(trust=cast.fenmere)
    assert (made.status, made.started_on) == ("testing", date(2026, 4, 1))


def test_stopping_is_asked_about_only_of_those_who_stopped(browse: Browse, guide: Any, cast: Any) -> None:
    page = browse(user=cast.amina, width=PHONE, javascript=False)
    page.goto("/guides/warm/adoption/fenmere/")
    page.get_by_label("Stopped").check()
    assert page.get_by_label("Why did you stop?").is_visible()
    page.get_by_role("button", name="Save").click()
    problem = page.get_by_role("alert")
    problem.get_by_role("link", name="Write the month in which you stopped.").click()
    assert page.evaluate("document.activeElement.id") == "id_stopped_on_0"
    page.get_by_label("Month").first.fill("9")
    page.get_by_label("Year").first.fill("2026")
    page.get_by_label("Why did you stop?").fill("Winter.")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url("**/guides/warm/adoption/#fenmere")
    assert Adoption.objects.get(trust=cast.fenmere).why_stopped == "Winter."


@pytest.mark.once
@pytest.mark.parametrize("width", [320, PHONE, DESK])
def test_the_pages_are_accessible_and_fit(browse: Browse, guide: Any, cast: Any, width: int) -> None:
    adoption(guide, cast.fenmere, status="testing")
    page = browse(user=cast.amina, width=width)
    tell = "/guides/warm/adoption/fenmere/"
    reading = [
        "/adoption/",
        "/guides/warm/adoption/",
        "/guides/warm/",
        "/case-studies/hats/",
        "/trusts/fenmere/",
    ]
    for address in [*reading, tell, f"{tell}stop/", f"{tell}remove/"]:
        page.goto(address)
        assert_axe_clean(page)
        assert_fits(page)
    page.goto(f"{tell}stop/")
    page.get_by_role("button", name="We have stopped").click()
    assert_axe_clean(page)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_table_drawn_as_blocks_is_still_a_table(browse: Browse, guide: Any, width: int) -> None:
    page = browse(width=width)
    page.goto("/guides/warm/adoption/")
    table = page.get_by_role("table", name="What each trust says about Warm babies")
    row = table.get_by_role("row", name="Castlebeck")
    assert row.get_by_role("rowheader", name="Castlebeck University Hospitals").count() == 1
    assert row.get_by_role("cell").count() == 4
    assert table.get_by_role("columnheader").count() == 5


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_mark_before_a_word_of_the_grid_is_round(browse: Browse, guide: Any, width: int) -> None:
    page = browse(width=width)
    page.goto("/adoption/")
    word = page.locator(".grid td a.word").first
    drawn = "word => ['width', 'height'].map(side => parseFloat(getComputedStyle(word, '::before')[side]))"
    wide, high = word.evaluate(drawn)
    assert wide == high > 8
    box = word.bounding_box()
    assert box
    assert box["height"] >= 24
    cell = page.locator(".grid tbody td").first.bounding_box()
    assert cell
    assert cell["height"] >= 24  # so that no target lies over the next
