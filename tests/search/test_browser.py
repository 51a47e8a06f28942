"""The search page in a real browser, at a phone's width and a desk's."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from search.registry import Facet
from tests.browser import DESK, PHONE, Browse, assert_axe_clean, assert_fits
from tests.search.conftest import Notes

pytestmark = pytest.mark.needs("browser")


@pytest.mark.once
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_search_pages_are_accessible_and_fit(browse: Browse, notes: Notes, width: int) -> None:
    facets = (Facet("trust", "fenmere", "Fenmere Hospitals"), Facet("outcome", "worked", "Worked"))
    for number in range(21):
        notes.add(f"Quokka {number}", "a quokka of " + "very" * 40, summary="Short", facets=facets)
    page = browse(width=width)

    for address in ("/search/", "/search/?q=quokka&trust=fenmere&page=2", "/search/?q=nothing&type=note"):
        page.goto(address)
        assert_axe_clean(page)
        assert_fits(page)


def test_a_reader_searches_narrows_and_comes_back_without_javascript(browse: Browse, notes: Notes) -> None:
    notes.add("Quokka A", facets=(Facet("trust", "fenmere", "Fenmere Hospitals"),))
    notes.add("Quokka B")
    page = browse(javascript=False)

    page.goto("/search/")
    page.get_by_label("Search the hub").fill("quokka")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("2 results")).to_be_visible()
    page.get_by_label("Fenmere Hospitals").check()
    page.get_by_role("button", name="Show results").click()
    expect(page.get_by_text("1 result", exact=True)).to_be_visible()
    page.get_by_role("link", name="Remove filter: Fenmere Hospitals").click()
    expect(page.get_by_text("2 results")).to_be_visible()
