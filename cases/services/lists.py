"""Verbs of the lists."""

from __future__ import annotations

from django.db import models

from cases.models import CaseStudy, InterventionGuide, LearningSet, ListChange

# So many changes are kept: older ones tell nothing that the newer do not.
KEPT = 500


def list_changed(page: models.Model) -> None:
    """Has the lists counted again after something of theirs was published, moved or taken away.

    Called in the transaction of the change, or after it, never before.
    """
    if not isinstance(page, CaseStudy | InterventionGuide | LearningSet):
        return
    made = ListChange.objects.create()
    if made.pk % KEPT == 0:
        ListChange.objects.filter(pk__lte=made.pk - KEPT).delete()
