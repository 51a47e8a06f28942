"""The lists as CSV."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases import list_tables
from cases.models import LearningSetGuide
from tests import factories

pytestmark = pytest.mark.django_db


def table(client: Client, address: str) -> list[dict[str, str]]:
    response: Any = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_case_study_is_one_line_with_everything_that_a_row_and_its_facets_say(
    client: Client, cast: Any
) -> None:
    guide = factories.guide(short_title="Warm", version=2)
    cast.fenmere.births_a_year = 4200
    cast.fenmere.save()
    page = factories.case_study(
        "warm",
        title="Warm, fed, “together”",
        trust=cast.fenmere,
        guides=(guide,),
        wave="Wave 1",
        changed="A hat\nA chart",
        outcome="did-not-work",
        number="-3",
        number_unit="babies",
        number_before="0 in 2024",
        reviewed_on="2026-04-02",
    )
    page.tags.add("night", "warmth")
    page.save_revision().publish()
    (line,) = table(client, "/case-studies/list.csv")
    assert line["Title"] == "Warm, fed, “together”"
    assert line["Address"].endswith("/case-studies/warm/")
    assert line["Outcome"] == "Did not work"
    assert line["What changed"] == "A hat; A chart"
    assert line["Headline number"] == "'-3", "text that a spreadsheet would run is disarmed"
    assert line["Births a year"] == "4200"
    assert line["Network"] == "Eastern"
    assert line["Interventions"] == "Warm, version 2"
    assert line["Tags"] == "night; warmth"
    assert line["Reviewed"] == "2026-04-02"
    assert len(line["First published"]) == 10


def test_guides_and_learning_sets_have_theirs(client: Client, cast: Any) -> None:
    guide = factories.guide(title="Warm", short_title="Warm", status="withdrawn", version=3)
    page = factories.learning_set(title="Charts", wave="Wave 2", number=4, trust=cast.castlebeck)
    LearningSetGuide.objects.create(page=page, guide=guide)
    (line,) = table(client, "/guides/list.csv")
    assert (line["Title"], line["Status"], line["Version"]) == ("Warm", "Withdrawn", "3")
    (line,) = table(client, "/learning-sets/list.csv")
    assert (line["Wave"], line["Set"], line["Interventions"]) == ("Wave 2", "4", "Warm")
    assert line["Host trust"] == "Castlebeck University Hospitals"


def test_it_holds_the_whole_list_with_the_filters_and_the_order(client: Client, cast: Any) -> None:
    for number in range(25):
        factories.case_study(title=f"Title {24 - number:02}", trust=cast.fenmere)
    factories.case_study(title="Title 99", trust=cast.castlebeck)
    lines = table(client, "/case-studies/list.csv?trust=fenmere&sort=title")
    assert [line["Title"] for line in lines] == [f"Title {number:02}" for number in range(25)]


def test_a_formula_in_a_title_is_text(client: Client, cast: Any) -> None:
    factories.case_study(title='=HYPERLINK("http://x.example","y")', changed="@SUM(1)")
    (line,) = table(client, "/case-studies/list.csv")
    assert line["Title"].startswith("'=")
    assert line["What changed"].startswith("'@")


def test_it_tells_of_nothing_that_the_reader_may_not_see(client: Client, cast: Any) -> None:
    own = factories.audience_for(cast.fenmere)
    hidden = factories.guide(title="Our own guide", short_title="Our own", audience=own)
    factories.case_study(title="Open", trust=cast.castlebeck, guides=(hidden,))
    factories.case_study(title="Ours", trust=cast.fenmere, audience=own)
    (line,) = table(client, "/case-studies/list.csv")
    assert (line["Title"], line["Interventions"]) == ("Open", "")
    assert table(client, "/guides/list.csv") == []
    client.force_login(cast.amina)
    assert {line["Title"] for line in table(client, "/case-studies/list.csv")} == {"Open", "Ours"}
    assert "no-store" in client.get("/case-studies/list.csv")["Cache-Control"]


def test_a_very_long_list_is_cut_and_says_so(
    client: Client, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(list_tables, "MOST", 2)
    for _ in range(3):
        factories.case_study()
    lines = table(client, "/case-studies/list.csv")
    assert len(lines) == 3
    assert lines[-1]["Title"] == "Cut: these are the first 2 of 3 case studies. Filter the list for the rest."


@pytest.mark.parametrize("address", ["/about/list.csv", "/nowhere/list.csv", "/news/list.csv", "/list.csv"])
def test_there_is_none_where_no_list_is(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_it_is_only_read(client: Client) -> None:
    assert client.post("/case-studies/list.csv").status_code == 405


def test_queries_do_not_grow(client: Client, cast: Any) -> None:
    guide = factories.guide()
    address = "/case-studies/list.csv?trust=fenmere"

    def asked() -> int:
        table(client, address)  # warms what is kept until something is published
        with CaptureQueriesContext(connection) as captured:
            table(client, address)
        return len(captured)

    factories.case_study(guides=(guide,), trust=cast.fenmere)
    few = asked()
    for _ in range(20):
        factories.case_study(guides=(guide,), trust=cast.fenmere)
    assert asked() <= few <= 12
    assert len(table(client, address)) == 21
