"""Fixtures for every test: the cast, the database, mail, and how a missing service is reported."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as hub_settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import TransactionTestCase, override_settings

from tests import factories, laid, migrated, vnu
from tests.mailbox import Mailbox
from tests.needs import need

pytest_plugins = ["tests.browser", "tests.planting"]
DATABASE = {"db", "transactional_db", "live_server"}
ON_EACH = ("test_journeys", "test_conformance", "test_rebuild", "test_cluster.py")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip or fail a test marked `needs("...")` before any of its fixtures are made."""
    for marker in item.iter_markers("needs"):
        for service in marker.args:
            need(service)


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Marks what comes out the same on each database: what asks for none; what is done in a browser,
    with pages that other tests ask of each; and what a search cluster answers. The whole ways through
    the hub and the conformance of the engines run on each all the same. Long tests come first: no process
    is to be left with one at the end."""
    for item in items:
        asks = DATABASE & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db")
        if not asks or (_is_elsewhere(item) and not item.path.name.startswith(ON_EACH)):
            item.add_marker("once")
    # By the marks tests are then chosen, and pytest-django puts those that commit behind the others.
    yield
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


def _is_elsewhere(item: pytest.Item) -> bool:
    """Whether a test is about a browser or a search cluster more than about the database."""
    needed = {service for marker in item.iter_markers("needs") for service in marker.args}
    return bool(needed & {"browser", "search"})


@pytest.fixture(scope="session")
def django_db_modify_db_settings(tmp_path_factory: pytest.TempPathFactory) -> None:
    """A database of its own for each process, so that two runs in one checkout never meet."""
    test = connection.settings_dict["TEST"]
    if connection.vendor == "sqlite":
        # A file, not memory: tests with several writers and the live server need it.
        test["NAME"] = str(tmp_path_factory.mktemp("database") / "hub.sqlite3")
    else:
        test["NAME"] = f"test_hub_{os.getpid()}"


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings: None, django_db_blocker: Any) -> bool:
    """Whether the database stands already, migrated in an earlier run."""
    with django_db_blocker.unblock():
        return migrated.use(connection.settings_dict["TEST"]["NAME"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_keepdb: bool, django_db_blocker: Any) -> Iterator[None]:
    """Keep what the migrations made for the next run, and for each test that commits."""
    name = connection.settings_dict["TEST"]["NAME"]
    with django_db_blocker.unblock():
        if not django_db_keepdb:
            migrated.keep(name)
        ground = laid.Ground()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: ground.lay_again())
        yield
    with django_db_blocker.unblock():
        if django_db_keepdb:
            migrated.forget(name)


@pytest.fixture(scope="session", autouse=True)
def settings_for_tests(
    django_test_environment: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Files go to a folder of the run; static files are served as built, without collecting them first."""
    changed: dict[str, Any] = {
        "MEDIA_ROOT": str(tmp_path_factory.mktemp("files")),
        # On where a test is about it: most change what they read without committing it.
        "PAGE_CACHE_SECONDS": 0,
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "STORAGES": {
            **hub_settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    }
    with override_settings(**changed):
        yield


@pytest.fixture(scope="session", autouse=True)
def html_checker() -> Iterator[None]:
    """The HTML checker ends with the tests, where one of them has started it."""
    yield
    vnu.stop()


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    """No test sees what another has cached."""
    cache.clear()


@pytest.fixture(scope="module")
def module_db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The database for what all tests of a module read: planted once, and undone after the last.
    What a test changes in it is undone after that test."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def cast(db: None) -> factories.Cast:
    """Amina, Ben, Carys, Dev, Ella, Farah, Grace, nobody, and the trusts they work in."""
    return laid.cast()


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    """A real SMTP server on loopback that the hub sends to; its `messages` are what arrived."""
    with Mailbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield box


@pytest.fixture(scope="session")
def project() -> Path:
    """The folder of the project."""
    return Path(__file__).resolve().parent.parent
