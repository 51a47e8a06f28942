"""Two colleagues, or one impatient finger: one record, and nobody's words are lost unseen."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from activity.models import Activity
from cases.models import Adoption
from cases.services.adoption import ChangedMeanwhile, Told, tell
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6


def told(result: str) -> Told:
    return {
        "status": "testing",
        "version": 1,
        "started_on": None,
        "adapted": "",
        "result": result,
        "stopped_on": None,
        "why_stopped": "",
        "case_study": None,
    }


def at_once(cast: Any, results: list[str]) -> list[str]:
    """Each result told by a person of its own at the same moment; what became of each."""
    guide = factories.guide("warm")
    people = [factories.user() for _ in results]
    start = Barrier(len(results))

    def run(person: User, result: str) -> str:
        start.wait()
        try:
            return tell(guide, cast.fenmere, by=person, told=told(result)).result
        except ChangedMeanwhile:
            return "told so"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(results)) as pool:
        return list(pool.map(run, people, results))


def test_the_same_words_at_once_are_one_record(cast: Any) -> None:
    assert at_once(cast, ["Same."] * MANY) == ["Same."] * MANY
    assert Adoption.objects.count() == 1
    assert Activity.objects.filter(verb="cases.adoption.recorded").count() == 1


def test_other_words_at_once_keep_the_first_and_tell_the_rest(cast: Any) -> None:
    became = at_once(cast, [f"Result {number}." for number in range(MANY)])
    assert became.count("told so") == MANY - 1
    assert Adoption.objects.get().result in became
