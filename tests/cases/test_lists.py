"""The lists of case studies, guides and learning sets: filters, counts, further down, feeds."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import strip_tags

from bench.many import make_case_studies, make_trusts
from cases.models import Adoption, CaseStudy, LearningSetGuide
from tests import factories
from tests.checks import analyse, assert_queries_constant, queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]
LISTS = ["/case-studies/", "/guides/", "/learning-sets/"]


def text_of(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return html.unescape(response.content.decode())


def options_of(page: str, name: str) -> dict[str, int]:
    """The values of one facet with their counts."""
    found = re.findall(
        rf'name="{name}" value="([^"]*)"(?: checked)?><span>[^<]*</span> <span>(\d+)</span>', page
    )
    return {value: int(count) for value, count in found}


def titles_of(page: str) -> list[str]:
    return re.findall(r"<h2><a [^>]*>([^<]*)</a></h2>", page)


@pytest.fixture
def told(cast: Any) -> dict[str, CaseStudy]:
    """Three case studies of two trusts about two interventions."""
    warm, smoke = factories.guide("warm", short_title="Warm"), factories.guide("smoke", short_title="Smoke")
    return {
        "a": factories.case_study("a", title="A", trust=cast.fenmere, guides=(warm,)),
        "b": factories.case_study("b", title="B", trust=cast.fenmere, guides=(warm, smoke)),
        "c": factories.case_study("c", title="C", trust=cast.castlebeck, guides=(smoke,), outcome="mixed"),
    }


def test_a_row_says_how_it_went_whose_it_is_and_the_number(client: Client, told: Any) -> None:
    CaseStudy.objects.filter(pk=told["c"].pk).update(
        number="71%", number_short="of night scores on time, after 64%", reviewed_on="2026-04-02"
    )
    page = text_of(client, "/case-studies/")
    assert '<span class="word word--half">Mixed</span>' in page
    assert "Castlebeck University Hospitals, East Midlands. Reviewed 2 April 2026" in page
    assert "<b>71%</b> <span>of night scores on time, after 64%</span>" in page


def test_all_are_counted_and_every_filter_says_how_many(client: Client, told: Any) -> None:
    page = text_of(client, "/case-studies/")
    assert "<b>3 case studies</b>" in page
    assert options_of(page, "intervention") == {"warm": 2, "smoke": 2}
    assert options_of(page, "trust") == {"fenmere": 2, "castlebeck": 1}


def test_one_facet_narrows_and_can_be_taken_out_again(client: Client, told: Any) -> None:
    page = text_of(client, "/case-studies/?intervention=warm")
    assert sorted(titles_of(page)) == ["A", "B"]
    assert "<b>2 of 3 case studies</b>" in page
    assert 'value="warm" checked' in page
    removal = '<span class="nhsuk-u-visually-hidden">Remove filter: </span>Warm</a>'
    assert f'<a href="/case-studies/">{removal}' in page
    assert options_of(page, "intervention") == {"warm": 2, "smoke": 2}, "a second value can be added"
    assert options_of(page, "trust") == {}, "with one trust left there is nothing to choose"


def test_values_of_one_facet_add_and_two_facets_narrow(client: Client, told: Any) -> None:
    both = text_of(client, "/case-studies/?intervention=warm&intervention=smoke")
    assert sorted(titles_of(both)) == ["A", "B", "C"]
    narrow = text_of(client, "/case-studies/?intervention=smoke&trust=fenmere")
    assert titles_of(narrow) == ["B"]
    assert 'href="/case-studies/?intervention=smoke"' in narrow
    assert 'href="/case-studies/?trust=fenmere"' in narrow


def test_filters_that_fit_nothing_say_so_and_keep_their_tags(client: Client, told: Any) -> None:
    page = text_of(client, "/case-studies/?intervention=warm&trust=castlebeck")
    assert "<b>0 of 3 case studies</b>" in page
    assert "None of the case studies fits all of these filters." in page
    assert "Remove filter: </span>Warm" in page
    assert "Remove filter: </span>Castlebeck" in page
    assert options_of(page, "trust") == {"fenmere": 2, "castlebeck": 0}


@pytest.mark.parametrize("query", ["trust=nowhere", "trust=%00nowhere%27", "intervention=" + "x" * 500])
def test_a_value_of_no_page_fits_nothing_and_is_not_repeated(client: Client, told: Any, query: str) -> None:
    page = text_of(client, f"/case-studies/?{query}&q=<script>")
    assert "<b>0 of 3 case studies</b>" in page
    assert "nowhere" not in strip_tags(page)
    assert "<script>" not in page


@pytest.mark.parametrize("query", ["trust=", "trust=%00", "intervention=&trust="])
def test_an_empty_value_is_no_filter(client: Client, told: Any, query: str) -> None:
    assert "<b>3 case studies</b>" in text_of(client, f"/case-studies/?{query}")


def test_an_empty_list_says_so(client: Client) -> None:
    page = text_of(client, "/learning-sets/")
    assert "There are no learning sets here yet that everyone may see." in page
    assert "Sign in" in page


def test_the_filters_travel_with_the_feed_and_nothing_else_does(client: Client, told: Any) -> None:
    page = text_of(client, "/case-studies/?trust=fenmere&before=1&utm=x")
    assert 'href="/case-studies/feed.atom?trust=fenmere"' in page
    assert "These filters travel with it." in page
    assert "utm" not in page


def test_the_way_down_keeps_the_filters(client: Client, cast: Any) -> None:
    now = timezone.now()
    for day in range(22):
        factories.case_study(
            title=f"Day {day:02}", trust=cast.fenmere, first_published_at=now - timedelta(days=day)
        )
    first = text_of(client, "/case-studies/?trust=fenmere")
    assert len(titles_of(first)) == 20
    onward = re.search(r'href="\?([^"]+)" rel="next">Show older case studies', first)
    assert onward
    assert "trust=fenmere" in onward[1]
    rest = text_of(client, f"/case-studies/?{onward[1]}")
    assert titles_of(rest) == ["Day 20", "Day 21"]
    assert 'href="/case-studies/?trust=fenmere">Back to the newest' in rest


def test_no_count_or_filter_tells_of_what_the_reader_may_not_see(client: Client, cast: Any) -> None:
    own = factories.audience_for(cast.fenmere)
    hidden = factories.guide("own", short_title="Our own", audience=own)
    factories.case_study(title="Open", trust=cast.castlebeck, guides=(hidden,))
    factories.case_study(title="Ours", trust=cast.fenmere, guides=(hidden,), audience=own)
    page = text_of(client, "/case-studies/")
    assert "<b>1 case study</b>" in page
    assert "Fenmere" not in page
    assert "Our own" not in page
    narrowed = text_of(client, "/case-studies/?intervention=own&trust=fenmere")
    assert titles_of(narrowed) == []
    assert "Fenmere" not in narrowed
    assert "Our own" not in narrowed
    client.force_login(cast.amina)
    page = text_of(client, "/case-studies/")
    assert options_of(page, "trust") == {"castlebeck": 1, "fenmere": 1}
    assert options_of(text_of(client, "/case-studies/?intervention=own"), "intervention") == {"own": 2}


def test_a_learning_set_is_not_found_by_a_guide_out_of_sight(client: Client, cast: Any) -> None:
    hidden = factories.guide("own", short_title="Our own", audience=factories.audience_for(cast.fenmere))
    LearningSetGuide.objects.create(page=factories.learning_set(), guide=hidden)
    page = text_of(client, "/learning-sets/")
    assert "<b>1 learning set</b>" in page
    assert "Our own" not in page


def test_a_guide_is_tried_by_the_trusts_whose_case_studies_are_in_sight(client: Client, cast: Any) -> None:
    guide = factories.guide(title="Warm")
    own = factories.audience_for(cast.fenmere)
    factories.case_study(guides=(guide,), trust=cast.castlebeck)
    factories.case_study(guides=(guide,), trust=cast.saltmarsh)
    factories.case_study(guides=(guide,), trust=cast.fenmere, audience=own)
    page = text_of(client, "/guides/")
    assert "<b>1 guide</b>" in page
    assert options_of(page, "trust") == {"castlebeck": 1, "saltmarsh": 1}
    assert "2 case studies" in page
    assert titles_of(text_of(client, "/guides/?trust=fenmere")) == []
    client.force_login(cast.amina)
    page = text_of(client, "/guides/")
    assert options_of(page, "trust") == {"castlebeck": 1, "fenmere": 1, "saltmarsh": 1}
    assert "3 case studies" in page


def test_a_trust_that_says_so_itself_has_tried_a_guide(client: Client, cast: Any) -> None:
    tried, planned = factories.guide(title="Tried"), factories.guide(title="Planned")
    said = {"trust": cast.fenmere, "version": 1}
    Adoption.objects.create(guide=tried, status="stopped", why_stopped="Too few babies", **said)
    Adoption.objects.create(guide=planned, status="planning", **said)
    assert titles_of(text_of(client, "/guides/?trust=fenmere")) == ["Tried"]


def test_home_counts_beside_each_guide_what_the_reader_may_see(client: Client, cast: Any) -> None:
    guide = factories.guide(short_title="Warm", version=3)
    factories.case_study(guides=(guide, guide), trust=cast.castlebeck)
    factories.case_study(guides=(guide,), trust=cast.fenmere, audience=factories.audience_for(cast.fenmere))
    factories.guide(short_title="Withdrawn", status="withdrawn")
    page = text_of(client, "/")
    assert "One place to start" in page
    assert "<span>Guide version 3</span> <span>1 case study</span>" in page
    client.force_login(cast.amina)
    assert "<span>Guide version 3</span> <span>2 case studies</span>" in text_of(client, "/")


@pytest.mark.parametrize("address", LISTS)
def test_queries_of_a_list_do_not_grow(client: Client, cast: Any, address: str) -> None:
    trusts = [factories.trust(f"trust-{number}", network=cast.eastern) for number in range(4)]

    def build(how_many: int) -> None:
        for number in range(how_many):
            place = trusts[number % 4]
            if address == "/learning-sets/":
                factories.learning_set(trust=place)
            else:
                factories.case_study(guides=(factories.guide(),), trust=place)

    assert_queries_constant(client, f"{address}?trust=trust-1", build, ceiling=11)


def test_queries_of_units_like_mine_do_not_grow(client: Client, cast: Any) -> None:
    client.force_login(cast.amina)
    for trust in (cast.fenmere, cast.saltmarsh):
        trust.births_a_year, trust.neonatal_level = 4_000, "Local neonatal unit"
        trust.save()

    def build(how_many: int) -> None:
        for _ in range(how_many):
            factories.case_study(guides=(factories.guide(),), trust=cast.saltmarsh)

    assert_queries_constant(client, "/case-studies/?like=mine&sort=title", build, ceiling=15)
    assert "<b>24 case studies</b>" in text_of(client, "/case-studies/?like=mine")


def test_ten_thousand_take_as_many_queries_as_three(client: Client, cast: Any) -> None:
    guides = [factories.guide(f"guide-{number}") for number in range(2)]
    trusts = make_trusts(12)
    address = "/case-studies/?intervention=guide-0&outcome=worked&wave=Wave+1&sort=title"

    def build(how_many: int) -> None:
        make_case_studies(how_many, guides=guides, trusts=trusts)

    assert_queries_constant(client, address, build, ceiling=11)
    build(10_000 - 24)
    analyse()
    page = text_of(client, address)
    assert " of 10,000 case studies</b>" in page
    assert len(titles_of(page)) == 20
    assert len(queries_of(client, address)) <= 11
