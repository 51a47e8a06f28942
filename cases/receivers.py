"""Where signals enter: after `migrate` the ground is laid; a set that comes out names its versions;
what changes a list has it counted again."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_delete
from wagtail.signals import page_published, page_unpublished, post_page_move

from cases.ground import lay_ground
from cases.services.lists import list_changed
from cases.services.versions import name_versions


def after_migrate(sender: AppConfig, **kwargs: Any) -> None:
    """The home page is there: lay the sections under it."""
    lay_ground()


def on_published(sender: type, instance: Any, **kwargs: Any) -> None:
    """A learning set came out: it names versions of its guides."""
    name_versions(instance)


def on_list_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    """What stands in a list, or where, is another."""
    list_changed(instance)


def connect(app: AppConfig) -> None:
    """Called once, from `AppConfig.ready`."""
    post_migrate.connect(after_migrate, sender=app, dispatch_uid="cases.ground")
    page_published.connect(on_published, dispatch_uid="cases.published")
    for signal in (page_published, page_unpublished, post_page_move, pre_delete):
        signal.connect(on_list_changed, dispatch_uid="cases.lists")
