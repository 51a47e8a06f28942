"""Teams like the asker's that do what a question is about: whom to ask, before asking everybody."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import date_format

from accounts.models import Organisation, User
from cases.facets.alike import ENOUGH, in_common
from cases.models import Adoption, CaseStudy, GuideUse
from cases.services.adoption import trusts_of
from forums.asking_once import Offer
from search.models import SearchEntry

MOST = 2
DOING = (Adoption.Status.EMBEDDED, Adoption.Status.TESTING)


def teams_like_the_asker(entries: Sequence[SearchEntry], asker: User) -> list[Offer]:
    """Trusts that have adopted a guide which was found, or which a case study that was found is
    about; those most like the asker's own first. Two queries, and none where nothing was found."""
    guides = _guides_of(entries)
    if not guides:
        return []
    own = next(iter(trusts_of(asker)), None)
    adoptions = (
        Adoption.objects.visible_to(asker)
        .filter(guide__in=guides, status__in=DOING)
        .exclude(trust=own)
        .select_related("trust__network", "guide")
    )
    nearest = sorted(adoptions, key=lambda one: (-_likeness(one.trust, own), guides.index(one.guide_id)))
    by_trust = {one.trust_id: one for one in reversed(nearest)}
    shown = sorted(by_trust.values(), key=nearest.index)[:MOST]
    return [_offer(one, own) for one in shown]


def _likeness(trust: Organisation, own: Organisation | None) -> int:
    return in_common(trust, own) if own else 0


def _guides_of(entries: Sequence[SearchEntry]) -> list[int]:
    """The guides that were found, then those of the case studies that were."""
    guides = [entry.object_id for entry in entries if entry.kind == "guide"]
    studies = [entry.object_id for entry in entries if entry.kind == CaseStudy.KIND]
    if studies:
        guides += GuideUse.objects.filter(page__in=studies).values_list("guide_id", flat=True)
    return list(dict.fromkeys(guides))


def _offer(adoption: Adoption, own: Organisation | None) -> Offer:
    """What a trust does, and whether it is like the asker's."""
    since = f" since {date_format(adoption.started_on, 'F Y')}" if adoption.started_on else ""
    alike = " A unit like yours." if _likeness(adoption.trust, own) >= ENOUGH else ""
    return Offer(
        kind="Trust",
        title=adoption.trust.name,
        url=adoption.trust.get_absolute_url(),
        note=f"“{adoption.guide.title}”: {adoption.get_status_display().lower()}{since}.{alike}",
    )
