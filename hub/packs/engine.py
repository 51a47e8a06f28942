"""Imports and exports a content pack: all or nothing, and twice is as once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from pydantic import BaseModel, ConfigDict
from pydantic import ValidationError as SchemaError

from hub.packs.errors import PackError, PackFault
from hub.packs.located import Record, decode, read_yaml, write_yaml
from hub.packs.resolve import Resolver
from hub.packs.sections import Section, section_for, sections
from hub.packs.source import Source, open_source, open_target
from moderation.identifiers import check

FORMAT = 1
MANIFEST = "pack.yaml"
# What may lie beside the content without being any.
PASSED_OVER = re.compile(r"^(README(\.md)?|LICENSE|CHANGELOG\.md)$")

Progress = Callable[[str, int, int], None]


def _silent(step: str, done: int, total: int) -> None:
    """No progress shown."""


class Manifest(BaseModel):
    """pack.yaml: what the pack is."""

    model_config = ConfigDict(extra="forbid")

    format: int
    name: str
    description: str = ""
    licence: str = ""
    demonstration: bool = False


@dataclass(slots=True)
class Report:
    """What an import did, by section."""

    manifest: Manifest
    changed: dict[str, int] = field(default_factory=dict)
    same: dict[str, int] = field(default_factory=dict)

    def count(self, section: str, changed: bool) -> None:
        """Counts one entry."""
        tally = self.changed if changed else self.same
        tally[section] = tally.get(section, 0) + 1


Entries = list[tuple[Section, Record, Any]]


def read_manifest(source: Source) -> Manifest:
    """pack.yaml. Raises PackError where it is missing, wrong, or of a newer format."""
    if MANIFEST not in source.names():
        raise PackError.at(MANIFEST, 1, "is missing: this is not a content pack.")
    record = read_yaml(MANIFEST, decode(MANIFEST, source.read(MANIFEST)))
    try:
        manifest = Manifest.model_validate(record.data)
    except SchemaError as error:
        fault = error.errors()[0]
        words = f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}."
        raise PackError.at(MANIFEST, record.line_of(fault["loc"]), words) from error
    if manifest.format != FORMAT:
        words = f"format {manifest.format} is not known here; this hub reads format {FORMAT}."
        raise PackError.at(MANIFEST, record.line_of(("format",)), words)
    return manifest


def _texts(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of a record, with its place. Texts are looked at one by one: a date that stands in
    the field below "born" is no date of birth."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, below in value.items():
            yield from _texts(below, (*path, str(key)))
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _texts(below, (*path, index))


def _identifiers(record: Record, *, declared: bool) -> list[PackFault]:
    """Lines that look as if they told of a patient; the text itself is not repeated."""
    found = set()
    for path, text in (*_texts(record.data), (("body",), record.body)):
        for finding in check(text).findings:
            if finding.certainty == "certain" or not declared:
                line = record.line_of(path)
                # Only a body's own line breaks are those of the file.
                line += text[: finding.start].count("\n") if path == ("body",) else 0
                found.add((line, finding.kind))
    return [
        PackFault(record.file, line, f"has what looks like patient details ({kind.replace('-', ' ')}).")
        for line, kind in found
    ]


def read_entries(source: Source, *, declared: bool, progress: Progress) -> Entries:
    """Every entry of the pack, checked as far as the files tell; all faults at once."""
    entries: Entries = []
    faults: list[PackFault] = []
    files = [
        name
        for name in source.names()
        if name != MANIFEST and not name.startswith("files/") and not PASSED_OVER.match(name)
    ]
    for done, file in enumerate(files, 1):
        try:
            section = section_for(file)
            for record, entry in section.read(source, file):
                faults += _identifiers(record, declared=declared)
                entries.append((section, record, entry))
        except PackError as error:
            faults += error.faults
        progress("Reading", done, len(files))
    if faults:
        raise PackError(faults)
    order = {section.name: number for number, section in enumerate(sections)}
    return sorted(entries, key=lambda entry: order[entry[0].name])


def _in_words(error: Exception) -> Iterable[str]:
    if isinstance(error, ValidationError):
        if hasattr(error, "message_dict"):
            return [f"{name}: {' '.join(said)}" for name, said in error.message_dict.items()]
        return error.messages
    return [str(error)]


def _at_its_line(record: Record, error: Exception) -> PackError:
    """An error of one entry, with the file and line that the entry stands on."""
    if isinstance(error, PackError) and error.faults[0].file:
        return error
    return PackError([PackFault(record.file, record.line, said) for said in _in_words(error)])


def _put(entries: Entries, resolve: Resolver, report: Report, progress: Progress) -> None:
    """Places everything, then fills it in; the faults of all entries are told together."""
    faults: list[PackFault] = []
    for step in ("place", "write"):
        for done, (section, record, entry) in enumerate(entries, 1):
            try:
                with transaction.atomic():
                    if step == "place":
                        section.place(entry, resolve)
                    else:
                        report.count(section.name, section.write(entry, resolve))
            except (PackError, ValidationError, ValueError) as error:
                faults += _at_its_line(record, error).faults
            progress("Placing" if step == "place" else "Writing", done, len(entries))
        if faults:
            raise PackError(faults)


def import_pack(path: Path, *, declared: bool = False, progress: Progress = _silent) -> Report:
    """Puts a pack's content into the hub. Raises PackError, and then keeps nothing.

    `declared` says that a person has read the texts and none tells of a patient: doubtful
    findings then pass; certain ones never do.
    """
    with open_source(path) as source:
        report = Report(read_manifest(source))
        entries = read_entries(source, declared=declared, progress=progress)
        resolve = Resolver(source)
        resolve.files.check()
        try:
            with transaction.atomic():
                _put(entries, resolve, report, progress)
        except BaseException:
            resolve.files.discard_new()
            raise
    return report


def export_pack(path: Path, manifest: Manifest, *, progress: Progress = _silent) -> int:
    """Writes the hub's content as a pack; returns the number of files. Raises PackError."""
    resolve, written = Resolver(), 1
    with open_target(path) as target, transaction.atomic():
        target.write(MANIFEST, write_yaml(manifest.model_dump()).encode())
        for done, section in enumerate(sections, 1):
            for name, content in section.export(resolve):
                target.write(name, content)
                written += 1
            progress("Writing", done, len(sections))
    return written
