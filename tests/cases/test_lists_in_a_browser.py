"""A list narrowed, sorted and taken away, in a real browser and without scripts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from tests import factories
from tests.browser import DESK, PHONE, Browse, assert_axe_clean, assert_fits
from tests.checks import assert_html_valid

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESSES = (
    "/case-studies/?like=mine&sort=title&outcome=worked",
    "/guides/?sort=reviewed",
    "/learning-sets/",
)


@pytest.fixture
def told(cast: Any) -> None:
    """Case studies of three trusts, two of them alike, on two guides."""
    for trust in (cast.fenmere, cast.saltmarsh, cast.castlebeck):
        trust.births_a_year, trust.neonatal_level, trust.unit_type = 4_000, "Local neonatal unit", "Obstetric"
        trust.save()
    for number, trust in enumerate((cast.fenmere, cast.castlebeck, cast.saltmarsh)):
        guide = factories.guide(f"guide-{number}", short_title=f"Guide {number}")
        outcome = ("worked", "mixed", "worked")[number]
        page = factories.case_study(title=f"{trust.name}", trust=trust, guides=(guide,), outcome=outcome)
        page.tags.add("night shift", "warmth")
        page.save_revision().publish()
        factories.learning_set(trust=trust, wave=f"Wave {number}")


@pytest.mark.needs("browser")
@pytest.mark.parametrize("javascript", [True, False])
def test_a_member_narrows_a_list_on_a_phone(browse: Browse, cast: Any, told: None, javascript: bool) -> None:
    window = browse(user=cast.amina, width=PHONE, javascript=javascript)
    window.goto("/case-studies/")
    window.get_by_role("link", name="title").click()
    window.locator(".facets > summary").click()
    window.get_by_label("Worked").check()
    window.get_by_label("Like Fenmere Hospitals").check()
    window.get_by_role("button", name="Show results").click()
    expect(window.locator(".row h2")).to_have_text(["Saltmarsh Coast Hospitals"])
    expect(window.get_by_text("In order of title.")).to_be_visible()
    window.get_by_role("link", name="Remove filter: Worked").click()
    expect(window.locator(".row h2")).to_have_count(2)
    with window.expect_download() as saved:
        window.get_by_role("link", name="Download CSV").click()
    assert saved.value.suggested_filename == "case-studies.csv"


@pytest.mark.once
@pytest.mark.needs("browser")
@pytest.mark.parametrize("width", [320, PHONE, DESK])
def test_lists_are_accessible_and_fit(browse: Browse, cast: Any, told: None, width: int) -> None:
    window = browse(user=cast.amina, width=width)
    for address in ADDRESSES:
        window.goto(address)
        if width < DESK:
            window.locator(".facets > summary").click()
        assert_fits(window)
        assert_axe_clean(window)


@pytest.mark.once
@pytest.mark.needs("java")
def test_lists_are_valid_html(client: Client, cast: Any, told: None) -> None:
    client.force_login(cast.amina)
    assert_html_valid({address: client.get(address).content.decode() for address in ADDRESSES})
