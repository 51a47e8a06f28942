"""Two servers joined as one cluster, of which one is killed while the hub writes and searches."""

from __future__ import annotations

import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from search.engines import get_engine
from search.engines.cluster import names
from search.engines.cluster.connection import breaker, patient
from search.engines.cluster.sending import send_due, waiting
from search.models import SearchEntry
from tests.search.conftest import Notes, clear
from tests.search.test_cluster import found_there, write_only
from tests.services import free_port
from tests.services.elasticsearch import Node, unpacked
from tests.services.search import wait_for

pytestmark = [pytest.mark.django_db, pytest.mark.needs("elasticsearch")]
WITHIN = 60.0  # seconds that the hub promises for what waits


@pytest.fixture
def two() -> Iterator[list[Node]]:
    """Two servers: the first decides, both keep what is indexed."""
    folder = Path(tempfile.mkdtemp(prefix="hub-elasticsearch-"))
    home = unpacked(folder)
    nodes = [Node(home, name, free_port(), free_port()) for name in ("first", "second")]
    first, second = nodes
    together = {"discovery.seed_hosts": f"127.0.0.1:{first.transport}"}
    first.configure({**together, "cluster.initial_master_nodes": "first"})
    second.configure({**together, "node.roles": "[data]"})
    try:
        for node in nodes:
            node.launch()
        for node in nodes:
            wait_for(f"http://127.0.0.1:{node.port}", patience=240)
        yield nodes
    finally:
        for node in nodes:
            node.end(signal.SIGKILL)
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def engine(two: list[Node], settings: Any) -> Iterator[str]:
    """The hub with both in its address, the one that will be killed before the other."""
    places = ",".join(f"127.0.0.1:{node.port}" for node in reversed(two))
    settings.SEARCH_URL = urlsplit(f"elasticsearch://{places}/test-nodes?{names.BARE}")
    clear()
    yield "cluster"
    breaker.answered()


def until_both_have_it() -> None:
    """Waits until each shard has its copy on the other server."""
    patient().cluster.health(wait_for_status="green", timeout="30s")


def test_one_of_two_is_killed_and_nothing_is_lost_and_no_error_shown(notes: Notes, two: list[Node]) -> None:
    for number in range(10):
        write_only(notes, f"Quokka {number}")
    assert send_due() == (10, 0)
    until_both_have_it()
    assert patient().cluster.health()["number_of_nodes"] == 2
    reader = Client()
    for number in range(10, 30):
        if number == 15:
            two[1].end(signal.SIGKILL)
        write_only(notes, f"Quokka {number}")
        send_due()
        page = reader.get("/search/?q=quokka")
        assert page.status_code == 200
        assert "Quokka" in page.content.decode().replace("<mark>", "").replace("</mark>", "")
    deadline = time.monotonic() + WITHIN
    while waiting() and time.monotonic() < deadline:
        send_due()
        time.sleep(1)
    assert waiting() == 0
    breaker.answered()
    assert found_there("quokka") == 30 == SearchEntry.objects.count()
    assert patient().cluster.health()["number_of_nodes"] == 1
    assert get_engine().check() == "ok"
    assert "does not answer just now" not in reader.get("/search/?q=quokka").content.decode()
