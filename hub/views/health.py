"""Is the process alive, and are the parts that it needs there?"""

from __future__ import annotations

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from search import health as search


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answers while the process lives; touches nothing."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def _database() -> str:
    """ "ok", or what is wrong with the database."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "not reachable"
    return f"{len(waiting)} migrations not applied" if waiting else "ok"


def _cache() -> str:
    """ "ok", or what is wrong with the cache."""
    try:
        cache.set("readyz", "1", 5)
        return "ok" if cache.get("readyz") == "1" else "does not keep values"
    except Exception:  # noqa: BLE001 - each cache library has its own errors
        return "not reachable"


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Each part with "ok" or what is wrong; 503 unless all are well. No names, no addresses."""
    parts = {"database": _database(), "cache": _cache(), "search": search.check()}
    status = 200 if all(state == "ok" for state in parts.values()) else 503
    return JsonResponse(parts, status=status)
