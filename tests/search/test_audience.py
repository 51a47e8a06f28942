"""No number, label or text of a search tells of what is not the reader's."""

from __future__ import annotations

from typing import Any

import pytest
from django.template import Context
from django.test import Client

from accounts.models import User
from activity import deliver
from cases.models import CaseStudy
from search.engines import Wanted, get_engine
from search.models import SearchEntry
from search.query import parse
from search.registry import Facet
from search.templatetags.search_tags import latest_of_trust
from tests import factories
from tests.factories import Cast
from tests.search.conftest import Notes

pytestmark = pytest.mark.django_db

WHO = ("nobody", "amina", "ben", "carys", "dev", "ella", "farah", "grace")
# Which of the audiences public, members, trust:fenmere each person belongs to.
SEES = {
    "nobody": {"public"},
    "amina": {"public", "members", "trust:fenmere"},
    "ben": {"public", "members"},
    "carys": {"public", "members"},
    "dev": {"public", "members", "trust:fenmere"},
    "ella": {"public", "members"},
    "farah": {"public", "members", "trust:fenmere"},
    "grace": {"public", "members", "trust:fenmere"},
}
WORDS = {"public": "wombat", "members": "numbat", "trust:fenmere": "dingo"}


def client_of(cast: Cast, who: str) -> Client:
    client = Client()
    person = getattr(cast, who)
    if isinstance(person, User):
        client.force_login(person)
    return client


@pytest.fixture
def planted(cast: Cast, notes: Notes) -> None:
    """For each audience a note whose every text and facet has a word of its own."""
    for key, word in WORDS.items():
        notes.add(
            f"Quokka {word}",
            f"quokka in the body {word}",
            summary=f"A quokka {word}",
            audience=factories.audience(key),
            facets=(Facet("trust", f"trust-{word}", f"Trust {word}"), Facet("outcome", "worked", "Worked")),
        )


@pytest.mark.parametrize("who", WHO)
def test_each_person_finds_their_own_and_is_told_of_nothing_else(planted: None, cast: Cast, who: str) -> None:
    client = client_of(cast, who)
    mine = {WORDS[key] for key in SEES[who]}
    others = set(WORDS.values()) - mine
    queries = ["quokka", "quok", '"quokka in the body"', "quokka -nothing", "trust:nowhere quokka"]
    for address in [f"/search/?q={query}" for query in queries] + [
        "/search/?q=quokka&sort=newest",
        "/search/?q=quokka&type=note",
        "/search/?type=note",
        "/search/feed.rss?q=quokka",
        "/search/feed.atom?q=quokka",
        "/search/feed.json?q=quokka",
    ]:
        text = client.get(address).content.decode()
        if "nowhere" not in address:
            assert all(word in text for word in mine), address
        assert not any(word in text for word in others), address


@pytest.mark.parametrize("who", WHO)
def test_counts_are_of_what_the_person_may_see(planted: None, cast: Cast, who: str) -> None:
    page = client_of(cast, who).get("/search/?q=quokka")

    found = page.context["results"].found
    number = len(SEES[who])
    assert found.total == number
    assert found.kinds == {"note": number}
    assert {row.value: row.count for row in found.facets} == {
        "worked": number,
        **{f"trust-{WORDS[key]}": 1 for key in SEES[who]},
    }


def test_a_facet_of_what_is_not_theirs_has_no_label(planted: None, cast: Cast) -> None:
    """Not even where its value is guessed: the label may be the title of what is hidden."""
    address = "/search/?q=quokka&trust=trust-dingo"

    assert "Trust dingo" not in client_of(cast, "ben").get(address).content.decode()
    assert "Trust dingo" in client_of(cast, "amina").get(address).content.decode()


def test_the_engine_itself_answers_for_the_audiences_it_is_given(planted: None, cast: Cast) -> None:
    key_of = {key: factories.audience(key).pk for key in WORDS}
    for key, pk in key_of.items():
        found = get_engine().search(Wanted(parse("quokka"), frozenset({pk})), most=10)
        entry = SearchEntry.objects.get(audience_id=pk)
        assert (found.total, list(found.ids)) == (1, [entry.pk]), key
        assert {row.label for row in found.facets} == {"Worked", f"Trust {WORDS[key]}"}
    assert get_engine().search(Wanted(parse("quokka"), frozenset()), most=10).total == 0


def test_a_result_is_asked_for_again_where_it_lives(cast: Cast) -> None:
    """The index may be behind: a page taken back a moment ago is not shown, nor its snippet."""
    page = factories.case_study(title="Quokka wombat")
    deliver.deliver_all()
    assert "wombat" in Client().get("/search/?q=quokka").content.decode()

    CaseStudy.objects.filter(pk=page.pk).update(live=False)

    assert "wombat" not in Client().get("/search/?q=quokka").content.decode()
    assert "wombat" not in Client().get("/search/feed.json?q=quokka").content.decode()


def test_who_leaves_a_trust_stops_finding(planted: None, cast: Cast) -> None:
    client = client_of(cast, "amina")
    assert "dingo" in client.get("/search/?q=quokka").content.decode()

    cast.amina.memberships.update(ended_at="2026-01-01T00:00Z")

    assert "dingo" not in client.get("/search/?q=quokka").content.decode()


def test_a_public_case_of_a_members_guide_does_not_tell_its_title(cast: Cast) -> None:
    guide = factories.guide("hidden", short_title="Bilby", audience=factories.audience("members"))
    factories.case_study(title="Quokka", guides=(guide,))
    deliver.deliver_all()

    assert "Bilby" not in Client().get("/search/?q=quokka").content.decode()


def test_latest_of_a_trust_is_what_the_reader_may_see(cast: Cast, rf: Any) -> None:
    factories.case_study(title="Wombat", trust=cast.fenmere)
    factories.case_study(title="Dingo", trust=cast.fenmere, audience=factories.audience("trust:fenmere"))
    factories.case_study(title="Numbat", trust=cast.castlebeck)
    deliver.deliver_all()
    request = rf.get("/")

    shown = {}
    for who in ("nobody", "amina"):
        request.user = getattr(cast, who)
        shown[who] = [row["title"] for row in latest_of_trust(Context({"request": request}), cast.fenmere)]
    assert shown == {"nobody": ["Wombat"], "amina": ["Dingo", "Wombat"]}
