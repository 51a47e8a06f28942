"""Where signals enter: what every hub and every person has is made, and an address that works counts."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import email_changed
from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save

from accounts.models import Organisation, User
from accounts.services import audience_of, lay_ground, settle_in, trust_address_again


def after_migrate(sender: AppConfig, **kwargs: Any) -> None:
    """The tables are there: make the rows that the rest counts on."""
    lay_ground()


def on_user_saved(sender: type[User], instance: User, created: bool, raw: bool, **kwargs: Any) -> None:
    """Wagtail's administration and allauth make people without our manager."""
    if created and not raw:
        settle_in(instance)


def on_organisation_saved(sender: type[Organisation], instance: Organisation, **kwargs: Any) -> None:
    """An editor can publish for a trust or a network as soon as it is there."""
    audience_of(instance)


def on_email_changed(sender: type, user: User, **kwargs: Any) -> None:
    """A new address was confirmed."""
    trust_address_again(user)


def connect(app: AppConfig) -> None:
    """Called once, from `AppConfig.ready`."""
    post_migrate.connect(after_migrate, sender=app, dispatch_uid="accounts.ground")
    post_save.connect(on_user_saved, sender=User, dispatch_uid="accounts.profile")
    post_save.connect(on_organisation_saved, sender=Organisation, dispatch_uid="accounts.audience")
    email_changed.connect(on_email_changed, dispatch_uid="accounts.email_changed")
