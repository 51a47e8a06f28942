"""Wagtail's own app of users, told which forms our people need. Loaded before any model."""

from __future__ import annotations

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(WagtailUsersAppConfig):
    """Stands in INSTALLED_APPS in the place of `wagtail.users`."""

    user_viewset = "hub.people_admin.PersonViewSet"
