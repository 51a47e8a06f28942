"""The connection to a search cluster: Elasticsearch 8, or OpenSearch 2 through the same client."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from functools import cache
from typing import Any
from urllib.parse import SplitResult, unquote

from django.conf import settings
from elastic_transport import HttpHeaders, Urllib3HttpNode
from elasticsearch import ApiError, Elasticsearch, TransportError

from search.engines.patience import PATIENCE, patience

# After a failure it is left alone for a while, so that not every reader waits.
REST = 10.0  # seconds
# Sending in bulk may take longer: nobody waits for it.
SENDING_PATIENCE = 30.0

FAILURES = (ApiError, TransportError)
# While a shard has no server a cluster answers with what it has, or with nothing, and calls that a
# success; asked so it fails, and the database answers.
WHOLE = {"allow_partial_search_results": False}
_VENDOR_TYPE = re.compile(r"application/vnd\.elasticsearch\+(json|x-ndjson);\s*compatible-with=\d+")


class OpenSearchNode(Urllib3HttpNode):
    """Lets the Elasticsearch client talk to OpenSearch 2: content types without a vendor, and the
    header by which the client knows a server it is made for."""

    def perform_request(
        self,
        method: str,
        target: str,
        body: bytes | None = None,
        headers: HttpHeaders | None = None,
        request_timeout: Any = None,
    ) -> Any:
        """One request."""
        plain = HttpHeaders(headers or {})
        for name in ("accept", "content-type"):
            if name in plain:
                plain[name] = _VENDOR_TYPE.sub(r"application/\1", plain[name])
        kwargs = {} if request_timeout is None else {"request_timeout": request_timeout}
        answer = super().perform_request(method, target, body, plain, **kwargs)
        known = HttpHeaders({**answer.meta.headers, "x-elastic-product": "Elasticsearch"})
        return answer._replace(meta=replace(answer.meta, headers=known))


def hosts(url: SplitResult) -> list[str]:
    """The addresses that SEARCH_URL names, with commas between: `opensearch://one:9200,two:9200`."""
    scheme = "https" if url.scheme.endswith("+https") else "http"
    places = url.netloc.rpartition("@")[2].split(",")
    return [f"{scheme}://{place if ':' in place else f'{place}:9200'}" for place in places if place]


def _account(url: SplitResult) -> tuple[str, str] | None:
    name, _, password = url.netloc.rpartition("@")[0].partition(":")
    return (unquote(name), unquote(password)) if name else None


@cache
def _client(url: SplitResult) -> Elasticsearch:
    more: dict[str, Any] = {}
    if url.scheme.startswith("opensearch"):
        more["node_class"] = OpenSearchNode
    if account := _account(url):
        more["basic_auth"] = account
    places = hosts(url)
    return Elasticsearch(
        places,
        request_timeout=PATIENCE / len(places),
        # With one host once more where the connection was an old one that the server had closed.
        max_retries=max(len(places) - 1, 1),
        retry_on_timeout=len(places) > 1,
        **more,
    )


def client() -> Elasticsearch:
    """The client for SEARCH_URL; it turns to another host when one does not answer."""
    return _client(settings.SEARCH_URL)


def patient() -> Elasticsearch:
    """The client for what nobody waits for: sending in bulk, building."""
    return client().options(request_timeout=SENDING_PATIENCE)


def hurried() -> Elasticsearch:
    """The client for a reader: it gives up when their patience is over."""
    return client().options(request_timeout=patience.left / len(hosts(settings.SEARCH_URL)))


class Breaker:
    """Remembers for a while that the cluster did not answer."""

    def __init__(self) -> None:
        self._until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the cluster is left alone."""
        return time.monotonic() < self._until

    def failed(self) -> None:
        """It did not answer."""
        self._until = time.monotonic() + REST

    def answered(self) -> None:
        """It did."""
        self._until = 0.0


breaker = Breaker()
