"""Services for the tests: real servers on loopback, thrown away afterwards.

`make services` starts what this machine has installed and writes the addresses into
var/services/addresses.json; the tests read them from there, or from the environment. Each server is a
module with `start(state) -> str` (its address) and `stop(state)`.
"""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

FOLDER = Path(__file__).resolve().parent.parent.parent / "var" / "services"
ADDRESSES = FOLDER / "addresses.json"
VARIABLES = {
    "postgresql": "HUB_TEST_DATABASE_URL",
    "redis": "HUB_TEST_REDIS_URL",
    "search": "HUB_TEST_SEARCH_URL",
    "elasticsearch": "HUB_TEST_ELASTICSEARCH_URL",
}


class Unavailable(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A service cannot be started here; the words say what is missing."""


def addresses() -> dict[str, str]:
    """What `make services` has started, by service."""
    if not ADDRESSES.exists():
        return {}
    return dict(json.loads(ADDRESSES.read_text(encoding="utf-8")))


def address(service: str) -> str | None:
    """Where a service answers: from the environment, or from `make services`; None where it does not."""
    url = os.environ.get(VARIABLES[service]) or addresses().get(service)
    if service == "postgresql" and not url:
        own = os.environ.get("DATABASE_URL", "")
        url = own if own.startswith("postgres") else None
    return url if url and answers(url) else None


def answers(url: str) -> bool:
    """Whether something listens at the host and port of an address."""
    parts = urlsplit(url)
    defaults = {"redis": 6379, "http": 9200, "elasticsearch": 9200, "opensearch": 9200}
    target = (parts.hostname or "127.0.0.1", parts.port or defaults.get(parts.scheme, 5432))
    try:
        with socket.create_connection(target, timeout=2):
            return True
    except OSError:
        return False


def free_port() -> int:
    """A port of loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
