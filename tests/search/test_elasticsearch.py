"""The same engine on a real Elasticsearch 8: it connects, indexes, finds, counts and swaps.

The node is bare (`tests/services/elasticsearch.py`), so words count as they are written; what needs
its modules is tested on OpenSearch, and here comes from the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from accounts.models import PUBLIC_ID
from search.engines import Wanted, get_engine, patience
from search.engines.cluster import names
from search.engines.cluster.connection import patient
from search.engines.cluster.sending import send_waiting
from search.models import SearchEntry
from search.query import parse
from search.rebuild import rebuild
from search.registry import Facet
from tests import factories, services
from tests.search.conftest import Notes, clear

pytestmark = [pytest.mark.django_db, pytest.mark.needs("elasticsearch")]
PUBLIC = frozenset({PUBLIC_ID})


@pytest.fixture
def engine(settings: Any, worker_id: str, caplog: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Elasticsearch; the database must not have answered in its place, however busy the machine."""
    monkeypatch.setattr(patience, "PATIENCE", 20.0)
    address = services.address("elasticsearch")
    settings.SEARCH_URL = urlsplit(f"{address}/test-{worker_id}?{names.BARE}")
    clear()
    yield "cluster"
    clear()
    assert not [each for each in caplog.records if each.name.startswith("search.engines")]


def wanted(words: str, **more: Any) -> Wanted:
    return Wanted(query=parse(words), audiences=PUBLIC, **more)


def titles(asked: Wanted) -> list[str]:
    ids = get_engine().search(asked, most=20).ids
    entries = SearchEntry.objects.in_bulk(ids)
    return [entries[pk].title for pk in ids]


def test_it_finds_counts_marks_and_hides(notes: Notes) -> None:
    trust = (Facet("trust", "fenmere", "Fenmere"),)
    notes.add("Quokka care", "The quokka is warm", facets=trust)
    notes.add("Wombat care", days_ago=3)
    notes.add("Quokka in secret", audience=factories.audience("members"))
    found = get_engine().search(wanted("quokka"), most=5)
    assert (found.total, found.instead, found.kinds) == (1, False, {"note": 1})
    assert [(facet.label, facet.count) for facet in found.facets] == [("Fenmere", 1)]
    [marked] = get_engine().marked(found.query, found.ids).values()
    assert marked.title == "\x02Quokka\x03 care"
    assert marked.text == "The \x02quokka\x03 is warm"
    assert titles(wanted("care -quokka")) == ["Wombat care"]
    assert titles(wanted('"quokka care"')) == ["Quokka care"]
    assert titles(wanted("care", newest=True)) == ["Quokka care", "Wombat care"]
    assert titles(wanted("care", facets={"trust": frozenset({"fenmere"})})) == ["Quokka care"]
    assert titles(wanted("womb")) == ["Wombat care"]


def test_it_suggests_titles_and_finds_what_is_alike(notes: Notes) -> None:
    own = notes.add("Warm bundle", "thermal care for preterm babies")
    near = notes.add("Hats", "preterm babies need thermal care")
    notes.add("Warm hands nobody sees", audience=factories.audience("members"))
    entries = {row.pk: SearchEntry.objects.get(object_id=row.pk) for row in (own, near)}
    assert get_engine().suggest("war", PUBLIC, most=5) == [entries[own.pk].pk]
    alike = get_engine().like(entries[own.pk], PUBLIC, kinds=["note"], most=5)
    assert alike == [entries[near.pk].pk]


def test_what_changes_and_goes_is_told(notes: Notes) -> None:
    row = notes.add("Quokka old")
    gone = notes.add("Quokka gone")
    notes.say(row, "Quokka new")
    notes.said.pop(gone.pk)
    gone_pk = gone.pk
    gone.delete()
    gone.pk = gone_pk
    notes.index(row, gone)
    assert titles(wanted("quokka")) == ["Quokka new"]
    assert get_engine().check() == "ok"


def test_a_rebuild_swaps_and_keeps_the_one_before(notes: Notes) -> None:
    notes.add_many(3, "Quokka")
    old = names.behind(patient(), names.read_alias())
    steps = rebuild(batch=2)
    next(steps)
    assert len(names.behind(patient(), names.write_alias())) == 2
    list(steps)
    new = names.behind(patient(), names.read_alias())
    assert new != old
    assert names.behind(patient(), names.write_alias()) == new
    assert names.all_indices(patient()) == sorted(old + new)
    send_waiting(refresh=True)
    assert len(titles(wanted("quokka"))) == 3
