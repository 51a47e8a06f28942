"""The numbers of a guide's versions: which may follow which, and what a new one must say.

Asked by the model, so that it holds however a guide is published: by hand, on a day set before,
or from a pack.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cases.models import GuideVersion, InterventionGuide


def last_version(guide: InterventionGuide) -> GuideVersion | None:
    """The newest version that was published; None before the first. One query."""
    return guide.versions.order_by("-number").first() if guide.pk else None


def what_is_wrong(guide: InterventionGuide) -> dict[str, str]:
    """What keeps a guide from being published under its number: field, and what to do about it."""
    last = last_version(guide)
    if last is None or guide.version == last.number:
        return {}
    if guide.version < last.number:
        words = (
            f"Version {last.number} is out, so this cannot be version {guide.version}: "
            "a number never goes down."
        )
        return {"version": words}
    return what_is_missing(guide.version, last, note=guide.change_note, approved_on=guide.approved_on)


def what_is_missing(
    number: int, last: GuideVersion, *, note: str, approved_on: date | None
) -> dict[str, str]:
    """What a new version does not say yet."""
    missing = {}
    if not note.strip():
        missing["change_note"] = f"Say in one sentence what changed in version {number}: followers read it."
    elif note.strip() == last.change_note.strip():
        missing["change_note"] = (
            f"Say what changed in version {number}: this is still the sentence of version {last.number}."
        )
    if approved_on is None:
        missing["approved_on"] = f"Give the day on which version {number} was approved."
    elif last.approved_on and approved_on < last.approved_on:
        missing["approved_on"] = f"Version {last.number} was approved later than this: change the day."
    return missing
