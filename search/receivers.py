"""Where Django's signals enter."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db import connections
from django.db.models.signals import post_migrate

from search.engines.database import dialect_for
from search.ground import lay_ground
from search.rights import lay_rights


def after_migrate(sender: AppConfig, using: str, **kwargs: Any) -> None:
    """A migration may have copied the table of entries: keep what stands beside it; then the first
    groups of synonyms, where they were never laid, and the editors' rights."""
    dialect_for(connections[using].vendor).keep_places()
    lay_ground()
    lay_rights()


def connect(app: AppConfig) -> None:
    """Called once, from `AppConfig.ready`."""
    post_migrate.connect(after_migrate, sender=app, dispatch_uid="search.places")
