"""Where Django's signals enter: after `migrate`, the moderators have their right."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from moderation.services import lay_ground


def after_migrate(sender: AppConfig, **kwargs: Any) -> None:
    """The tables are there: give the moderators their right."""
    lay_ground()


def connect(app: AppConfig) -> None:
    """Called once, from `AppConfig.ready`."""
    post_migrate.connect(after_migrate, sender=app, dispatch_uid="moderation.ground")
