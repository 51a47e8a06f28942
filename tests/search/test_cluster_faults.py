"""Each way in which a cluster fails: the database answers in time and the page says so, nothing that
was written is lost, what waits is sent when it is back, and `/readyz` tells."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import PUBLIC_ID
from search.engines import get_engine, patience
from search.engines.cluster import connection, names
from search.engines.cluster.connection import breaker, patient
from search.engines.cluster.sending import next_at, send_due, waiting
from search.models import SearchEntry
from tests import services
from tests.search.conftest import Notes
from tests.search.test_cluster import answers_at, black_hole, found_there, write_only

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.needs("search"),
    pytest.mark.parametrize("engine", ["cluster"], indirect=True),
]
INSTEAD = "does not answer just now"
# The promise is two seconds; the machine that tests may be busy with other things.
IN_TIME = 8.0


@pytest.fixture(autouse=True)
def quiet(engine: str, caplog: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """These tests are about failures, and wait for the cluster as long as a reader does: warnings
    are as it should be. The worker waits less long than in earnest: nothing is lost after ten seconds
    as after thirty."""
    monkeypatch.setattr(patience, "PATIENCE", 1.5)
    monkeypatch.setattr(connection, "SENDING_PATIENCE", 10.0)
    yield
    caplog.clear()


@contextmanager
def slow(seconds: float) -> Iterator[int]:
    """A port behind which the real node answers, each time so much later."""
    node = urlsplit(services.address("search") or "")
    with socket.create_server(("127.0.0.1", 0)) as listening, ExitStack() as lines:
        thread = threading.Thread(target=_serve, args=(listening, lines, node, seconds), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


def _serve(listening: socket.socket, lines: ExitStack, node: Any, seconds: float) -> None:
    with suppress(OSError):
        while True:
            near, _ = listening.accept()
            far = lines.enter_context(socket.create_connection((node.hostname, node.port)))
            lines.enter_context(near)
            for source, target, wait in ((near, far, 0.0), (far, near, seconds)):
                threading.Thread(target=_pass_on, args=(source, target, wait), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket, wait: float) -> None:
    with suppress(OSError):
        while data := source.recv(65_536):
            time.sleep(wait)
            target.sendall(data)


@contextmanager
def refused(settings: Any) -> Iterator[None]:
    """Nothing listens there."""
    with answers_at(settings, f"opensearch://127.0.0.1:{services.free_port()}"):
        yield


@contextmanager
def silent(settings: Any) -> Iterator[None]:
    """It takes what is asked and never answers."""
    with black_hole() as port, answers_at(settings, f"opensearch://127.0.0.1:{port}"):
        yield


@contextmanager
def late(settings: Any) -> Iterator[None]:
    """It answers each question a second later: one after the other too late for a page."""
    path = settings.SEARCH_URL.path
    with slow(1.0) as port, answers_at(settings, f"opensearch://127.0.0.1:{port}{path}"):
        yield


@contextmanager
def red(settings: Any) -> Iterator[None]:
    """The index has no shard that can be asked."""
    aliases = (names.read_alias(), names.write_alias())
    [index] = names.behind(patient(), names.read_alias())
    lost = f"{names.prefix()}-20010101000000000000"
    nowhere = {"index.routing.allocation.require._name": "nowhere"}
    patient().indices.create(index=lost, settings=nowhere, wait_for_active_shards="0")
    for gets, loses in ((lost, index), (index, lost)):
        actions: list[Any] = [{"add": {"index": gets, "alias": alias}} for alias in aliases]
        actions += [{"remove": {"index": loses, "alias": alias}} for alias in aliases]
        patient().indices.update_aliases(actions=actions)
        breaker.answered()
        if gets == lost:
            yield
    names.drop(patient(), [lost])


@contextmanager
def parted(settings: Any) -> Iterator[None]:
    """A part of what is searched has no shard that can be asked, as while a server is lost: left to
    itself a cluster answers with the rest, or with nothing, as if that were all."""
    lost = f"{names.prefix()}-20010101000000000000"
    nowhere = {"index.routing.allocation.require._name": "nowhere"}
    patient().indices.create(index=lost, settings=nowhere, wait_for_active_shards="0")
    patient().indices.put_alias(index=lost, name=names.read_alias())
    breaker.answered()
    yield
    names.drop(patient(), [lost])
    breaker.answered()


@contextmanager
def full(settings: Any) -> Iterator[None]:
    """The disk is full: the cluster lets nothing be written."""
    index = names.behind(patient(), names.read_alias())[0]
    block = "index.blocks.write"
    patient().indices.put_settings(index=index, settings={block: True})
    yield
    patient().indices.put_settings(index=index, settings={block: None})


AWAY = [refused, silent, late, red, parted]
TELLS = {
    refused: "does not answer",
    silent: "does not answer",
    late: "wait to be sent",
    red: "is red",
    full: "1 changes wait to be sent",
}


def timed_page() -> tuple[str, float]:
    """The page of a search, and how long it took."""
    started = time.monotonic()
    response = Client().get("/search/?q=quokka")
    assert response.status_code == 200
    return response.content.decode(), time.monotonic() - started


@pytest.mark.parametrize("fault", AWAY)
def test_the_database_answers_in_time_and_the_page_says_so(notes: Notes, settings: Any, fault: Any) -> None:
    notes.add("Quokka care", "of small babies")
    assert INSTEAD not in timed_page()[0]
    with fault(settings):
        text, seconds = timed_page()
        assert "care</a>" in text
        assert INSTEAD in text
        assert seconds < IN_TIME
        # It is left alone for a while, so the next reader does not wait.
        text, seconds = timed_page()
        assert "care</a>" in text
        assert INSTEAD in text
    assert INSTEAD not in timed_page()[0]


@pytest.mark.parametrize("fault", [refused, silent, red, full])
def test_nothing_written_is_lost_and_it_is_sent_when_it_is_back(
    notes: Notes, settings: Any, fault: Any
) -> None:
    notes.add("Quokka care")
    with fault(settings):
        write_only(notes, "Quokka written meanwhile")
        assert send_due()[0] == 0
        assert waiting() == 1
        soon = next_at()
        assert soon is not None
        assert soon - timezone.now() < timedelta(minutes=1)
    assert send_due() == (1, 0)
    assert not SearchEntry.objects.filter(is_sent=False).exists()
    assert found_there("quokka") == 2


@pytest.mark.parametrize("fault", [refused, silent, red, full])
def test_readyz_tells(notes: Notes, settings: Any, fault: Any) -> None:
    notes.add("Quokka care")
    assert Client().get("/readyz").json()["search"] == "ok"
    with fault(settings):
        write_only(notes, "Quokka written meanwhile")
        response = Client().get("/readyz")
        assert response.status_code == 503
        assert TELLS[fault] in response.json()["search"]


@pytest.mark.parametrize("fault", [refused, silent])
def test_what_is_asked_beside_a_search_comes_from_the_database_too(
    notes: Notes, settings: Any, fault: Any
) -> None:
    notes.add("Quokka care", "thermal care of preterm babies")
    entry = SearchEntry.objects.get()
    with fault(settings):
        assert get_engine().suggest("quok", {PUBLIC_ID}, most=5) == [entry.pk]
        breaker.answered()
        assert get_engine().like(entry, {PUBLIC_ID}, kinds=["note"], most=5) == []
