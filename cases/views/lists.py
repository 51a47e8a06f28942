"""The lists as CSV."""

from __future__ import annotations

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from activity.tables import csv_stream
from cases.list_tables import table_of
from cases.models.index import ResourceIndexPage
from hub.views.feeds import page_at


@require_safe
def list_csv(request: HttpRequest, path: str) -> StreamingHttpResponse:
    """The whole list with the filters and the order of the address; 404 where no list is."""
    index = page_at(request, path)
    if not isinstance(index, ResourceIndexPage):
        raise Http404
    facets = index.facets_for(request.user, request.GET)
    ids = list(facets.in_order())
    table = table_of(index, ids, request.user)
    response = csv_stream(index.slug, table.header, table.rows)
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response
