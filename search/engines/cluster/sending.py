"""Sends to the cluster what has changed. The rows that wait are the queue, so nothing is lost while
the cluster is away; each carries a version, so the order of arrival does not matter.

The worker sends after it has delivered, outside any transaction (docs/adr/0008).
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from activity.senders import Sender
from search.engines.cluster.connection import FAILURES, patient
from search.engines.cluster.documents import BETWEEN, source_of
from search.engines.cluster.names import behind, new_index, read_from, write_alias
from search.models import SearchEntry, SearchFacet, SearchGone

logger = logging.getLogger(__name__)
BATCH = 500
AGAIN_AFTER = timedelta(seconds=20)
TAKING = "10s"  # how long the cluster waits for a shard that it misses
CONFLICT = 409  # what is there is newer: as it should be
NOT_FOUND = 404  # was never there, or is gone already


class NotTaken(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The cluster refused something, such as on a full disk; it is sent again later."""


def waiting() -> int:
    """How many changes are still to be sent. Two queries."""
    return SearchEntry.objects.filter(is_sent=False).count() + SearchGone.objects.count()


def send_due() -> tuple[int, int]:
    """What the worker calls: how many changes were sent, and how many could not be."""
    try:
        return send_waiting(), 0
    except (*FAILURES, NotTaken) as error:
        logger.warning("The search cluster takes nothing (%s)", type(error).__name__)
        return 0, waiting()


def next_at() -> datetime | None:
    """When what waits is tried again: soon, so that a cluster that is back is up to date within a
    minute."""
    return timezone.now() + AGAIN_AFTER if waiting() else None


def reasons() -> list[str]:
    """Why something waits."""
    count = waiting()
    return [f"search: {count} changes wait for the cluster"] if count else []


sender = Sender(send=send_due, next_at=next_at, reasons=reasons)


def send_waiting(*, refresh: bool = False) -> int:
    """Sends everything that waits; returns how much. Raises what the client raises, and NotTaken."""
    to = patient()
    indices = behind(to, write_alias())
    if not indices:
        name = new_index(to)
        read_from(to, name)
        indices = [name]
    sent = 0
    while done := _send_entries(to, indices) + _send_gone(to, indices):
        sent += done
    if refresh:
        to.indices.refresh(index=",".join(indices))
    return sent


def _send_entries(to: Elasticsearch, indices: Sequence[str]) -> int:
    entries = list(SearchEntry.objects.filter(is_sent=False).order_by("pk")[:BATCH])
    if entries:
        bulk(to, (action for index in indices for action in puts(index, entries)))
        # What was written again meanwhile has another version, and waits again.
        versions = models.Q()
        for entry in entries:
            versions |= models.Q(pk=entry.pk, version=entry.version)
        SearchEntry.objects.filter(versions).update(is_sent=True)
    return len(entries)


def _send_gone(to: Elasticsearch, indices: Sequence[str]) -> int:
    gone = list(SearchGone.objects.order_by("pk")[:BATCH])
    if gone:
        actions = (removal(index, row.pk, row.version) for index in indices for row in gone)
        bulk(to, actions)
        with transaction.atomic():
            for row in gone:
                SearchGone.objects.filter(pk=row.pk, version=row.version).delete()
    return len(gone)


def removal(index: str, pk: int, version: int) -> dict[str, Any]:
    """What takes an entry out of an index, unless it is newer there."""
    return {
        "_op_type": "delete",
        "_index": index,
        "_id": pk,
        "version": version,
        "version_type": "external",
    }


def puts(index: str, entries: Sequence[SearchEntry]) -> Iterator[dict[str, Any]]:
    """What puts entries into an index. Two queries."""
    facets = facets_of(entries)
    for entry in entries:
        yield {
            "_op_type": "index",
            "_index": index,
            "_id": entry.pk,
            "version": entry.version,
            "version_type": "external_gte",
            "_source": source_of(entry, facets[entry.shelf_id]),
        }


def facets_of(entries: Iterable[SearchEntry]) -> dict[int, list[str]]:
    """The facets of each shelf of the entries, as the cluster keeps them."""
    found: dict[int, list[str]] = defaultdict(list)
    shelves = {entry.shelf_id for entry in entries}
    rows = SearchFacet.objects.filter(shelves__in=shelves)
    for shelf, name, value in rows.values_list("shelves", "name", "value"):
        if shelf in shelves:
            found[shelf].append(f"{name}{BETWEEN}{value}")
    return found


def bulk(to: Elasticsearch, actions: Iterable[dict[str, Any]]) -> None:
    """Sends in bulk; what is newer there or gone already is as it should be. Raises NotTaken."""
    refused: set[str] = set()
    taking = streaming_bulk(
        to,
        actions,
        chunk_size=BATCH,
        raise_on_error=False,
        # A cluster with much to do answers 429 for a while.
        max_retries=3,
        initial_backoff=1,
        max_backoff=8,
        timeout=TAKING,
    )
    for taken, answer in taking:
        result = next(iter(answer.values()))
        if not taken and result.get("status") not in {CONFLICT, NOT_FOUND}:
            error = result.get("error") or {}
            refused.add(str(error.get("type", error) if isinstance(error, dict) else error))
    if refused:
        raise NotTaken(f"the search cluster refused: {', '.join(sorted(refused))}")
