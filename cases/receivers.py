"""Where Django's signals enter: after `migrate`, the three index pages are there."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from cases.ground import lay_ground


def after_migrate(sender: AppConfig, **kwargs: Any) -> None:
    """The home page is there: lay the sections under it."""
    lay_ground()


def connect(app: AppConfig) -> None:
    """Called once, from `AppConfig.ready`."""
    post_migrate.connect(after_migrate, sender=app, dispatch_uid="cases.ground")
