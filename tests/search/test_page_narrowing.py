"""Another spelling, units like mine, and the page of a document: what stands around results."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import Organisation
from search.models import SearchEntry
from search.paging import page_at
from search.registry import Facet
from tests import factories
from tests.browser import DESK, PHONE, Browse, assert_axe_clean, assert_fits
from tests.checks import assert_html_valid, assert_queries_constant
from tests.factories import Cast
from tests.search.conftest import Notes
from tests.search.test_page import links, text

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("engine", ["database"], indirect=True)]


def of(trust: Organisation) -> Facet:
    return Facet("trust", trust.slug, trust.name)


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def alike(cast: Cast) -> tuple[Organisation, Organisation]:
    """Two trusts, of which the first is like Fenmere, where Amina works."""
    told: dict[str, Any] = {"births_a_year": 3_000, "neonatal_level": "Local neonatal unit"}
    Organisation.objects.filter(pk=cast.fenmere.pk).update(**told)
    like, unlike = factories.trust("likely", **told), factories.trust("unlikely", births_a_year=900)
    return like, unlike


def test_another_spelling_is_offered_where_few_are_found(notes: Notes) -> None:
    notes.add("Quokka care")
    found = links(text("/search/?q=quoka+-cold&type=note"))

    assert found["quokka -cold"] == "/search/?q=quokka+-cold&type=note"
    assert "Did you mean" not in text("/search/?q=quokka")


def test_the_spelling_of_what_is_hidden_is_not_offered(notes: Notes, cast: Cast) -> None:
    notes.add("Quokka care", audience=factories.audience("trust:fenmere"))

    assert "Did you mean" in text("/search/?q=quoka", signed_in(cast.amina))
    assert "Did you mean" not in text("/search/?q=quoka", signed_in(cast.carys))
    assert "Did you mean" not in text("/search/?q=quoka")


def test_no_spelling_is_looked_for_where_enough_is_found(notes: Notes) -> None:
    notes.add_many(3, "Quoka")
    notes.add("Quokka")

    assert "Did you mean" not in text("/search/?q=quoka")


def test_units_like_mine_narrow_and_can_be_taken_off(
    notes: Notes, cast: Cast, alike: tuple[Organisation, Organisation]
) -> None:
    like, unlike = alike
    notes.add("Quokka likely", facets=(of(like),))
    notes.add("Quokka unlikely", facets=(of(unlike),))
    client = signed_in(cast.amina)

    assert f"Like {cast.fenmere.name}" in text("/search/?q=quokka", client)
    page = text("/search/?q=quokka&like=mine", client)
    assert "Quokka</mark> likely" in page
    assert "Quokka</mark> unlikely" not in page
    assert links(page)[f"Remove filter: Like {cast.fenmere.name}"] == "/search/?q=quokka"
    assert links(page)["Clear all filters"] == "/search/?q=quokka"
    assert '<input type="checkbox" name="like" value="mine" checked>' in page
    among = text(f"/search/?q=quokka&like=mine&trust={unlike.slug}", client)
    assert "Nothing found" in among


def test_units_like_mine_is_for_those_who_have_some(
    notes: Notes, cast: Cast, alike: tuple[Organisation, Organisation]
) -> None:
    notes.add("Quokka unlikely", facets=(of(alike[1]),))

    for client in (Client(), signed_in(cast.carys)):
        page = text("/search/?q=quokka&like=mine", client)
        assert "Quokka</mark> unlikely" in page
        assert "Like " not in page
    mine = text("/search/?q=quokka", signed_in(cast.amina))
    assert "Units like mine" not in mine, "there is nothing of such units"


def test_comparing_takes_as_many_queries_with_many_trusts_as_with_few(
    notes: Notes, cast: Cast, alike: tuple[Organisation, Organisation]
) -> None:
    notes.add("Quokka")

    def build(how_many: int) -> None:
        for number in range(how_many):
            slug = f"alike-{how_many}-{number}"
            trust = factories.trust(slug, births_a_year=3_100, neonatal_level="Local neonatal unit")
            notes.add(f"Quokka {slug}", facets=(of(trust),))

    assert_queries_constant(signed_in(cast.amina), "/search/?q=quokka&like=mine", build, large=23)


def paged(notes: Notes, body: str, pages: tuple[tuple[int, int], ...], path: str) -> None:
    row = notes.row()
    row.save()
    notes.say(row, "Guideline", body, pages=pages, meta="PDF, 2 MB")
    notes.index(row)
    SearchEntry.objects.filter(object_id=row.pk).update(path=path)


@pytest.mark.parametrize(
    ("path", "url"),
    [("/files/1/a.pdf", "/files/1/a.pdf#page=4"), ("/files/1/a.docx", "/files/1/a.docx")],
)
def test_a_document_says_on_which_page_the_words_stand(notes: Notes, path: str, url: str) -> None:
    parts = [f"Part {number}. " + "filling words " * 60 for number in range(1, 5)]
    parts[3] += "Then the Quokka\u2019s care is told. " + "filling words " * 60
    starts = [sum(map(len, parts[:place])) for place in range(4)]
    paged(notes, "".join(parts), tuple(zip(starts, (1, 2, 3, 4), strict=True)), path)
    page = text("/search/?q=quokka")

    assert "Found on page 4. PDF, 2 MB" in page
    assert f'<a href="{url}">Guideline</a>' in page


def test_a_page_is_not_named_where_the_title_alone_was_found(notes: Notes) -> None:
    paged(notes, "A short text. Another page.", ((0, 1), (14, 2)), "/files/1/a.pdf")

    assert "Found on page" not in text("/search/?q=guideline")


def test_page_numbers_take_one_query_however_many_documents(notes: Notes) -> None:
    def build(how_many: int) -> None:
        for number in range(how_many):
            paged(notes, "A quokka here. Another page.", ((0, 1), (14, 2)), f"/files/{number}/a.pdf")

    assert_queries_constant(Client(), "/search/?q=quokka", build, small=3, large=15)


def test_the_first_page_holds_what_stands_before_any(engine: str) -> None:
    pages = [[0, 1], [10, 2], [20, 5]]
    assert [page_at(pages, place) for place in (0, 9, 10, 19, 20, 99)] == [1, 1, 2, 2, 5, 5]


@pytest.mark.needs("browser")
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_nothing_found_is_accessible_with_another_spelling(browse: Browse, notes: Notes, width: int) -> None:
    notes.add("Quokka care")
    page = browse(width=width)
    page.goto("/search/?q=quoka")
    assert_axe_clean(page)
    assert_fits(page)

    page.get_by_role("link", name="quokka", exact=True).press("Enter")
    page.get_by_text("1 result", exact=True).wait_for()
    assert_html_valid({"/search/?q=quoka": text("/search/?q=quoka")})
