"""Redis as a cache that may be down: what it would have told is asked for anew, and no page fails."""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as NotReachable
from redis.exceptions import TimeoutError as TooLate

logger = logging.getLogger(__name__)
DOWN = (NotReachable, TooLate)


class PatientRedisCache(RedisCache):
    """Django's own, except that a server which does not answer holds nothing.

    Limits on guessing passwords are counted here too, and count nothing meanwhile; `/readyz`
    tells.
    """

    def _or(self, instead: Any, verb: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return getattr(super(), verb)(*args, **kwargs)
        except DOWN as error:
            logger.warning("Redis does not answer (%s)", type(error).__name__)
            return instead

    def add(self, *args: Any, **kwargs: Any) -> Any:
        """False where it could not be kept."""
        return self._or(False, "add", *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        """The default where it could not be asked."""
        return self._or(default, "get", key, default=default, version=version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        """Keeps a value, where it can."""
        self._or(None, "set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        """False where it could not be asked."""
        return self._or(False, "touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        """False where it could not be asked."""
        return self._or(False, "delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        """Nothing where it could not be asked."""
        return self._or({}, "get_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        """False where it could not be asked."""
        return self._or(False, "has_key", *args, **kwargs)

    def set_many(self, data: Any, *args: Any, **kwargs: Any) -> Any:
        """The keys that could not be kept."""
        return self._or(list(data), "set_many", data, *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        """Removes what it can."""
        self._or(None, "delete_many", *args, **kwargs)
