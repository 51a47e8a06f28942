"""The hub's rules inside Wagtail."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.rich_text.feature_registry import FeatureRegistry

from hub import people_admin
from hub.links import PageLink
from hub.models import HubDocument


@hooks.register("before_serve_document")
def ask_the_audience(document: HubDocument, request: HttpRequest) -> None:
    """A file opens for those who may see a page that carries it, and for editors."""
    if request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin"):
        return
    if not HubDocument.objects.visible_to(request.user).filter(pk=document.pk).exists():
        raise Http404


@hooks.register("register_admin_viewset")
def keep_people_and_trusts() -> list[ViewSet]:
    """Trusts, networks and who works where."""
    return people_admin.viewsets


@hooks.register("register_rich_text_features", order=1_000)
def link_pages_cheaply(features: FeatureRegistry) -> None:
    """In place of Wagtail's own handler."""
    features.register_link_type(PageLink)
