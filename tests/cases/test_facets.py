"""Every facet of the lists, orders, units like mine; the catalogue below them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation
from accounts.services import join
from cases.facets import Entry, alike_to, build
from cases.models import CaseStudy
from tests import factories
from tests.cases.test_lists import options_of, text_of, titles_of

LEVEL, INTENSIVE = "Local neonatal unit", "Neonatal intensive care unit"


@pytest.fixture
def units(cast: Any) -> Any:
    """The trusts of the cast, with what they tell of themselves."""
    told = {
        cast.fenmere: (4_200, LEVEL, "Obstetric"),
        cast.castlebeck: (6_800, INTENSIVE, "Obstetric and alongside midwifery"),
        cast.saltmarsh: (3_100, LEVEL, "Obstetric"),
    }
    for trust, (births, level, kind) in told.items():
        trust.births_a_year, trust.neonatal_level, trust.unit_type = births, level, kind
        trust.save()
    return cast


@pytest.fixture
def told(units: Any) -> None:
    """Four case studies that differ in every facet."""
    out = datetime(2025, 12, 31, 23, 59, tzinfo=UTC)
    of = {"fenmere": units.fenmere, "castlebeck": units.castlebeck, "saltmarsh": units.saltmarsh}
    rows = [
        ("A", "fenmere", "Wave 1", "worked", out, "2026-01-01"),
        ("b", "castlebeck", "Wave 1", "mixed", out + timedelta(minutes=1), None),
        ("Ć", "castlebeck", "Wave 2", "did-not-work", out + timedelta(days=1), "2026-03-01"),
        ("“D”", "saltmarsh", "", "worked", out + timedelta(days=2), "2026-02-01"),
    ]
    for title, trust, wave, outcome, first, reviewed in rows:
        page = factories.case_study(
            title=title,
            trust=of[trust],
            wave=wave,
            outcome=outcome,
            first_published_at=first,
            reviewed_on=reviewed,
        )
    page.tags.add("night shift", "warmth")
    page.save_revision().publish()


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("outcome", {"worked": 2, "mixed": 1, "did-not-work": 1}),
        ("births", {"2500-4999": 2, "5000-and-over": 2}),
        ("wave", {"Wave 1": 2, "Wave 2": 1}),
        ("network", {"east-midlands": 2, "eastern": 1, "kent-surrey-and-sussex": 1}),
        ("trust", {"castlebeck": 2, "fenmere": 1, "saltmarsh": 1}),
        ("unit", {"Obstetric": 2, "Obstetric and alongside midwifery": 2}),
        ("year", {"2026": 3, "2025": 1}),
        ("tag", {"night-shift": 1, "warmth": 1}),
    ],
)
def test_each_facet_counts_and_narrows(client: Client, told: None, name: str, counts: dict[str, int]) -> None:
    assert options_of(text_of(client, "/case-studies/"), name) == counts
    for value, count in counts.items():
        page = client.get("/case-studies/", {name: value}).content.decode()
        assert len(titles_of(page)) == count
        assert f"<b>{count} of 4 case studies</b>" in page


def test_facets_that_follow_from_the_trust_narrow_one_another(client: Client, told: None) -> None:
    page = text_of(client, "/case-studies/?births=2500-4999&network=eastern")
    assert titles_of(page) == ["A"]
    assert options_of(page, "births") == {"2500-4999": 1}
    assert options_of(page, "network") == {"eastern": 1, "kent-surrey-and-sussex": 1}


def test_the_first_three_facets_are_open_the_others_folded(client: Client, told: None) -> None:
    page = text_of(client, "/case-studies/?wave=Wave+1")
    assert "<summary>Outcome</summary>" not in page
    assert "<summary>Wave</summary>" not in page, "what is chosen is open"
    assert "<summary>Trust</summary>" in page


@pytest.mark.parametrize(
    ("sort", "titles", "words"),
    [
        ("newest", ["“D”", "Ć", "b", "A"], "Newest first."),
        ("reviewed", ["Ć", "“D”", "A", "b"], "Last reviewed first."),
        ("title", ["A", "b", "Ć", "“D”"], "In order of title."),
        ("nonsense", ["“D”", "Ć", "b", "A"], "Newest first."),
    ],
)
def test_a_list_can_be_sorted(client: Client, told: None, sort: str, titles: list[str], words: str) -> None:
    page = text_of(client, f"/case-studies/?sort={sort}")
    assert titles_of(page) == titles
    assert words in page


def test_the_order_stays_in_links_tags_form_and_csv_but_not_in_feeds(client: Client, told: None) -> None:
    page = text_of(client, "/case-studies/?sort=title&outcome=worked&wave=Wave+1")
    assert '<input type="hidden" name="sort" value="title">' in page
    assert 'href="/case-studies/?wave=Wave+1&sort=title"' in page
    assert 'href="?outcome=worked&wave=Wave+1&sort=reviewed"' in page
    assert 'href="/case-studies/list.csv?outcome=worked&wave=Wave+1&sort=title"' in page
    assert 'href="/case-studies/feed.atom?outcome=worked&wave=Wave+1"' in page
    assert 'href="?outcome=worked&wave=Wave+1"' in page, "the usual order has the plain address"


def test_every_facet_narrows_the_feed_too(client: Client, told: None) -> None:
    for query in ("births=5000-and-over", "outcome=mixed&outcome=did-not-work", "network=east-midlands"):
        feed = json.loads(client.get(f"/case-studies/feed.json?{query}&sort=title").content)
        assert [item["title"] for item in feed["items"]] == ["Ć", "b"], query


def test_a_feed_is_called_by_what_was_chosen(client: Client, told: None) -> None:
    def title(query: str) -> str:
        return str(json.loads(client.get(f"/case-studies/feed.json{query}").content)["title"])

    assert title("?outcome=mixed&outcome=did-not-work") == f"{title('')}: Mixed, Did not work"
    assert title("?outcome=nothing&sort=title") == title("")


@pytest.mark.parametrize("sort", ["newest", "reviewed", "title"])
def test_the_way_down_shows_each_once_where_many_are_alike(client: Client, cast: Any, sort: str) -> None:
    now = timezone.now()
    for number in range(45):
        factories.case_study(f"same-{number}", title="The same", trust=cast.fenmere, first_published_at=now)
    seen, before = [], ""
    for _ in range(3):
        response = client.get("/case-studies/", {"sort": sort, **({"before": before} if before else {})})
        seen += [page.pk for page in response.context["pages"]]
        before = response.context["older"]
    assert before is None
    assert len(seen) == len(set(seen)) == 45


def test_a_place_in_the_list_that_is_gone_begins_at_the_top(client: Client, told: None) -> None:
    for before in ("999999999", "²", "x", "9" * 40):
        assert titles_of(text_of(client, f"/case-studies/?sort=title&before={before}"))[0] == "A"


def test_what_is_published_changed_or_taken_away_is_counted_at_once(client: Client, told: None) -> None:
    page = CaseStudy.objects.get(title="b")
    assert options_of(text_of(client, "/case-studies/"), "outcome")["mixed"] == 1
    page.outcome = "worked"
    page.save_revision().publish()
    assert options_of(text_of(client, "/case-studies/"), "outcome")["worked"] == 3
    page.unpublish()
    assert "<b>3 case studies</b>" in text_of(client, "/case-studies/")
    CaseStudy.objects.get(title="A").delete()
    assert "<b>2 case studies</b>" in text_of(client, "/case-studies/")


def test_a_draft_is_in_no_count(client: Client, told: None) -> None:
    factories.case_study(title="Draft", live=False)
    page = CaseStudy.objects.get(title="A")
    page.outcome = "stopped-early"
    page.save_revision()
    assert options_of(text_of(client, "/case-studies/"), "outcome") == {
        "worked": 2,
        "mixed": 1,
        "did-not-work": 1,
    }


# Units like mine -----------------------------------------------------------------------------


def test_a_member_finds_units_like_theirs_those_of_their_network_first(
    client: Client, told: None, units: Any
) -> None:
    near = factories.trust("near", "Near", network=units.eastern, births_a_year=4_000)
    factories.case_study(
        title="Old but near", trust=near, first_published_at=datetime(2020, 1, 1, tzinfo=UTC)
    )
    client.force_login(units.amina)
    page = text_of(client, "/case-studies/?like=mine")
    assert titles_of(page) == ["Old but near", "“D”"]
    assert "In your network" in page
    assert (
        "2,500 to 4,999 births a year, local neonatal unit, in Eastern. Those in Eastern come first" in page
    )
    assert "Remove filter: </span>Like Fenmere Hospitals</a>" in page
    assert "<b>2 of 5 case studies</b>" in page
    assert options_of(text_of(client, "/case-studies/"), "like") == {"mine": 2}


def test_nobody_is_said_to_come_first_where_no_unit_of_the_network_is_alike(
    client: Client, told: None, units: Any
) -> None:
    client.force_login(units.amina)
    page = text_of(client, "/case-studies/?like=mine")
    assert "local neonatal unit, in Eastern." in page
    assert "come first" not in page


def test_like_mine_goes_with_the_csv_and_not_with_the_feed(client: Client, told: None, units: Any) -> None:
    client.force_login(units.amina)
    page = text_of(client, "/case-studies/?like=mine&outcome=worked")
    assert 'href="/case-studies/feed.rss?outcome=worked"' in page
    csv: Any = client.get("/case-studies/list.csv?like=mine")
    lines = b"".join(csv.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("“D”")


def test_nobody_else_is_offered_it_and_it_means_nothing_to_them(
    client: Client, told: None, units: Any
) -> None:
    network_person = factories.user()
    join(network_person, units.eastern)
    for person in (None, units.ella, network_person):
        if person:
            client.force_login(person)
        page = text_of(client, "/case-studies/?like=mine")
        assert "<b>4 case studies</b>" in page
        assert "like mine" not in page
        feed = json.loads(client.get("/case-studies/feed.json?like=mine").content)
        assert len(feed["items"]) == 4


def test_it_is_not_offered_where_no_unit_alike_has_told_anything(client: Client, units: Any) -> None:
    factories.case_study(trust=units.fenmere)
    client.force_login(units.amina)
    assert "like mine" not in text_of(client, "/case-studies/")


def test_it_tells_of_no_page_that_the_reader_may_not_see(client: Client, told: None, units: Any) -> None:
    page = CaseStudy.objects.get(title="“D”")
    page.audience = factories.audience_for(units.saltmarsh)
    page.save_revision().publish()
    client.force_login(units.amina)
    page_text = text_of(client, "/case-studies/?like=mine")
    assert "<b>0 of 3 case studies</b>" in page_text
    assert "Saltmarsh" not in page_text


def test_guides_tried_by_units_like_mine(client: Client, units: Any) -> None:
    mine, other = factories.guide(title="Near to us"), factories.guide(title="Far from us")
    factories.case_study(guides=(mine,), trust=units.saltmarsh)
    factories.case_study(guides=(other,), trust=units.castlebeck)
    client.force_login(units.farah)
    page = text_of(client, "/guides/?like=mine")
    assert titles_of(page) == ["Near to us"]
    assert "Tried by units like mine" in page


def test_what_is_not_told_is_like_nothing() -> None:
    eastern = Organisation(pk=1, name="Eastern", kind="network")
    mine = Organisation(pk=2, name="Mine", network=eastern, births_a_year=3_000)
    same = Organisation(pk=3, network=eastern, births_a_year=4_999)
    no_level = Organisation(pk=4, births_a_year=3_000)
    larger = Organisation(pk=5, network=eastern, births_a_year=5_000)
    found = alike_to(mine, [mine, same, no_level, larger])
    assert found is not None
    assert found.ids == {3}
    assert alike_to(no_level, [same]) is None


# The catalogue -------------------------------------------------------------------------------


def test_a_catalogue_knows_who_has_what_in_every_order() -> None:
    kept = build(
        [
            Entry(30, "Warmth", "2026-01-01", {"audience": [1], "tag": ["x", "y"]}),
            Entry(20, "arrival", None, {"audience": [2], "tag": ["x"]}),
            Entry(10, "Élan", "2026-02-01", {"audience": [1]}),
        ]
    )
    everything = kept.open_to([1, 2])
    assert list(kept.in_order("newest", everything)) == [30, 20, 10]
    assert list(kept.in_order("title", everything)) == [20, 10, 30]
    assert list(kept.in_order("reviewed", everything)) == [10, 30, 20]
    assert list(kept.in_order("newest", everything, first=0b100)) == [10, 30, 20]
    assert list(kept.in_order("newest", kept.open_to([1]) & kept.holders["tag"]["x"])) == [30]
    assert kept.open_to([3]) == 0
    assert list(build([]).in_order("title", 0)) == []
