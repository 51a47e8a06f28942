"""The hub's rules inside Wagtail."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from wagtail import hooks

from hub.models import HubDocument


@hooks.register("before_serve_document")
def ask_the_audience(document: HubDocument, request: HttpRequest) -> None:
    """A file opens for those who may see a page that carries it, and for editors."""
    if request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin"):
        return
    if not HubDocument.objects.visible_to(request.user).filter(pk=document.pk).exists():
        raise Http404
