"""The order of matches that are about as good."""

from __future__ import annotations

import pytest
from django.test import Client

from activity import deliver
from search.engines.database.boosting import Scored, boosted
from tests import factories
from tests.factories import Cast
from tests.forums.makers import topic
from tests.search.conftest import Notes
from tests.search.test_finding import search, titles

KINDS = {1: "guide", 2: "topic", 3: "case-study", 4: "news"}


def order(*matches: tuple[int, float, int, int]) -> list[int]:
    """The ids of matches given as id, score, days ago and shelf."""
    rows = [Scored(pk, score, days, shelf) for pk, score, days, shelf in matches]
    return [match.pk for match in boosted(rows, KINDS)]


def test_at_equal_match_guides_and_cases_stand_above_topics() -> None:
    assert order((1, 1.0, 9, 2), (2, 1.0, 9, 4), (3, 1.0, 9, 1)) == [3, 2, 1]
    assert order((1, 1.0, 9, 2), (2, 1.0, 9, 3)) == [2, 1]


def test_at_equal_match_the_newer_stands_above() -> None:
    assert order((1, 1.0, 900, 2), (2, 1.0, 9, 2)) == [2, 1]
    assert order((1, 1.04, 4_000, 2), (2, 1.0, 9, 2)) == [2, 1]


def test_a_clearly_better_match_stands_above_whatever_it_is() -> None:
    assert order((1, 1.5, 9_000, 2), (2, 1.0, 0, 1)) == [1, 2]


def test_what_is_dated_ahead_is_new_and_not_more() -> None:
    assert order((1, 1.0, -900, 2), (2, 1.0, 0, 1)) == [2, 1]


@pytest.mark.django_db
@pytest.mark.parametrize("engine", ["database"], indirect=True)
def test_a_guide_stands_above_a_topic_that_says_as_much(engine: str, cast: Cast) -> None:
    topic(cast.amina, title="Quokka care")
    factories.guide(title="Quokka care")
    deliver.deliver_all()

    client = Client()
    client.force_login(cast.amina)
    rows = client.get("/search/?q=quokka care").context["results"].rows
    assert [row["kind"] for row in rows] == ["Guide", "Topic"]


@pytest.mark.django_db
def test_a_title_stands_above_a_new_text(notes: Notes) -> None:
    notes.add("Quokka", "other words", days_ago=3_000)
    notes.add("New", "a quokka " * 3)

    assert titles(search("quokka")) == ["Quokka", "New"]
