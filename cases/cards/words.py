"""The words of a guide's card, as data for the Typst source."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from django.conf import settings
from django.utils.formats import date_format

from cases.models import InterventionGuide

# A step that is longer is no step for a wall; what is more than a page holds is left out there.
LONGEST_LINE = 400
MOST_LINES = 60


@dataclass(frozen=True, slots=True)
class Card:
    """What stands on a card. `warning` runs across its head, empty where the version is in force."""

    title: str
    kind: str
    intro: str
    steps: tuple[str, ...]
    do: tuple[str, ...]
    donot: tuple[str, ...]
    version: str
    advice: str
    address: str
    qr_alt: str
    hub: str
    warning: str = ""

    def as_json(self) -> str:
        """The words as the Typst source reads them."""
        return json.dumps(asdict(self), ensure_ascii=False)


def card_of(guide: InterventionGuide, *, newest: int | None = None) -> Card:
    """The card of a guide as it is, or, with the number that is in force now as `newest`, of an
    older version from `GuideVersion.as_guide`. No query."""
    address = f"{settings.HUB_BASE_URL}{guide.get_absolute_url()}"
    return Card(
        title=_short(guide.title),
        kind="Guide" if _is_old(guide, newest) else f"Guide. {guide.get_status_display()}",
        intro=_short(guide.card_intro),
        steps=_lines(guide.steps()),
        do=_lines(guide.do_list()),
        donot=_lines(guide.do_not_list()),
        version=_version(guide),
        advice="Before you use it, see on the page whether a newer version is out.",
        address=address,
        qr_alt=f"QR code that opens {address}",
        hub=f"{settings.HUB_NAME}. Demonstration content, not clinical advice."
        if settings.HUB_DEMO
        else settings.HUB_NAME,
        warning=_warning(guide, newest),
    )


def _version(guide: InterventionGuide) -> str:
    """ "Version 2. Approved 6 May 2026. Check by May 2028"."""
    parts = [f"Version {guide.version}"]
    if guide.approved_on:
        parts.append(f"Approved {date_format(guide.approved_on)}")
    if guide.next_review:
        parts.append(f"Check by {date_format(guide.next_review, 'F Y')}")
    return ". ".join(parts)


def _is_old(guide: InterventionGuide, newest: int | None) -> bool:
    return newest is not None and newest != guide.version


def _warning(guide: InterventionGuide, newest: int | None) -> str:
    if _is_old(guide, newest):
        return f"OUT OF DATE. Version {newest} is out."
    if guide.status == InterventionGuide.Status.WITHDRAWN:
        return "WITHDRAWN. Do not use this card."
    if guide.status == InterventionGuide.Status.DRAFT:
        return "DRAFT for comment. Not for use on a ward."
    return ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_LINE else f"{text[: LONGEST_LINE - 1].rstrip()}…"


def _lines(texts: list[str]) -> tuple[str, ...]:
    return tuple(_short(text) for text in texts[:MOST_LINES])
