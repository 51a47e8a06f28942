"""How well search finds what people need: the judged searches of `bench/relevance.yaml`.

The content, the judgements and the engines are fixed, so the figures are: a fall is a change for
the worse. The floor stands a little below what was measured last (docs/reference/performance.md),
because what is new stands a little higher and the demonstration grows older.
"""

from __future__ import annotations

import pytest
from django.core.management import call_command

from activity import deliver
from bench import relevance
from bench.relevance import Reader, Scored, dcg, judged, mean, ndcg, recall, score_all
from hub.files import read_waiting
from search.engines import uses_cluster
from search.rebuild import rebuild

pytestmark = [pytest.mark.django_db, pytest.mark.long]
FLOOR = 0.84


@pytest.fixture(scope="module")
def demonstration(module_db: None) -> None:
    """The demonstration, with the text of its files."""
    call_command("load_demo")
    read_waiting()
    deliver.deliver_all()


@pytest.fixture
def scored(demonstration: None, db: None, engine: str) -> list[Scored]:
    """Every judged search, asked of an engine that holds the demonstration."""
    if uses_cluster():
        list(rebuild())
    return score_all()


def test_people_find_what_they_need(scored: list[Scored], engine: str) -> None:
    abbreviations = [one for one in scored if one.asked.guide]
    assert len(abbreviations) >= 15
    lost = [one.asked.text for one in abbreviations if one.asked.guide not in one.found[: relevance.CUT]]
    assert lost == []
    # A misspelling may be beyond mending: at most one is.
    nothing = [one.asked for one in scored if not one.found]
    assert [asked.text for asked in nothing if asked.kind != "misspelling"] == []
    assert len(nothing) <= 1
    reached = mean(one.ndcg for one in scored)
    assert reached >= FLOOR, f"nDCG@10 is {reached:.3f}"


@pytest.mark.once
def test_what_is_judged_is_there(demonstration: None, db: None) -> None:
    there = set(Reader().there)
    assert {name for asked in judged() for name in asked.grades} <= there
    assert len(judged()) >= 60
    assert all(set(asked.grades.values()) <= {1, 2, 3} for asked in judged())


@pytest.mark.once
def test_the_measures_are_those_of_the_paper() -> None:
    # Worked by hand: 3/log2(2) + 2/log2(3) + 0 + 1/log2(5).
    assert dcg([3, 2, 0, 1]) == pytest.approx(3 + 1.261860 + 0.430677, abs=1e-5)
    assert ndcg([3, 2, 1], [0, 1, 2, 3]) == 1.0
    assert ndcg([1, 2, 3], [1, 2, 3]) == pytest.approx(0.789998, abs=1e-5)
    assert ndcg([0] * 10 + [3], [3]) == 0.0
    assert ndcg([], []) == 0.0
    assert recall([3, 1, 0, 2], [3, 3, 2, 2, 1, 1]) == 0.5
    assert recall([3] * 10, [3] * 20) == 1.0


@pytest.mark.once
def test_a_topic_is_named_without_its_number() -> None:
    assert relevance.name_of("topic", "/forums/deteriorating/6-scores-at-night/") == "topic/scores-at-night"
    assert relevance.name_of("file", "/files/12/grab-bag.pdf") == "file/grab-bag.pdf"
