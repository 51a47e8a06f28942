"""Whether search can answer, for `/readyz`."""

from __future__ import annotations

from search.engines import get_engine


def check() -> str:
    """ "ok", or what is wrong in a few words without names or addresses. Two queries at most."""
    return get_engine().check()
