"""Files that are made to harm, to hide or to last for ever; and the limits of the process."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import typst
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from files.file_types import what_is_wrong
from files.reading import ReadFile, checked_upload
from files.uploads import TooLongError, read_file

NHS_NUMBER = "999 000 0018"


def upload(name: str, content: bytes) -> ReadFile:
    """What a form learns of a file."""
    return checked_upload(SimpleUploadedFile(name, content))


def archive(**members: str | bytes) -> bytes:
    """A zip; a member's name has two underscores for a slash and one for a point."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def open_document(body: str, doctype: str = "") -> bytes:
    """An OpenDocument file."""
    names = " ".join(
        f"xmlns:{name}='urn:{name}'" for name in ("office", "text", "draw", "table", "presentation")
    )
    content = (
        f"<?xml version='1.0'?>{doctype}<office:document {names}><office:body>{body}"
        "</office:body></office:document>"
    )
    return archive(mimetype="application/vnd.oasis.opendocument.text", content_xml=content)


TEXT = (
    "<office:text><text:h>Head</text:h><table:table><table:table-row><text:p>warm quokka</text:p>"
    "</table:table-row></table:table><text:soft-page-break/><text:p>two<text:tab/>words</text:p></office:text>"
)
SLIDES = (
    "<office:presentation><presentation:footer-decl>Foot</presentation:footer-decl>"
    "<draw:page><text:p>warm quokka</text:p></draw:page><draw:page/>"
    "<draw:page><text:p>two words</text:p></draw:page></office:presentation>"
)
SHEETS = (
    "<office:spreadsheet><table:table/><table:table><table:table-row><table:table-cell><text:p>warm</text:p>"
    "</table:table-cell></table:table-row></table:table></office:spreadsheet>"
)


@pytest.mark.parametrize(
    ("ending", "body", "pages"),
    [
        ("odt", TEXT, ("Head\nwarm quokka", "two words")),
        ("odp", SLIDES, ("Footwarm quokka", "", "two words")),
        ("ods", SHEETS, ("", "warm")),
    ],
)
def test_open_documents_are_read_with_the_pages_that_a_reader_counts(
    ending: str, body: str, pages: tuple[str, ...]
) -> None:
    assert upload(f"a.{ending}", open_document(body)).pages == pages


def test_an_open_document_that_defines_entities_is_refused() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    with pytest.raises(ValidationError, match="no office program"):
        upload("a.odt", open_document("&b;", laughs))


def test_a_file_with_macros_is_refused() -> None:
    with pytest.raises(ValidationError, match="macros"):
        upload("a.docx", archive(word__document_xml="<x/>", word__vbaProject_bin=b"\0"))


def test_a_zip_with_more_files_than_any_office_file_is_refused() -> None:
    many = {f"n{number}": b"" for number in range(10_001)}
    with pytest.raises(ValidationError, match="more than can be opened"):
        upload("a.xlsx", archive(**many))


def test_an_archive_that_is_none_is_broken() -> None:
    assert upload("a.docx", b"PK\x03\x04 and nothing more").state == "failed"
    assert upload("a.docx", archive(mimetype="no word file")).state == "failed"
    assert upload("a.odt", archive(mimetype="no content")).state == "failed"


def test_files_with_a_password_are_told_apart() -> None:
    key = "<28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A>"
    closed = (
        "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        f"3 0 obj<</Filter/Standard/V 1/R 2/P -4/O{key}/U{key}>>endobj\n"
        f"trailer<</Root 1 0 R/Encrypt 3 0 R/ID[{key}{key}]>>\n%%EOF"
    )
    read = upload("a.pdf", closed.encode())
    assert (read.state, read.error) == ("failed", "The file has a password.")

    zipped = bytearray(archive(word__document_xml="<x/>"))
    zipped[zipped.index(b"PK\x01\x02") + 8] |= 1  # the flag of an encrypted member
    assert upload("a.docx", bytes(zipped)).error == "The file has a password."
    assert "has a password" in what_is_wrong("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99))


def test_a_file_of_very_many_pages_is_read_in_part_and_says_so() -> None:
    pages = "\n#pagebreak()\n".join(["words"] * 501)
    read = upload("a.pdf", typst.compile(pages.encode()))
    assert (read.state, len(read.pages)) == ("read", 500)
    assert read.error.startswith("Only the first 500 pages")


def test_a_text_without_end_is_read_in_part() -> None:
    read = upload("a.txt", b"word " * 2_000_000)
    assert read.state == "read"
    assert len(read.text) in {999_999, 1_000_000}
    assert read.error == "Only the beginning was read: the file is very long."


def test_a_sheet_that_says_it_is_huge_is_read_for_what_it_holds() -> None:
    made, out = openpyxl.Workbook(), io.BytesIO()
    assert made.active is not None
    made.active["A1"], made.active["XFD1048576"] = "first", "last"
    made.save(out)
    assert upload("a.xlsx", out.getvalue()).text == "Sheet\nfirst\nlast"


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_column_of_patients_is_refused(name: str) -> None:
    """The head says what the bare numbers are."""
    rows = [["Ward", "NHS number"], ["Larch", NHS_NUMBER.replace(" ", "")]]
    content = "\n".join(";".join(row) for row in rows).encode()
    if name == "a.xlsx":
        made, out = openpyxl.Workbook(), io.BytesIO()
        assert made.active is not None
        for row in rows:
            made.active.append(row)
        made.save(out)
        content = out.getvalue()
    with pytest.raises(ValidationError, match="an NHS number, on page 1"):
        upload(name, content)


def word_file(change: Any) -> bytes:
    """A Word file after a change."""
    made, out = docx.Document(), io.BytesIO()
    change(made)
    made.save(out)
    return out.getvalue()


def deleted_with_changes_tracked(made: Any) -> None:
    """Leaves a text in the file that the page does not show."""
    run = made.add_paragraph(f"NHS number {NHS_NUMBER}").runs[0]._r
    run[0].tag = run[0].tag.replace("}t", "}delText")


@pytest.mark.parametrize(
    "change",
    [
        deleted_with_changes_tracked,
        lambda made: setattr(made.core_properties, "comments", f"NHS number {NHS_NUMBER}"),
        lambda made: setattr(made.sections[0].header.paragraphs[0], "text", f"NHS number {NHS_NUMBER}"),
        lambda made: setattr(made.add_table(rows=1, cols=1).cell(0, 0), "text", f"NHS number {NHS_NUMBER}"),
    ],
)
def test_a_patient_is_found_wherever_word_keeps_words(change: Any) -> None:
    with pytest.raises(ValidationError, match="NHS number"):
        upload("a.docx", word_file(change))


def test_a_patient_in_the_properties_of_a_pdf_is_found() -> None:
    said = f'#set document(title: "NHS number {NHS_NUMBER}")\nwords'
    with pytest.raises(ValidationError, match="in its name or properties"):
        upload("a.pdf", typst.compile(said.encode()))


# The process ------------------------------------------------------------------------------------


def stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    """Has a shell script run in place of the program."""
    path = tmp_path / "program"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(path))


@pytest.mark.parametrize(
    "script", ["kill -9 $$", "kill -SEGV $$", "exit 1", "echo no answer", "true", "printf '\\377'"]
)
def test_a_process_that_ends_otherwise_is_a_file_that_could_not_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    stands_in(tmp_path, monkeypatch, script)
    read = read_file(ContentFile(b"text"), "txt", seconds=5)
    assert read.state == "failed"
    assert read.error == "The program that reads files stopped at this one."


@pytest.mark.parametrize("script", ["exec sleep 60", "kill -XCPU $$"])
def test_a_process_without_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    stands_in(tmp_path, monkeypatch, script)
    with pytest.raises(TooLongError):
        read_file(ContentFile(b"text"), "txt", seconds=0.5)


def test_the_process_gets_none_of_our_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "a-key-of-ours")
    stands_in(tmp_path, monkeypatch, f"env > {tmp_path}/told; echo $* >> {tmp_path}/told")
    read_file(ContentFile(b"text", name="Baby Smith.txt"), "txt", seconds=5)
    told = (tmp_path / "told").read_text()
    assert "PATH=" in told
    assert "a-key-of-ours" not in told
    assert "DATABASE_URL" not in told
    assert "Smith" not in told


@pytest.mark.parametrize(
    ("does", "ends"),
    [
        ("limits.CPU_SECONDS = 1; limits.limit_this_process()\nwhile True: pass", -signal.SIGXCPU),
        ("limits.limit_this_process(); bytearray(limits.MEMORY_BYTES)", 1),
        ("limits.OUTPUT_BYTES = 9; limits.limit_this_process(); print('x' * 99, flush=True)", 1),
    ],
)
def test_the_system_keeps_the_limits(project: Path, tmp_path: Path, does: str, ends: int) -> None:
    with (tmp_path / "out").open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-c", f"from files.reading import limits\n{does}"],
            cwd=project,
            stdout=out,
            stderr=subprocess.DEVNULL,
            timeout=30,
            check=False,
        )
    assert done.returncode == ends


def test_the_command_says_how_it_is_called(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "files.reading", "exe"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "usage: python -m files.reading" in done.stderr
