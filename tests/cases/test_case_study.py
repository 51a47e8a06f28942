"""A case study: what changed, how it went, which guide it followed, whom to ask."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from cases.models import CaseStudy, ImprovementTest
from hub.models import Attachment
from tests import factories
from tests.checks import assert_queries_constant

pytestmark = pytest.mark.django_db
URL = "/case-studies/warm/"


def told(cast: Any, **fields: Any) -> CaseStudy:
    """A case study of Fenmere with everything in its first screen."""
    fields.setdefault("title", "Warm, fed and together")
    fields.setdefault("changed", "Every baby is fed\nThe night team starts")
    made = factories.case_study(
        "warm",
        trust=cast.fenmere,
        sustained="held at 6 months",
        number="8.1",
        number_unit="admissions per 1,000 term births",
        number_period="October 2025 to March 2026",
        number_before="14.9 in the 13 months before",
        reviewed_on=date(2026, 4, 21),
        **fields,
    )
    return made


def text_of(client: Client, url: str = URL) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def facts_of(page: str) -> str:
    return page[page.index('<dl class="facts">') : page.index("</dl>")]


def test_the_first_screen_says_what_changed_and_what_it_was_before(client: Client, cast: Any) -> None:
    told(cast)
    page = text_of(client)
    assert '<span class="word word--full">Worked, held at 6 months</span>' in page
    assert "<li>Every baby is fed</li>" in page
    assert "<b>8.1</b>" in page
    assert (
        "admissions per 1,000 term births, October 2025 to March 2026. It was 14.9 in the 13 months before."
        in page
    )
    assert "21 April 2026" in facts_of(page)


@pytest.mark.parametrize(
    ("outcome", "mark", "word"),
    [
        ("worked", "full", "Worked"),
        ("mixed", "half", "Mixed"),
        ("did-not-work", "ring", "Did not work"),
        ("stopped-early", "stop", "Stopped early"),
    ],
)
def test_every_outcome_is_said_in_words(
    client: Client, cast: Any, outcome: str, mark: str, word: str
) -> None:
    factories.case_study("warm", trust=cast.fenmere, outcome=outcome)
    assert f'<span class="word word--{mark}">{word}</span>' in text_of(client)


def test_the_trust_and_its_unit_are_named_and_said_to_be_invented(client: Client, cast: Any) -> None:
    cast.fenmere.unit_type, cast.fenmere.births_a_year = "Obstetric", 4_200
    cast.fenmere.save()
    told(cast)
    facts = facts_of(text_of(client))
    assert "Trust (invented)" in facts
    assert '<a href="/trusts/fenmere/">Fenmere Hospitals</a>' in facts
    assert "Obstetric, 4,200 births a year" in facts


def test_a_newer_version_of_the_guide_is_said(client: Client, cast: Any) -> None:
    guide = factories.guide("hypo", short_title="Hypoglycaemia", version=1)
    told(cast, guides=(guide,))
    assert "</a>, version 1</dd>" in facts_of(text_of(client))
    type(guide).objects.filter(pk=guide.pk).update(version=2)
    facts = facts_of(text_of(client))
    followed = (
        '<a href="/guides/hypo/">Hypoglycaemia guide</a>, <a href="/guides/hypo/versions/1/">version 1</a>'
    )
    assert f"{followed}. Version 2 is out" in facts


def test_a_guide_that_the_reader_may_not_see_is_not_named(client: Client, cast: Any) -> None:
    own = factories.guide(short_title="Our own", audience=factories.audience_for(cast.fenmere))
    draft = factories.guide(short_title="Not yet out", live=False)
    told(cast, guides=(own, draft))
    page = text_of(client)
    assert "Our own" not in page
    assert "Not yet out" not in page
    client.force_login(cast.amina)
    page = text_of(client)
    assert "Our own" in page
    assert "Not yet out" not in page


def test_the_team_is_asked_in_the_discussion_or_in_private(client: Client, cast: Any) -> None:
    page = told(cast)
    assert "Ask this team" not in text_of(client)
    cast.fenmere.contact_email = "improvement@fenmere.example"
    cast.fenmere.save()
    assert 'href="/case-studies/warm/ask/">Ask this team' in text_of(client)
    page.open_for_discussion = True
    page.save_revision().publish()
    seen = text_of(client)
    assert 'href="#discussion">Ask this team' in seen
    assert 'href="/case-studies/warm/ask/">Ask in private' in seen
    assert "improvement@fenmere.example" not in seen


def test_the_tests_of_change_stand_in_order_with_their_decision(client: Client, cast: Any) -> None:
    page = told(cast)
    for title, decision in (("One ward", "adapted"), ("All wards", "abandoned")):
        ImprovementTest.objects.create(page=page, title=title, when="from March", decision=decision)
    seen = text_of(client)
    assert seen.index("One ward, from March") < seen.index("All wards, from March")
    assert '<span class="word word--half">Adapted</span>' in seen
    assert '<span class="word word--stop">Abandoned</span>' in seen


def test_parts_without_words_are_left_out(client: Client, cast: Any) -> None:
    told(cast, advice="<p>Start at night.</p>")
    page = text_of(client)
    assert '<a href="#advice">Advice to others</a>' in page
    assert '<h2 id="advice">Advice to others</h2>' in page
    assert "What happened" not in page
    assert "Files and links" not in page


def test_it_can_be_followed_and_read_elsewhere(client: Client, cast: Any) -> None:
    told(cast)
    assert f'href="{URL}feed.json"' in text_of(client)
    client.force_login(cast.carys)
    page = text_of(client)
    assert 'action="/follow/"' in page
    assert "Follow by email" in page


def test_it_is_not_there_for_others_than_its_audience(client: Client, cast: Any) -> None:
    told(cast, audience=factories.audience_for(cast.fenmere))
    for person in (None, cast.ben, cast.carys, cast.ella):
        if person:
            client.force_login(person)
        assert client.get(URL).status_code == 404
    client.force_login(cast.amina)
    assert client.get(URL).status_code == 200


def test_words_of_an_editor_are_shown_and_not_run(client: Client, cast: Any) -> None:
    told(cast, title="<script>alert(1)</script>", changed='<img src=x onerror="x">')
    page = text_of(client)
    assert "<script>alert" not in page
    assert "<img" not in page


def test_the_full_text_tells_everything_but_files_and_guides(cast: Any) -> None:
    guide = factories.guide(short_title="Our own", audience=factories.audience_for(cast.fenmere))
    page = told(cast, guides=(guide,), advice="<p>Start at night.</p>")
    ImprovementTest.objects.create(page=page, title="One ward", decision="adapted", happened="It was late.")
    members = factories.audience("members")
    Attachment.objects.create(page=page, title="Early numbers", link="https://x.example/", audience=members)
    text = page.full_text_html()
    said = ["Every baby is fed", "8.1", "Babies were cold", "One ward", "It was late.", "Start at night."]
    assert [words for words in said if words not in text] == []
    assert "Early numbers" not in text
    assert "Our own" not in text


def test_queries_do_not_grow_with_what_it_holds(client: Client, cast: Any) -> None:
    page = told(cast)

    def build(how_many: int) -> None:
        for number in range(how_many):
            ImprovementTest.objects.create(page=page, title=f"Test {number}", decision="adopted")
            Attachment.objects.create(page=page, title=f"File {number}", link="https://example.org/")
            page.guide_uses.create(guide=factories.guide(), version=1)
            page.measures.create(
                kind="outcome", name=f"Measure {number}", definition="Counted", sort_order=number
            )
            page.tags.add(f"tag {number}")
        page.save()

    assert_queries_constant(client, URL, build, large=20, ceiling=14)


def test_queries_of_the_feed_of_all_do_not_grow(client: Client, cast: Any) -> None:
    def build(how_many: int) -> None:
        for _ in range(how_many):
            page = factories.case_study(trust=cast.fenmere)
            ImprovementTest.objects.create(page=page, title="One ward", decision="adopted")

    assert_queries_constant(client, "/case-studies/feed.atom", build, large=20)
