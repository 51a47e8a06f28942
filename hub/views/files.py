"""Files and the editors' pictures. Nothing is served from a folder: each asks who is there."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe


@require_safe
def media(request: HttpRequest, path: str) -> FileResponse:
    """Pictures as the administration shows them, for those who work in it; 404 to all others."""
    may_edit = request.user.is_authenticated and request.user.has_perm("wagtailadmin.access_admin")
    if not may_edit or not path.startswith(("images/", "original_images/")):
        raise Http404
    try:
        return FileResponse(default_storage.open(path))
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Http404 from error
