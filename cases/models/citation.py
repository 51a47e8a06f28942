"""Who names what: a page or a post that links to a guide, a case study or a topic."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from activity.models import content_type_of


class CitationQuerySet(models.QuerySet["Citation"]):
    """Reads of citations. A source is shown only when its own `visible_to` admits the reader."""

    def of(self, target: models.Model) -> CitationQuerySet:
        """What names a thing."""
        return self.filter(target_type=content_type_of(target), target_id=target.pk)

    def by(self, source: models.Model) -> CitationQuerySet:
        """What a thing names."""
        return self.filter(source_type=content_type_of(source), source_id=source.pk)


class Citation(models.Model):
    """One link from a page or a post to a page or a topic, each pair once.

    Pages stand under their specific type, as in `activity.content_type_of`. `version` is the
    version of a guide that was in force when the source was last written.
    """

    source_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    source_id = models.BigIntegerField()
    source = GenericForeignKey("source_type", "source_id")
    target_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    target_id = models.BigIntegerField()
    target = GenericForeignKey("target_type", "target_id")
    version = models.PositiveSmallIntegerField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = CitationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["source_type", "source_id", "target_type", "target_id"], name="cited_once"
            )
        ]
        indexes: ClassVar = [models.Index(fields=["target_type", "target_id"], name="citation_target")]
