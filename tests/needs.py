"""What a test needs from the machine: where it is missing the test is skipped and says which.

Every name in HUB_REQUIRE (commas between) must be here: then a missing one fails.
"""

from __future__ import annotations

import os
import shutil

import pytest
from django.db import connection

from tests import services

INSTALL = {
    "postgresql": "this run is not on PostgreSQL: `make services` starts one, `make test` runs on both",
    "redis": "no Redis answers: `make services` starts one",
    "search": "no search node answers: `make services` starts one where there is Java and Maven",
    "elasticsearch": "no Elasticsearch answers: `make services` starts one where there is Java and Maven",
    "browser": "there is no Chromium on the path (Debian: apt install chromium)",
    "java": "there is no java on the path, which the HTML checker runs on (Debian: default-jre-headless)",
    "newsboat": "the feed reader newsboat is not installed",
    "sfeed": "the feed reader sfeed is not installed",
}


def required() -> set[str]:
    """The services that must not be missing."""
    named = {word.strip() for word in os.environ.get("HUB_REQUIRE", "").split(",") if word.strip()}
    unknown = named - set(INSTALL)
    if unknown:
        raise pytest.UsageError(
            f"HUB_REQUIRE names {', '.join(sorted(unknown))}: known are {', '.join(INSTALL)}"
        )
    return named


def chromium_path() -> str | None:
    """The browser that the machine offers."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


def is_here(service: str) -> bool:
    """Whether a service can be used by this run."""
    if service == "postgresql":
        return connection.vendor == "postgresql"
    if service in services.VARIABLES:
        return services.address(service) is not None
    if service == "browser":
        return chromium_path() is not None
    return shutil.which(service) is not None


def need(service: str) -> None:
    """Skip the test, or fail it where HUB_REQUIRE names the service, when the service is missing."""
    if service not in INSTALL:
        raise pytest.UsageError(f"{service!r} is not a service: known are {', '.join(INSTALL)}")
    if is_here(service):
        return
    message = f"{service} is missing: {INSTALL[service]}"
    if service in required():
        pytest.fail(message, pytrace=False)
    pytest.skip(message)
