"""The form of an adoption record: stopping says when and why, months are read, details are refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from cases.models import Adoption, InterventionGuide
from tests import factories
from tests.cases.adoptions import adoption, only, send

pytestmark = pytest.mark.django_db
HOSTILE = "The mother's NHS number is 943 476 5919"


@pytest.fixture
def guide(cast: Any) -> InterventionGuide:
    return factories.guide("warm", title="Warm babies", short_title="Warm", version=2)


@pytest.fixture
def amina(client: Client, cast: Any) -> Client:
    client.force_login(cast.amina)
    return client


def test_stopping_asks_when_and_why(amina: Client, guide: Any) -> None:
    page = send(amina, status="stopped").content.decode()
    assert "Write the month in which you stopped." in page
    assert "Say why you stopped, in a sentence." in page
    assert not Adoption.objects.exists()
    send(amina, status="stopped", stopped_on_0="9", stopped_on_1="2026", why_stopped="Too few babies.")
    assert (only().stopped_on, only().why_stopped) == (date(2026, 9, 1), "Too few babies.")
    assert "Why they stopped:</b> Too few babies." in amina.get("/guides/warm/").content.decode()


def test_why_stopped_is_not_kept_of_what_goes_on(amina: Client, guide: Any, cast: Any) -> None:
    record = adoption(
        guide, cast.fenmere, status="stopped", why_stopped="Winter.", stopped_on=date(2026, 1, 1)
    )
    kept = {"why_stopped": "Winter.", "stopped_on_0": "nonsense", "stopped_on_1": ""}
    assert send(amina, status="testing", seen=record.stamp, **kept).status_code == 302
    assert (only().why_stopped, only().stopped_on) == ("", None)


def test_the_quick_way_to_stop(amina: Client, guide: Any, cast: Any) -> None:
    adoption(guide, cast.fenmere, status="testing", result="No change.", started_on=date(2026, 2, 1))
    url = "/guides/warm/adoption/fenmere/stop/"
    assert (
        "Say why you stopped"
        in amina.post(url, {"stopped_on_0": "9", "stopped_on_1": "2026"}).content.decode()
    )
    early = {"stopped_on_0": "1", "stopped_on_1": "2026", "why_stopped": "Too few.", "seen": only().stamp}
    assert "You stopped before you began" in amina.post(url, early).content.decode()
    assert amina.post(url, {**early, "stopped_on_0": "9"}).status_code == 302
    assert (only().status, only().why_stopped, only().result) == ("stopped", "Too few.", "No change.")
    # It is stopped now: the quick way leads to the form.
    assert amina.get(url)["Location"] == "/guides/warm/adoption/fenmere/"


@pytest.mark.parametrize(
    ("month", "year", "said"),
    [
        ("13", "2026", "Write the month and the year"),
        ("0", "2026", "Write the month and the year"),
        ("4", "", "Write the month and the year"),
        ("", "2026", "Write the month and the year"),
        ("Aprl", "2026", "Write the month and the year"),
        ("4", "26", "Write the month and the year"),
        ("4", "1066", "Write a year from 1990 on."),
        ("4", "2999", "This month is still to come."),
        ("4\x00", "2026", "Null characters"),
    ],
)
def test_a_wrong_month_is_said_in_words(amina: Client, guide: Any, month: str, year: str, said: str) -> None:
    page = send(amina, started_on_0=month, started_on_1=year).content.decode()
    assert said in page
    assert not Adoption.objects.exists()


@pytest.mark.parametrize("field", ["result", "adapted", "why_stopped"])
def test_patient_details_are_refused_and_the_rest_is_kept(amina: Client, guide: Any, field: str) -> None:
    stopped = {"status": "stopped", "stopped_on_0": "9", "stopped_on_1": "2026", "why_stopped": "Winter."}
    words = {"result": "Fewer were cold.", "adapted": "Hats.", **stopped, field: HOSTILE}
    page = send(amina, **words).content.decode()
    assert "looks like an NHS number" in page or "NHS number" in page
    assert not Adoption.objects.exists()
    other = "adapted" if field == "result" else "result"
    assert words[other] in page


def test_a_doubtful_number_is_refused_too(amina: Client, guide: Any) -> None:
    send(amina, result="We saw 9434765919 in May.")
    assert not Adoption.objects.exists()
