"""Versions of guides: each is kept as it was published, and told of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from accounts.models import User
from cases.models import GuideVersion, InterventionGuide, LearningSet
from cases.models.version import TOLD_AS
from cases.snapshot import content_of
from hub.models import BasePage
from hub.services import Telling


def _row(guide: InterventionGuide, published_at: datetime | None) -> dict[str, Any]:
    """What is kept of a guide under its number."""
    return {
        "content": content_of(guide),
        "change_note": guide.change_note,
        "approved_by": guide.approved_by,
        "approved_on": guide.approved_on,
        "published_at": published_at or timezone.now(),
    }


@transaction.atomic
def keep_version(page: BasePage, by: User | None) -> Telling | None:
    """Keeps a guide as it was just published. Under a number that is there already it is a
    correction, and told as any change of a page; under a new one its followers and those of the
    list of guides are told what changed."""
    if not isinstance(page, InterventionGuide):
        return None
    known = page.versions.filter(number=page.version).first()
    if known:
        correct_version(known, page)
        return None
    first = not page.versions.exists()
    version = GuideVersion.objects.create(
        guide=page,
        number=page.version,
        **_row(page, page.first_published_at if first else page.last_published_at),
    )
    return None if first else Telling(TOLD_AS, version, about=(page.get_parent(),), note=page.change_note)


def correct_version(version: GuideVersion, guide: InterventionGuide) -> bool:
    """Puts a guide's present text in the place of a version's; True when that changed something."""
    row = _row(guide, version.published_at)
    changed = {name for name, value in row.items() if getattr(version, name) != value}
    if not changed:
        return False
    for name, value in row.items():
        setattr(version, name, value)
    version.corrected_at = timezone.now()
    version.save(update_fields=[*row, "corrected_at"])
    return True


def keep_missing_versions() -> int:
    """Keeps the version in force of each published guide that has none; returns how many."""
    kept = GuideVersion.objects.filter(guide=OuterRef("pk"), number=OuterRef("version"))
    without = InterventionGuide.objects.filter(~Exists(kept), live=True)
    rows = [
        GuideVersion(guide=guide, number=guide.version, **_row(guide, guide.last_published_at))
        for guide in without
    ]
    return len(GuideVersion.objects.bulk_create(rows))


def name_versions(page: BasePage) -> None:
    """Notes for each guide of a learning set, where nobody said so, the version in force now."""
    if not isinstance(page, LearningSet):
        return
    for row in page.set_guides.filter(version=None).select_related("guide"):
        row.version = row.guide.version
        row.save(update_fields=["version"])
