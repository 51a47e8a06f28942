"""Where Django's signals enter: after `migrate`, what every hub needs is there."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from accounts.services import lay_ground


def after_migrate(sender: AppConfig, **kwargs: Any) -> None:
    """The tables are there: make the rows that the rest counts on."""
    lay_ground()


def connect(app: AppConfig) -> None:
    """Called once, from `AppConfig.ready`."""
    post_migrate.connect(after_migrate, sender=app, dispatch_uid="accounts.ground")
