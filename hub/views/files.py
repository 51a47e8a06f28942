"""Files and the editors' pictures. Nothing is served from a folder: each asks who is there."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from activity.keys import pk_from
from files.file_types import content_type_of
from files.serving import respond_with_file
from hub.models import HubDocument


def may_edit(request: HttpRequest) -> bool:
    """Whether the reader works in the administration, where all files are seen."""
    return request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin")


@require_safe
def document(request: HttpRequest, number: str, name: str) -> HttpResponseBase:
    """A file, to those who may see a page that carries it, and to editors; 404 to all others, and
    under any name but its own."""
    files = HubDocument.objects
    mine = files.all() if may_edit(request) else files.visible_to(request.user)
    found: HubDocument = get_object_or_404(mine, pk=pk_from(number))
    if found.filename != name:
        raise Http404
    public = request.user.is_anonymous or files.visible_to(AnonymousUser()).filter(pk=found.pk).exists()
    return respond_with_file(
        request,
        found.file,
        name=found.filename,
        content_type=content_type_of(found.filename),
        public=public,
        inline=True,
        etag=found.file_hash,
    )


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:
    """Pictures as the administration shows them, for those who work in it; 404 to all others."""
    if not may_edit(request) or not path.startswith(("images/", "original_images/")):
        raise Http404
    try:
        return FileResponse(default_storage.open(path))
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Http404 from error
