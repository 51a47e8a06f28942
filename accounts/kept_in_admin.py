"""Things in the administration that not every editor may see: the list has those that one may, and of any
other each page is 404, as elsewhere."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import Http404
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet


class Seen:
    """A view of what the person may see."""

    model: Any
    request: Any

    def seen(self) -> models.QuerySet[Any]:
        """The things that there are for the person."""
        found: models.QuerySet[Any] = self.model.objects.visible_to(self.request.user)
        return found


class SeenOne(Seen):
    """A view of one thing."""

    def get_object(self, *args: Any, **kwargs: Any) -> Any:
        """The thing, or 404."""
        found = super().get_object(*args, **kwargs)  # type: ignore[misc]
        if not self.seen().filter(pk=found.pk).exists():
            raise Http404
        return found


class SeenIndex(Seen, generic.IndexView):
    """The list."""

    def get_base_queryset(self) -> models.QuerySet[Any]:
        """Without what the person may not see."""
        return self.seen()


class SeenEdit(SeenOne, generic.EditView):
    """Changing one."""


class SeenDelete(SeenOne, generic.DeleteView):
    """Deleting one."""


class SeenHistory(SeenOne, generic.HistoryView):
    """Who changed one."""


class SeenUsage(SeenOne, generic.UsageView):
    """What refers to one."""


class SeenViewSet(ModelViewSet):
    """The list and its pages, without the two that Wagtail offers beside them and nothing here needs."""

    copy_view_enabled = False
    inspect_view_enabled = False
    index_view_class = SeenIndex
    edit_view_class = SeenEdit
    delete_view_class = SeenDelete
    history_view_class = SeenHistory
    usage_view_class = SeenUsage
