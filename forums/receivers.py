"""Where signals enter: a network has a forum as soon as it is there."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save

from accounts.models import Organisation
from forums.services.networks import allow_editing, forum_of_network, lay_network_forums


def after_migrate(sender: AppConfig, **kwargs: Any) -> None:
    """The tables are there."""
    lay_network_forums()
    allow_editing()


def on_organisation_saved(
    sender: type[Organisation], instance: Organisation, raw: bool, **kwargs: Any
) -> None:
    """A network, or a trust, which has no forum of its own."""
    if not raw:
        forum_of_network(instance)


def connect(app: AppConfig) -> None:
    """Called once, from `AppConfig.ready`."""
    post_migrate.connect(after_migrate, sender=app, dispatch_uid="forums.networks")
    post_save.connect(on_organisation_saved, sender=Organisation, dispatch_uid="forums.network")
