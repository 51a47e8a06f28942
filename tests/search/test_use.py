"""What is looked for is counted by the week, and nobody is known by it."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from search.models import SearchUse
from search.registry import Facet
from search.use import counting
from search.views import using as using_view
from tests.browser import Browse
from tests.checks import queries_of
from tests.factories import Cast
from tests.search.conftest import Notes
from tests.search.test_page import text

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("engine", ["database"], indirect=True)]

ADDRESS = "/search/used/"
HERE = {"sec-fetch-site": "same-origin"}


@pytest.fixture(autouse=True)
def no_limits_left_over() -> Any:
    """Each test counts from nothing."""
    cache.clear()
    yield
    cache.clear()


def note(page: str) -> str:
    found = re.search(r'data-use="([^"]*)"', page)
    return unescape(found.group(1)) if found else ""


def send(page: str, headers: dict[str, str] | None = None, **more: Any) -> int:
    return Client().post(ADDRESS, {"use": note(page), **more}, headers=headers or HERE).status_code


def kept() -> list[tuple[str, int, int, int, int]]:
    rows = SearchUse.objects.order_by("words")
    return list(rows.values_list("words", "searches", "without_result", "clicks", "rank_sum"))


def test_a_search_and_what_was_followed_are_counted_by_the_week(notes: Notes) -> None:
    notes.add("Quokka care")
    page = text("/search/?q=Quokka+CARE")

    assert [send(page), send(page), send(page, rank=3), send(page, rank=1)] == [204] * 4
    assert kept() == [("quokka care", 2, 0, 2, 4)]
    today = timezone.localdate()
    assert SearchUse.objects.get().week == today - timedelta(days=today.weekday())
    assert [counting.week_of(date(2026, 3, day)) for day in (29, 30)] == [
        date(2026, 3, 23),
        date(2026, 3, 30),
    ]


def test_what_finds_nothing_is_counted_as_that_but_not_because_of_a_filter(notes: Notes) -> None:
    send(text("/search/?q=wombat"))
    send(text("/search/?q=quokka&trust=fenmere"))
    send(text("/search/?q=koala+after:2020"))

    assert kept() == [("koala", 1, 0, 0, 0), ("quokka", 1, 0, 0, 0), ("wombat", 1, 1, 0, 0)]


def test_what_has_only_some_of_the_words_counts_as_nothing_found(notes: Notes) -> None:
    notes.add("Quokka care")
    send(text("/search/?q=quokka+wombat"))

    assert kept() == [("quokka wombat", 1, 1, 0, 0)]


@pytest.mark.parametrize(
    "query",
    [
        "943 476 5919",
        "nhs number 9434765919",
        "1234567",
        "hospital number 12345",
        "baby Smith born 12 March 2024",
        "date of birth 12/03/2024",
    ],
)
def test_what_may_tell_of_a_patient_is_not_even_noted(notes: Notes, query: str) -> None:
    page = Client().get("/search/", {"q": query}).content.decode()

    assert "Nothing found" in page
    assert not note(page)
    assert send(page) == 403
    assert kept() == []


def test_only_the_first_page_counts_a_search_and_places_go_on_over_pages(notes: Notes) -> None:
    notes.add_many(21, "Quokka")

    assert "data-use-first" in text("/search/?q=quokka")
    second = text("/search/?q=quokka&page=2")
    assert "data-use-first" not in second
    assert 'data-rank="21"' in second
    assert not note(text("/search/?type=note"))


@pytest.mark.parametrize("more", [{"use": "x"}, {"use": '["a",1]:x'}, {"use": ""}, {"use": "é:\x00"}])
def test_words_cannot_be_made_up(notes: Notes, more: dict[str, str]) -> None:
    assert Client().post(ADDRESS, more, headers=HERE).status_code == 403
    assert kept() == []


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://elsewhere.example"}, {"x": "y"}]
)
def test_another_site_cannot_count_through_its_visitors(notes: Notes, headers: dict[str, str]) -> None:
    assert send(text("/search/?q=quokka"), headers) == 403
    assert kept() == []


@pytest.mark.parametrize("rank", ["0", "401", "-1", "x", "9" * 30, "１"])
def test_a_place_that_there_is_not_is_not_counted(notes: Notes, rank: str) -> None:
    assert send(text("/search/?q=quokka"), rank=rank) == 204
    assert kept() == []


def test_who_sends_too_much_is_not_counted(notes: Notes, monkeypatch: Any) -> None:
    monkeypatch.setitem(using_view.RATES, "search-use", "2/h/key")
    page = text("/search/?q=quokka")

    assert [send(page) for _ in range(3)] == [204, 204, 429]
    assert kept()[0][1] == 2


def test_reading_a_page_writes_nothing_and_is_the_same_each_time(notes: Notes) -> None:
    client = Client()

    assert not [sql for sql in queries_of(client, "/search/?q=quokka") if not sql.startswith("SELECT")]
    assert note(text("/search/?q=quokka")) == note(text("/search/?q=quokka"))
    assert Client().get(ADDRESS).status_code == 405


def test_two_years_are_kept(notes: Notes) -> None:
    today = timezone.localdate()
    for days in (0, 700, 740):
        SearchUse.objects.create(week=today - timedelta(days=days), words="quokka", searches=1)
    counting.forget_old()

    assert SearchUse.objects.count() == 2


def use(
    words: str, searches: int = 3, nothing: int = 0, clicks: int = 0, ranks: int = 0, ago: int = 0
) -> None:
    SearchUse.objects.create(
        week=counting.week_of(timezone.localdate()) - timedelta(weeks=ago),
        words=words,
        searches=searches,
        without_result=nothing,
        clicks=clicks,
        rank_sum=ranks,
    )


@pytest.fixture
def ella(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.ella)
    return client


def test_editors_read_what_is_looked_for_often(notes: Notes, ella: Client) -> None:
    use("quokka", 9, clicks=2, ranks=5)
    use("wombat", 5, nothing=4)
    use("seldom", 2)
    page = text("/admin/use-of-search/", ella)

    assert page.index(">quokka<") < page.index(">wombat<")
    assert "2.5" in page
    assert "seldom" not in page
    nothing = text("/admin/use-of-search/?nothing=yes", ella)
    assert ">wombat<" in nothing
    assert ">quokka<" not in nothing
    use("older", 4, ago=2)
    week = counting.week_of(timezone.localdate()) - timedelta(weeks=2)
    of_week = text(f"/admin/use-of-search/?week={week}", ella)
    assert ">older<" in of_week
    assert ">quokka<" not in of_week


def test_the_report_is_a_table_to_take_away(notes: Notes, ella: Client) -> None:
    use("=quokka", 9, clicks=2, ranks=5)
    use("seldom", 2)
    answer: Any = ella.get("/admin/use-of-search/?export=csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))

    assert rows[0] == [
        "Week from",
        "Words",
        "Searches",
        "Without result",
        "Results followed",
        "Their mean place",
    ]
    assert [row[1:] for row in rows[1:]] == [["'=quokka", "9", "0", "2", "2.5"]]


def test_words_that_find_nothing_stand_beside_what_they_may_mean(notes: Notes, ella: Client) -> None:
    notes.add("Quokka warmth")
    use("quoka", 4, nothing=4)
    use("warmt quokkas", 4, nothing=4)
    use("warmth quokka", 9)
    use("often found", 9, nothing=1)
    use("hardly", 2, nothing=2)
    use("quokka", 4, nothing=4)
    page = text("/admin/suggested-synonyms/", ella)

    assert re.search(r">quoka</div>.*?<td>quokka</td>", page, re.S)
    assert "?words=quoka%2C+quokka" in page
    assert "warmt quokkas" in page
    for words in ("often found", "hardly", '">quokka</div>'):
        assert words not in page
    form = text("/admin/snippets/search/synonymgroup/add/?words=quoka%2C+quokka", ella)
    assert "quoka, quokka" in form


@pytest.mark.parametrize("who", ["amina", "dev"])
@pytest.mark.parametrize("address", ["/admin/use-of-search/", "/admin/suggested-synonyms/"])
def test_others_read_neither(notes: Notes, cast: Cast, who: str, address: str) -> None:
    use("quokka", 9)
    client = Client()
    client.force_login(getattr(cast, who))
    answer = client.get(address)

    assert answer.status_code in {302, 403}
    assert b"quokka" not in answer.content


@pytest.mark.needs("browser")
def test_a_browser_counts_once_and_tells_what_was_followed(browse: Browse, notes: Notes) -> None:
    notes.add("Quokka one", facets=(Facet("trust", "fenmere", "Fenmere Hospitals"),))
    page = browse()
    with page.expect_request(f"**{ADDRESS}"):
        page.goto("/search/?q=quokka")
    page.reload()
    with page.expect_request(f"**{ADDRESS}") as sent:
        page.locator("[data-rank] a").click()
    assert "rank=1" in (sent.value.post_data or "")
    page.wait_for_timeout(300)

    assert kept() == [("quokka", 1, 0, 1, 1)]


@pytest.mark.needs("browser")
def test_without_scripts_nothing_is_counted(browse: Browse, notes: Notes) -> None:
    notes.add("Quokka one")
    page = browse(javascript=False)
    page.goto("/search/?q=quokka")
    page.locator("[data-rank] a").click()

    assert kept() == []
