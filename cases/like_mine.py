"""Units like a member's own, for search."""

from __future__ import annotations

from accounts.models import Organisation, User
from cases.facets import alike_to
from search.narrowing import Alike

COMPARED = ("slug", "name", "network_id", "births_a_year", "neonatal_level")


def units_like_mine(user: User) -> Alike | None:
    """The trusts that have two of three things in common with the trust that the member works in.
    Two queries."""
    own = next((place.organisation for place in user.places if place.organisation.kind == "trust"), None)
    if own is None:
        return None
    trusts = Organisation.objects.visible_to(user).trusts().select_related("network")
    compared = {each.pk: each for each in trusts.only(*COMPARED, "network__slug", "network__name")}
    alike = alike_to(compared[own.pk], compared.values()) if own.pk in compared else None
    if alike is None or not alike.ids:
        return None
    slugs = frozenset(compared[pk].slug for pk in alike.ids)
    return Alike(f"Like {own.name}", alike.meaning, slugs)
