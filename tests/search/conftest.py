"""A kind of thing that is quick to make by the hundred: a note, with an organisation's row to its name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import models

from accounts.models import PUBLIC_ID, Audience, Organisation
from search import registry
from search.engines import patience, uses_cluster
from search.engines.cluster.connection import breaker, patient
from search.engines.cluster.names import all_indices, layout, saved_index
from search.engines.cluster.sending import send_waiting
from search.index import index_things
from search.registry import Facet, Fields
from tests import services

NOW = datetime(2026, 3, 28, 12, tzinfo=UTC)


@dataclass
class Notes:
    """Makes notes, and is their document: it keeps what each one says."""

    model = Organisation
    kind = "note"
    label = "Note"
    plural = "Notes"
    said: dict[int, Fields] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def get_queryset(self) -> models.QuerySet[Organisation]:
        """All rows that are notes."""
        return Organisation.objects.filter(slug__startswith="note-")

    def fields(self, row: Organisation) -> Fields:
        """A note as search knows it."""
        return self.said[row.pk]

    def row(self) -> Organisation:
        """A row that is not saved yet."""
        name = f"note-{next(self.numbers)}"
        return Organisation(kind="trust", slug=name, name=name)

    def say(self, row: Organisation, title: str, body: str = "", *, days_ago: int = 0, **more: Any) -> None:
        """What a note says from now on; not yet indexed."""
        when = NOW - timedelta(days=days_ago)
        path = f"/notes/{row.pk}/"
        more.setdefault("audience_id", PUBLIC_ID)
        self.said[row.pk] = Fields(title=title, body=body, path=path, published=when, updated=when, **more)

    def add(
        self,
        title: str,
        body: str = "",
        *,
        summary: str = "",
        audience: Audience | None = None,
        facets: tuple[Facet, ...] = (),
        days_ago: int = 0,
    ) -> Organisation:
        """A note that is saved and indexed."""
        row = self.row()
        row.save()
        audience_id = audience.pk if audience else PUBLIC_ID
        self.say(row, title, body, days_ago=days_ago, summary=summary, audience_id=audience_id, facets=facets)
        self.index(row)
        return row

    def add_many(self, how_many: int, title: str, body: str = "") -> list[Organisation]:
        """Notes of which each is a day older than the one before."""
        rows = Organisation.objects.bulk_create(self.row() for _ in range(how_many))
        for age, row in enumerate(rows):
            self.say(row, f"{title} {age}", body, days_ago=age)
        self.index(*rows)
        return rows

    def index(self, *rows: Organisation) -> None:
        """Reads rows again, as the worker would."""
        content_type = ContentType.objects.get_for_model(Organisation)
        index_things([(content_type.pk, row.pk) for row in rows])
        if uses_cluster():
            send_waiting(refresh=True)


@pytest.fixture(params=["database", pytest.param("cluster", marks=pytest.mark.needs("search"))])
def engine(
    request: Any, settings: Any, worker_id: str, caplog: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """Each engine in turn: what is asked of one is asked of both. The database must not have
    answered in the cluster's place, so a busy machine gets more time than a reader gives it."""
    if request.param == "cluster":
        monkeypatch.setattr(patience, "PATIENCE", 20.0)
        settings.SEARCH_URL = urlsplit(f"{services.address('search')}/test-{worker_id}")
        clear()
    yield request.param
    if request.param == "cluster":
        clear()
        assert not [each for each in caplog.records if each.name.startswith("search.engines")]


def clear() -> None:
    """Takes away the indices of a test."""
    breaker.answered()
    layout.forget()
    for index in [*all_indices(patient()), saved_index()]:
        patient().indices.delete(index=index, ignore_unavailable=True)


@pytest.fixture
def notes(db: Any, engine: str) -> Iterator[Notes]:
    """Makes notes that can be found."""
    document = Notes()
    registry.register(document)
    yield document
    del registry.documents[Organisation]
