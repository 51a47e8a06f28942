"""adoptions.csv: what each trust says about each guide."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from activity.services import record
from cases.models import Adoption, CaseStudy, InterventionGuide
from hub.packs.errors import PackError, PackFault
from hub.packs.located import Record
from hub.packs.people import TableSection
from hub.packs.resolve import Resolver
from hub.packs.schema import Moment, PackModel, Slug, write_moment
from hub.packs.source import Source

Empty = BeforeValidator(lambda value: value or None)


class AdoptionRow(PackModel):
    """One trust's word on one guide."""

    trust: Slug
    guide: Slug
    version: Annotated[int, Field(ge=1, le=999)]
    status: Literal["planning", "testing", "embedded", "stopped"]
    started: Annotated[date | None, Empty] = None
    adapted: Annotated[str, StringConstraints(max_length=500)] = ""
    result: Annotated[str, StringConstraints(max_length=255)] = ""
    stopped: Annotated[date | None, Empty] = None
    why_stopped: Annotated[str, StringConstraints(max_length=500)] = ""
    case_study: Annotated[Slug | None, Empty] = None
    updated: Moment


class Adoptions(TableSection):
    """adoptions.csv, after the guides and case studies that it names."""

    name = "adoptions"
    file = "adoptions.csv"
    schema = AdoptionRow

    def read(self, source: Source, file: str) -> list[tuple[Record, Any]]:
        """The rows, checked; a trust has one word on a guide. Raises PackError with the line."""
        rows = super().read(source, file)
        first: dict[tuple[str, str], int] = {}
        faults = []
        for found, row in rows:
            line = first.setdefault((row.trust, row.guide), found.line)
            if line != found.line:
                words = f"{row.trust} has a row about {row.guide} on line {line} already."
                faults.append(PackFault(found.file, found.line, words))
        if faults:
            raise PackError(faults)
        return rows

    def write(self, entry: AdoptionRow, resolve: Resolver) -> bool:
        """Makes or changes the record."""
        trust, guide = resolve.organisation(entry.trust), _guide(entry.guide)
        known = Adoption.objects.filter(trust=trust, guide=guide).select_related("case_study").first()
        if known:
            known.trust, known.guide = trust, guide
            if self.entry_of(known) == entry:
                return False
        adoption = known or Adoption(trust=trust, guide=guide, created_at=entry.updated)
        adoption.version, adoption.status = entry.version, entry.status
        adoption.started_on, adoption.stopped_on = entry.started, entry.stopped
        adoption.adapted, adoption.result = entry.adapted, entry.result
        adoption.why_stopped, adoption.updated_at = entry.why_stopped, entry.updated
        adoption.case_study = _case_study(entry.case_study) if entry.case_study else None
        adoption.recorded_by = None
        _check(adoption)
        adoption.save()
        verb = "updated" if known else "recorded"
        record(
            f"cases.adoption.{verb}",
            actor=None,
            target=adoption,
            audience=guide.audience,
            about=(guide, trust),
            announce=known is None,
            at=entry.updated,
        )
        return True

    @staticmethod
    def entry_of(adoption: Adoption) -> AdoptionRow:
        """A record of the hub as its row."""
        return AdoptionRow(
            trust=adoption.trust.slug,
            guide=adoption.guide.slug,
            version=adoption.version,
            status=adoption.status,  # type: ignore[arg-type]
            started=adoption.started_on,
            adapted=adoption.adapted,
            result=adoption.result,
            stopped=adoption.stopped_on,
            why_stopped=adoption.why_stopped,
            case_study=adoption.case_study.slug if adoption.case_study else None,
            updated=adoption.updated_at,
        )

    def export(self, resolve: Resolver) -> Iterator[tuple[str, bytes]]:
        """All records, by trust and guide."""
        found = Adoption.objects.select_related("trust", "guide", "case_study")
        entries = [self.entry_of(each) for each in found.order_by("trust__slug", "guide__slug")]
        yield self.file, self.table(entries)

    def _row(self, entry: AdoptionRow) -> dict[str, str]:
        return {**super()._row(entry), "updated": str(write_moment(entry.updated))}


def _guide(slug: str) -> InterventionGuide:
    found: InterventionGuide | None = (
        InterventionGuide.objects.filter(slug=slug).select_related("audience").first()
    )
    if found is None:
        raise ValueError(f"there is no guide called {slug}, here or in the pack.")
    return found


def _case_study(slug: str) -> CaseStudy:
    found: CaseStudy | None = CaseStudy.objects.filter(slug=slug).first()
    if found is None:
        raise ValueError(f"there is no case study called {slug}, here or in the pack.")
    return found


def _check(adoption: Adoption) -> None:
    """What the table alone does not tell. Raises ValueError in words."""
    if adoption.trust.kind != adoption.trust.Kind.TRUST:
        raise ValueError(f"{adoption.trust.slug} is a network: trusts alone say what they do.")
    if adoption.version > adoption.guide.version:
        raise ValueError(f"version: the guide has no version {adoption.version} yet.")
    stopped = adoption.status == Adoption.Status.STOPPED
    if stopped and not adoption.why_stopped:
        raise ValueError("why_stopped is missing: what was stopped says why.")
    if not stopped and (adoption.why_stopped or adoption.stopped_on):
        raise ValueError("stopped, why_stopped: only for what was stopped.")
    if adoption.started_on and adoption.stopped_on and adoption.stopped_on < adoption.started_on:
        raise ValueError("stopped: is before it started.")
