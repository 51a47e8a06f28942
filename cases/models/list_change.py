"""When what stands in the lists has changed, so that what was counted before is counted again."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, Max, Sum


class ListChange(models.Model):
    """Something in a list was published, changed, moved or taken away.

    A row for each change, not one number that counts up: two editors who publish at the same time
    would wait for one another. The rows that can be seen tell which state of the lists this is, and
    a change that was begun first and is finished last is not overlooked.
    """

    id = models.BigAutoField(primary_key=True)

    def __str__(self) -> str:
        return f"Change {self.pk}"

    @classmethod
    def version(cls) -> str:
        """What stays the same as long as no list has changed. One query."""
        told = cls.objects.aggregate(rows=Count("pk"), newest=Max("pk"), sum=Sum("pk"))
        return "-".join(str(each or 0) for each in told.values())
