"""groups.csv: groups of invited people, before the forums and pages that are for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints

from accounts.models import INVITED, Audience
from accounts.services import invite
from hub.packs.people import TableSection
from hub.packs.resolve import Resolver
from hub.packs.schema import Email, PackModel, Slug


def _addresses(value: Any) -> Any:
    """Addresses in a cell, with semicolons between; they have no order."""
    return tuple(sorted(value.lower().replace(";", " ").split())) if isinstance(value, str) else value


Emails = Annotated[tuple[Email, ...], BeforeValidator(_addresses)]


class GroupRow(PackModel):
    """A group and the addresses of its people."""

    slug: Annotated[Slug, Field(max_length=60)]
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    confidential: bool = False
    people: Emails = ()


class InvitedGroups(TableSection):
    """groups.csv."""

    name = "groups"
    file = "groups.csv"
    schema = GroupRow

    def write(self, entry: GroupRow, resolve: Resolver) -> bool:
        """Makes the group, or changes its name and its people."""
        known = Audience.objects.filter(key=f"{INVITED}{entry.slug}").first()
        if known and self.entry_of(known) == entry:
            return False
        people = [resolve.user(email) for email in entry.people]
        invite(entry.slug, people, name=entry.name, confidential=entry.confidential)
        return True

    @staticmethod
    def entry_of(group: Audience) -> GroupRow:
        """A group of the hub as its row."""
        people = group.people.active().order_by("email").values_list("email", flat=True)
        return GroupRow(
            slug=group.slug, name=group.name, confidential=group.confidential, people=tuple(people)
        )

    def export(self, resolve: Resolver) -> Iterator[tuple[str, bytes]]:
        """All groups; no file where there is none."""
        groups = Audience.objects.invited().order_by("key")
        if groups:
            yield self.file, self.table([self.entry_of(group) for group in groups])
