"""A search cluster that goes away and comes back: readers get answers, and nothing is lost."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from accounts.models import Organisation
from hub import environment
from search.engines import get_engine, patience
from search.engines.cluster import names
from search.engines.cluster.connection import breaker, hosts, patient
from search.engines.cluster.marking import AFTER_HIT, BEFORE_HIT, snippet
from search.engines.cluster.sending import NotTaken, next_at, reasons, send_due, send_waiting
from search.index import index_things
from search.models import SearchEntry, SearchGone
from search.rebuild import rebuild
from tests.search.conftest import Notes

pytestmark = pytest.mark.django_db
ON_THE_CLUSTER = [
    pytest.mark.needs("search"),
    pytest.mark.parametrize("engine", ["cluster"], indirect=True),
]


def page(words: str) -> str:
    """The search page, and how it was found."""
    return Client().get(f"/search/?q={words}").content.decode()


def found_there(words: str) -> int:
    """How many the cluster itself finds."""
    patient().indices.refresh(index=names.read_alias())
    answer = patient().search(index=names.read_alias(), query={"match": {"title": words}})
    return int(answer["hits"]["total"]["value"])


@contextmanager
def answers_at(settings: Any, url: str) -> Iterator[None]:
    """The cluster is somewhere else for a while."""
    before, settings.SEARCH_URL = settings.SEARCH_URL, urlsplit(url)
    breaker.answered()
    yield
    settings.SEARCH_URL = before
    breaker.answered()


@contextmanager
def black_hole() -> Iterator[int]:
    """A port that takes connections and never answers."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(16)
        yield listening.getsockname()[1]


def write_only(notes: Notes, title: str) -> None:
    """A note as the worker would index it, without sending."""
    row = notes.row()
    row.save()
    notes.say(row, title)
    index_things([(ContentType.objects.get_for_model(Organisation).pk, row.pk)])


class TestAway:
    """What happens while it is away."""

    pytestmark = ON_THE_CLUSTER

    @pytest.fixture(autouse=True)
    def quiet(self, engine: str, caplog: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """These tests are about its failures, and wait for it as long as a reader does."""
        monkeypatch.setattr(patience, "PATIENCE", 1.5)
        yield
        caplog.clear()

    def test_refused_the_database_answers_and_the_page_says_so(self, notes: Notes, settings: Any) -> None:
        notes.add("Quokka care")
        assert "does not answer just now" not in page("quokka")
        with answers_at(settings, "opensearch://127.0.0.1:1"):
            text = page("quokka")
            assert "care</a>" in text
            assert "does not answer just now" in text

    def test_a_black_hole_is_waited_for_once_and_not_long(self, notes: Notes, settings: Any) -> None:
        notes.add("Quokka care")
        with black_hole() as port, answers_at(settings, f"opensearch://127.0.0.1:{port}"):
            started = time.monotonic()
            assert "care</a>" in page("quokka")
            first = time.monotonic() - started
            started = time.monotonic()
            assert "care</a>" in page("quokka")
            second = time.monotonic() - started
        # Not a measure of speed: the wait is a setting of the client.
        assert first < 10
        assert second < 1.5

    def test_readyz_tells(self, notes: Notes, settings: Any) -> None:
        notes.add("Quokka")
        assert get_engine().check() == "ok"
        write_only(notes, "Quokka two")
        assert get_engine().check() == "1 changes wait to be sent"
        with answers_at(settings, "opensearch://127.0.0.1:1"):
            assert "does not answer" in get_engine().check()

    def test_what_was_written_and_removed_meanwhile_is_sent_when_it_is_back(
        self, notes: Notes, settings: Any
    ) -> None:
        gone = notes.add("Quokka gone")
        notes.add("Quokka kept")
        with answers_at(settings, "opensearch://127.0.0.1:1"):
            write_only(notes, "Quokka new")
            pk = gone.pk
            gone.delete()
            index_things([(ContentType.objects.get_for_model(Organisation).pk, pk)])
            assert send_due() == (0, 2)
            soon = next_at()
            assert soon is not None
            assert soon < timezone.now() + timedelta(minutes=1)
            assert reasons() == ["search: 2 changes wait for the cluster"]
        assert found_there("quokka") == 2
        assert send_due() == (2, 0)
        assert next_at() is None
        assert found_there("quokka") == 2
        assert found_there("new") == 1
        assert found_there("gone") == 0
        assert not SearchEntry.objects.filter(is_sent=False).exists()
        assert not SearchGone.objects.exists()

    def test_a_full_disk_keeps_what_is_to_be_sent(self, notes: Notes) -> None:
        notes.add("Quokka")
        index = names.behind(patient(), names.write_alias())[0]
        block = "index.blocks.write"
        patient().indices.put_settings(index=index, settings={block: True})
        write_only(notes, "Quokka two")
        with pytest.raises(NotTaken):
            send_waiting()
        assert "Quokka" in page("quokka").replace("<mark>", "").replace("</mark>", "")
        patient().indices.put_settings(index=index, settings={block: None})
        send_waiting()
        assert found_there("quokka") == 2


class TestBuilding:
    """A new index while the hub goes on."""

    pytestmark = ON_THE_CLUSTER

    def test_changes_reach_both_indices_and_the_newer_one_stays(self, notes: Notes) -> None:
        notes.add_many(3, "Quokka")
        old = names.behind(patient(), names.read_alias())
        steps = rebuild(batch=2)
        next(steps)
        write_only(notes, "Quokka late")
        send_waiting()
        assert found_there("late") == 1
        list(steps)
        assert names.behind(patient(), names.read_alias()) != old
        assert names.behind(patient(), names.write_alias()) == names.behind(patient(), names.read_alias())
        assert found_there("late") == 1
        assert found_there("quokka") == 4

    def test_the_index_before_is_kept_and_those_before_it_go(self, notes: Notes) -> None:
        notes.add("Quokka")
        for _ in range(3):
            list(rebuild())
        assert len(names.all_indices(patient())) == 2

    def test_an_older_version_that_arrives_late_changes_nothing(self, notes: Notes) -> None:
        row = notes.add("Quokka old")
        entry = SearchEntry.objects.get(object_id=row.pk)
        notes.say(row, "Quokka newer")
        notes.index(row)
        older = {"is_sent": False, "version": entry.version, "title": entry.title}
        SearchEntry.objects.filter(pk=entry.pk).update(**older)
        send_waiting()
        assert found_there("newer") == 1


def test_several_hosts_a_port_and_an_account_are_read_from_the_address() -> None:
    url = urlsplit("opensearch+https://me:se%40cret@one,two:9300/north")
    assert hosts(url) == ["https://one:9200", "https://two:9300"]


def test_a_snippet_stands_around_its_first_hit() -> None:
    body = f"{'before ' * 60}the hat was warm {'after ' * 60}"
    piece = f"{'before ' * 10}the {BEFORE_HIT}hat{AFTER_HIT}"
    text = snippet(piece, body)
    assert "the \x02hat\x03 was warm" in text
    assert text.startswith("…before")
    assert text.endswith("after…")
    assert snippet(f"{BEFORE_HIT}hat{AFTER_HIT} on", "hat on") == "\x02hat\x03 on"


def test_another_scheme_is_refused(monkeypatch: Any) -> None:
    monkeypatch.setenv("SEARCH_URL", "solr://127.0.0.1")
    with pytest.raises(ImproperlyConfigured, match="must start with"):
        environment.url("SEARCH_URL", "database://", {"database", "opensearch"})
