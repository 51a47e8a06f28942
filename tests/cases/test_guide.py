"""A guide: do this first, how sure we are, and what came of it where it was followed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from activity import deliver
from cases.models import InterventionGuide, Recommendation
from forums.models import Topic
from tests import factories
from tests.checks import assert_queries_constant
from tests.forums.makers import forum, topic

pytestmark = pytest.mark.django_db
URL = "/guides/hypo/"


def written(**fields: Any) -> InterventionGuide:
    fields.setdefault("title", "Neonatal hypoglycaemia")
    fields.setdefault("short_title", "Hypoglycaemia")
    return factories.guide("hypo", **fields)


def text_of(client: Client, url: str = URL) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def test_the_card_stands_first_with_its_version_and_when_to_check(client: Client) -> None:
    written(version=2, next_review=date(2028, 5, 31), card_intro="From birth to the second feed")
    page = text_of(client)
    card = page[page.index('<section class="card"') :]
    card = card[: card.index("</section>")]
    assert "<li>First this</li>" in card
    assert "From birth to the second feed" in card
    assert "Version 2. Check by May 2028" in card
    assert page.index('class="card"') < page.index("Recommendations</h2>")


def test_status_version_and_approval_are_said_in_words(client: Client) -> None:
    written(version=2, approved_on=date(2026, 5, 6), status="withdrawn")
    page = text_of(client)
    assert '<span class="word word--stop">Withdrawn</span>' in page
    assert "Version 2, approved 6 May 2026" in page


def test_do_and_do_not_say_so_in_words(client: Client) -> None:
    written(do="tell parents why", do_not="test every healthy baby")
    page = text_of(client)
    assert page.index("<h3>Do</h3>") < page.index("tell parents why") < page.index("<h3>Do not</h3>")
    assert "test every healthy baby" in page


def test_a_recommendation_says_how_strong_on_what_and_why(client: Client) -> None:
    guide = written()
    Recommendation.objects.create(
        page=guide,
        strength="do-not",
        text="Do not move a well baby.",
        evidence="ATAIN reviews",
        identifier="10.1000/182",
        source="https://example.org/atain",
        checked_on=date(2026, 4, 2),
        rationale="Separation makes feeding harder.",
    )
    page = text_of(client)
    assert '<span class="word word--stop">Do not</span>' in page
    assert "Evidence: ATAIN reviews (10.1000/182), checked 2 April 2026" in page
    assert 'href="https://example.org/atain">Open the source<span' in page
    assert "<summary>Why we say this</summary><p>Separation makes feeding harder.</p>" in page


def test_what_changed_in_this_version_is_told(client: Client) -> None:
    written(version=2, change_note="Step 5 now says who to call.")
    page = text_of(client)
    assert "Changed in version 2" in page
    assert "Step 5 now says who to call." in page


def test_what_happened_tells_failures_like_successes(client: Client, cast: Any) -> None:
    guide = written()
    factories.case_study("good", guides=(guide,), title="It held", outcome="worked", trust=cast.fenmere)
    factories.case_study(
        "bad", guides=(guide,), title="It did not", outcome="did-not-work", trust=cast.castlebeck
    )
    page = text_of(client)
    assert '<a href="/case-studies/good/">It held</a>' in page
    assert '<a href="/case-studies/bad/">It did not</a>' in page
    assert "Castlebeck University Hospitals, East Midlands" in page


def test_what_happened_is_told_to_those_who_may_see_it(client: Client, cast: Any) -> None:
    guide = written()
    own = factories.audience_for(cast.fenmere)
    factories.case_study(guides=(guide,), title="Ours alone", audience=own)
    factories.case_study(guides=(guide,), title="A draft", live=False)
    assert "No team has told us yet." in text_of(client)
    client.force_login(cast.amina)
    page = text_of(client)
    assert "Ours alone" in page
    assert "A draft" not in page


def test_after_ten_case_studies_the_rest_are_a_click_away(client: Client, cast: Any) -> None:
    guide = written()
    for _ in range(10):
        factories.case_study(guides=(guide,), trust=cast.fenmere)
    assert "All case studies of this guide" not in text_of(client)
    factories.case_study(guides=(guide,), trust=cast.fenmere)
    assert 'href="/case-studies/?intervention=hypo">All case studies of this guide' in text_of(client)


def test_topics_about_it_are_listed_for_those_who_may_see_them(client: Client, cast: Any) -> None:
    guide = written()
    open_to_all = topic(cast.carys, title="Who repeats the score?")
    inside = topic(cast.carys, into=forum(key="members"), title="Unfinished numbers")
    for asked in (open_to_all, inside):
        asked.about.add(guide)
    held = topic(cast.carys, title="Held back")
    held.about.add(guide)
    Topic.objects.filter(pk=held.pk).update(held=True)
    page = text_of(client)
    assert "Who repeats the score?" in page
    assert "Opinion, not guidance." in page
    assert "Unfinished numbers" not in page
    assert "Held back" not in page
    client.force_login(cast.ben)
    assert "Unfinished numbers" in text_of(client)


def test_queries_do_not_grow_with_what_it_holds(client: Client, cast: Any) -> None:
    guide = written()
    room = forum()

    def build(how_many: int) -> None:
        for _ in range(how_many):
            factories.case_study(guides=(guide,), trust=cast.fenmere)
            topic(cast.carys, into=room).about.add(guide)
            Recommendation.objects.create(page=guide, strength="offer", text="Offer.", evidence="One trial")

    assert_queries_constant(client, URL, build, large=15, ceiling=16)


def test_search_shows_its_words_as_they_were_written(client: Client) -> None:
    factories.guide("stop", title="Saying stop", why='<p>Say "stop" &amp; wait &lt;a minute&gt;.</p>')
    deliver.deliver_all()
    page = client.get("/search/?q=minute").content.decode()
    assert "Say &quot;stop&quot; &amp; wait &lt;a <mark>minute</mark>&gt;." in page
