"""trusts.csv and people.csv."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal

from django.contrib.auth.models import Group
from django.utils import timezone
from pydantic import BeforeValidator, StringConstraints

from accounts.models import Membership, Organisation, User
from accounts.services import EDITORS, MODERATORS, REVIEWERS, join
from hub.packs.located import Record, read_csv, write_csv
from hub.packs.resolve import Resolver
from hub.packs.schema import Email, PackModel, Slug, Text, validated
from hub.packs.source import Source

# Who comes with a pack is known to whoever made it: no stranger whose first posts are held.
VOUCHED_FOR = timedelta(days=30)
Empty = BeforeValidator(lambda value: value or None)
Groups = BeforeValidator(lambda value: tuple(sorted(value.replace(";", " ").split())))


class TableSection:
    """One table, a row for each thing."""

    name: ClassVar[str]
    file: ClassVar[str]
    schema: ClassVar[type[PackModel]]

    def owns(self, file: str) -> bool:
        """The one file."""
        return file == self.file

    @property
    def columns(self) -> list[str]:
        """The columns, as the schema names them."""
        return list(self.schema.model_fields)

    def read(self, source: Source, file: str) -> list[tuple[Record, Any]]:
        """The rows, checked. Raises PackError with the line."""
        records = read_csv(file, source.read(file), set(self.columns))
        return [(record, validated(self.schema, record)) for record in records]

    def place(self, entry: Any, resolve: Resolver) -> None:
        """Nothing: tables are written before the pages and topics that refer to them."""

    def table(self, entries: list[Any]) -> bytes:
        """The rows as a file."""
        return write_csv(self.columns, [self._row(entry) for entry in entries])

    def _row(self, entry: Any) -> dict[str, str]:
        return {name: _cell(getattr(entry, name)) for name in self.columns}


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ";".join(value)
    return "" if value is None else str(value)


class OrganisationRow(PackModel):
    """A trust or a network."""

    slug: Slug
    kind: Literal["trust", "network"]
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    network: Annotated[Slug | None, Empty] = None
    unit_type: Annotated[str, StringConstraints(max_length=60)] = ""
    births_a_year: Annotated[int | None, Empty] = None
    neonatal_level: Annotated[str, StringConstraints(max_length=60)] = ""
    contact_name: Annotated[str, StringConstraints(max_length=120)] = ""
    contact_email: Annotated[Email | None, Empty] = None
    can_help_with: Annotated[str, StringConstraints(max_length=500)] = ""
    about: Text = ""
    invented: bool = False


class Organisations(TableSection):
    """trusts.csv: networks first, because a trust names its own."""

    name = "trusts"
    file = "trusts.csv"
    schema = OrganisationRow

    def write(self, entry: OrganisationRow, resolve: Resolver) -> bool:
        """Makes or changes the organisation."""
        known = Organisation.objects.filter(slug=entry.slug).select_related("network").first()
        if known and self.entry_of(known) == entry:
            return False
        place = known or Organisation(slug=entry.slug)
        for name in self.columns:
            if name not in {"slug", "network", "contact_email"}:
                setattr(place, name, getattr(entry, name))
        place.contact_email = entry.contact_email or ""
        place.network = resolve.organisation(entry.network) if entry.network else None
        place.full_clean()
        place.save()
        return True

    @staticmethod
    def entry_of(place: Organisation) -> OrganisationRow:
        """An organisation of the hub as its row."""
        return OrganisationRow(
            slug=place.slug,
            kind=place.kind,  # type: ignore[arg-type]
            name=place.name,
            network=place.network.slug if place.network else None,
            unit_type=place.unit_type,
            births_a_year=place.births_a_year,
            neonatal_level=place.neonatal_level,
            contact_name=place.contact_name,
            contact_email=place.contact_email or None,
            can_help_with=place.can_help_with,
            about=place.about,
            invented=place.invented,
        )

    def export(self, resolve: Resolver) -> Iterator[tuple[str, bytes]]:
        """All organisations, networks first."""
        places = Organisation.objects.select_related("network").order_by("kind", "slug")
        yield self.file, self.table([self.entry_of(place) for place in places])


class PersonRow(PackModel):
    """A person, without a password: they set one by "Forgotten your password?"."""

    email: Email
    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    job_title: Annotated[str, StringConstraints(max_length=80)] = ""
    organisation: Annotated[Slug | None, Empty] = None
    role: Literal["member", "lead", ""] = "member"
    groups: Annotated[
        tuple[Literal["administrators", "editors", "moderators", "reviewers"], ...], Groups
    ] = ()
    about: Annotated[str, StringConstraints(max_length=1_000)] = ""
    can_help_with: Annotated[str, StringConstraints(max_length=500)] = ""
    invented: bool = False


class People(TableSection):
    """people.csv."""

    name = "people"
    file = "people.csv"
    schema = PersonRow
    groups: ClassVar[dict[str, str]] = {
        "editors": EDITORS,
        "moderators": MODERATORS,
        "reviewers": REVIEWERS,
    }

    def write(self, entry: PersonRow, resolve: Resolver) -> bool:
        """Makes or changes the person, their place and their groups."""
        known = User.objects.filter(email=entry.email).select_related("profile").first()
        if known and self.entry_of(known) == self._as_kept(entry):
            return False
        person = known or User.objects.create_user(
            entry.email, name=entry.name, date_joined=timezone.now() - VOUCHED_FOR
        )
        administrator = "administrators" in entry.groups
        person.name = entry.name
        person.is_staff = person.is_superuser = administrator
        person.save()
        profile = person.profile
        for name in ("job_title", "about", "can_help_with", "invented"):
            setattr(profile, name, getattr(entry, name))
        profile.full_clean()
        profile.save()
        if entry.organisation:
            role = entry.role or Membership.Role.MEMBER
            join(person, resolve.organisation(entry.organisation), role=role)
        person.groups.set(
            Group.objects.filter(name__in=[self.groups[g] for g in entry.groups if g in self.groups])
        )
        return True

    @staticmethod
    def _as_kept(entry: PersonRow) -> PersonRow:
        """A role means something only where there is an organisation."""
        role = (entry.role or "member") if entry.organisation else "member"
        return entry.model_copy(update={"role": role})

    def entry_of(self, person: User) -> PersonRow:
        """A person of the hub as their row."""
        membership = person.memberships.current().select_related("organisation").first()
        names = set(person.groups.values_list("name", flat=True))
        groups = [key for key, name in self.groups.items() if name in names]
        groups += ["administrators"] if person.is_superuser else []
        return PersonRow(
            email=person.email,
            name=person.name,
            job_title=person.profile.job_title,
            organisation=membership.organisation.slug if membership else None,
            role=membership.role if membership else "member",  # type: ignore[arg-type]
            groups=";".join(groups),  # type: ignore[arg-type]
            about=person.profile.about,
            can_help_with=person.profile.can_help_with,
            invented=person.profile.invented,
        )

    def export(self, resolve: Resolver) -> Iterator[tuple[str, bytes]]:
        """Everyone, by address."""
        people = User.objects.active().select_related("profile").order_by("email")
        yield self.file, self.table([self.entry_of(person) for person in people])
