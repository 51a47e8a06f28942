"""The hub's rules inside Wagtail."""

from __future__ import annotations

from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.rich_text.feature_registry import FeatureRegistry

from hub import groups_admin, people_admin
from hub.links import PageLink


@hooks.register("register_admin_viewset")
def keep_people_and_trusts() -> list[ViewSet]:
    """Trusts, networks, who works where, and invited groups."""
    return [*people_admin.viewsets, *groups_admin.viewsets]


@hooks.register("register_rich_text_features", order=1_000)
def link_pages_cheaply(features: FeatureRegistry) -> None:
    """In place of Wagtail's own handler."""
    features.register_link_type(PageLink)
