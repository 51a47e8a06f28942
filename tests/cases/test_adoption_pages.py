"""Who does what, as tables: every trust stands there, blanks say so, CSV runs nothing."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import Organisation
from cases.models import Adoption, GuideUse, InterventionGuide
from tests import factories
from tests.cases.adoptions import adoption
from tests.checks import assert_html_valid, queries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(cast: Any) -> InterventionGuide:
    return factories.guide("warm", title="Warm babies", short_title="Warm", version=2)


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def rows(client: Client, url: str) -> list[dict[str, str]]:
    response = client.get(url)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_every_trust_stands_in_the_table_of_a_guide(client: Client, guide: Any, cast: Any) -> None:
    adoption(
        guide, cast.fenmere, status="embedded", version=1, adapted="No hats.", started_on=date(2026, 4, 1)
    )
    page = text(client, "/guides/warm/adoption/")
    assert "1 of 3 trusts has told us" in page
    assert page.count("Not told us</td>") == 2
    assert page.index("East Midlands") < page.index("Eastern") < page.index("Kent, Surrey and Sussex")
    row = page[page.index('id="fenmere"') :]
    row = row[: row.index("</tr>")]
    assert "Embedded" in row
    assert "April 2026" in row
    assert "No hats." in row
    assert ", 2 is out" in row
    assert "Told us on" in row


def test_failures_stand_in_the_same_list(client: Client, guide: Any, cast: Any) -> None:
    adoption(guide, cast.fenmere, status="stopped", why_stopped="Too few babies.")
    adoption(guide, cast.castlebeck, status="embedded")
    page = text(client, "/guides/warm/")
    assert "2 trusts have told us: 1 embedded, 1 stopped." in page
    told = page[page.index('id="adopted"') :]
    assert told.index("Castlebeck") < told.index("Fenmere") < told.index("Too few babies.")


def test_the_latest_three_of_each_status_are_shown_and_all_are_counted(
    client: Client, guide: Any, cast: Any
) -> None:
    for number in range(5):
        adoption(guide, factories.trust(f"many-{number}", f"Many {number}"), status="testing")
    page = text(client, "/guides/warm/")
    assert "5 trusts have told us: 5 testing." in page
    assert [f"Many {number}<" in page for number in range(5)] == [False, False, True, True, True]


def test_a_draft_for_comment_that_nobody_tried_says_so(client: Client, guide: Any) -> None:
    assert "No trust has told us yet." in text(client, "/guides/warm/")


def test_the_grid_has_each_guide_and_each_trust(client: Client, guide: Any, cast: Any) -> None:
    factories.guide("huddle", short_title="Huddle")
    adoption(guide, cast.fenmere, status="stopped")
    page = text(client, "/adoption/")
    assert page.count("Not told us</td>") == 5
    assert 'href="/guides/warm/adoption/#fenmere">Stopped<' in page
    assert '<th scope="col" role="columnheader"><a href="/guides/huddle/">Huddle</a></th>' in page


def test_the_grid_narrows_to_a_network(client: Client, guide: Any, cast: Any) -> None:
    page = text(client, "/adoption/?network=eastern")
    assert "1 trust in Eastern" in page
    assert "Castlebeck" not in page
    assert [row["trust"] for row in rows(client, "/adoption.csv?network=eastern")] == ["Fenmere Hospitals"]
    assert "3 trusts" in text(client, "/adoption/?network=no%00where")
    assert rows(client, "/adoption.csv?network=no%00where") == rows(client, "/adoption.csv")


def test_the_csv_has_a_row_for_each_trust_and_guide(client: Client, guide: Any, cast: Any) -> None:
    case = factories.case_study("ours", guides=(guide,), trust=cast.fenmere)
    adoption(
        guide,
        cast.fenmere,
        status="stopped",
        version=1,
        started_on=date(2025, 8, 1),
        stopped_on=date(2026, 2, 1),
        why_stopped="=HYPERLINK(1)",
        case_study=case,
    )
    found = {row["trust"]: row for row in rows(client, "/guides/warm/adoption.csv")}
    assert len(found) == 3
    told = found["Fenmere Hospitals"]
    assert (told["status"], told["since"], told["stopped"]) == ("Stopped", "2025-08", "2026-02")
    assert (told["version"], told["newest_version"]) == ("1", "2")
    assert told["why_stopped"] == "'=HYPERLINK(1)"
    assert told["case_study"].endswith("/case-studies/ours/")
    assert found["Saltmarsh Coast Hospitals"]["status"] == "Not told us"
    assert rows(client, "/adoption.csv") == rows(client, "/guides/warm/adoption.csv")


def test_a_case_study_is_named_to_those_who_may_see_it(client: Client, guide: Any, cast: Any) -> None:
    own = factories.audience_for(cast.fenmere)
    case = factories.case_study("ours", title="Ours alone", guides=(guide,), trust=cast.fenmere, audience=own)
    other = factories.case_study("theirs", guides=(guide,), trust=cast.castlebeck)
    adoption(guide, cast.fenmere, case_study=case)
    addresses = ["/guides/warm/", "/guides/warm/adoption/", "/trusts/fenmere/", other.get_absolute_url()]
    files = ["/adoption.csv", "/guides/warm/adoption.csv"]
    assert [url for url in addresses if "Ours alone" in text(client, url)] == []
    assert [url for url in files if "case-studies/ours" in text(client, url)] == []
    client.force_login(cast.amina)
    assert [url for url in addresses if "Ours alone" not in text(client, url)] == []
    assert [url for url in files if "case-studies/ours" not in text(client, url)] == []


def test_what_is_told_of_a_restricted_guide_goes_where_the_guide_goes(client: Client, cast: Any) -> None:
    hidden = factories.guide("hid", short_title="Hidden one", audience=factories.audience_for(cast.fenmere))
    adoption(hidden, cast.fenmere, result="Secret result.")
    case = factories.case_study("open", guides=(hidden,), trust=cast.castlebeck)
    surfaces = ["/adoption/", "/adoption.csv", "/trusts/fenmere/", case.get_absolute_url()]
    for url in surfaces:
        assert "Hidden one" not in text(client, url), url
        assert "Secret result." not in text(client, url), url
    client.force_login(cast.amina)
    for url in surfaces:
        assert "Hidden one" in text(client, url), url


def test_a_trusts_page_says_what_it_does(client: Client, guide: Any, cast: Any) -> None:
    assert "What Fenmere does" not in text(client, "/trusts/fenmere/")
    adoption(guide, cast.fenmere, status="embedded", result="It holds.")
    page = text(client, "/trusts/fenmere/")
    assert "What Fenmere does" in page
    assert "It holds." in page


def test_queries_do_not_grow_with_trusts_or_guides(client: Client, guide: Any, cast: Any) -> None:
    case = factories.case_study("open", guides=(guide,), trust=cast.castlebeck)

    def build(how_many: int) -> None:
        for number in range(how_many):
            count = Organisation.objects.count()
            place = factories.trust(f"t-{count}", f"Trust {count}", network=cast.eastern)
            told = factories.case_study(guides=(guide,), trust=place) if number < 3 else None
            adoption(guide, place, status=list(Adoption.Status)[number % 4], case_study=told)
            if number < 5:
                adoption(factories.guide(), cast.fenmere, status="planning")

    amina = Client()
    amina.force_login(cast.amina)
    grids = ["/adoption/", "/guides/warm/adoption/"]
    pages = [(client, url) for url in (*grids, "/adoption.csv", "/guides/warm/adoption.csv")]
    pages += [(amina, url) for url in (*grids, "/guides/warm/", case.get_absolute_url(), "/trusts/fenmere/")]
    build(6)
    few = [len(queries_of(reader, url)) for reader, url in pages]
    assert max(few[:4]) <= 6
    build(24)
    many = [len(queries_of(reader, url)) for reader, url in pages]
    assert all(after <= before for before, after in zip(few, many, strict=True)), (pages, few, many)


@pytest.mark.once
def test_the_pages_are_valid_html(guide: Any, cast: Any) -> None:
    other = factories.guide("two", short_title="Two")
    case = factories.case_study("both", guides=(guide, other), trust=cast.castlebeck)
    adoption(guide, cast.fenmere, status="stopped", why_stopped="Winter.", result="None.", adapted="Hats.")
    adoption(other, cast.fenmere, status="testing")
    member, visitor, stranger = Client(), Client(), Client()
    member.force_login(cast.amina)
    stranger.force_login(cast.dev)
    read = [
        "/adoption/",
        "/guides/warm/adoption/",
        "/guides/warm/",
        case.get_absolute_url(),
        "/trusts/fenmere/",
    ]
    pages = {f"{url} signed out": text(visitor, url) for url in read}
    tell = "/guides/two/adoption/fenmere/"
    pages |= {url: text(member, url) for url in [*read, tell, f"{tell}stop/", f"{tell}remove/"]}
    wrong = {"status": "stopped", "started_on_0": "99"}
    pages["wrong"] = member.post(tell, wrong).content.decode()
    pages["no reason"] = member.post(f"{tell}stop/", {}).content.decode()
    pages["meanwhile"] = member.post(tell, {"status": "planning"}).content.decode()
    assert "A colleague was first" in pages["meanwhile"]
    pages["no trust"] = text(stranger, "/guides/two/adopt/")
    assert GuideUse.objects.filter(page=case).count() == 2
    assert_html_valid(pages)
