"""Files are taken for what they are, not for what they call themselves."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from files.file_types import what_is_wrong
from hub.models import HubDocument


def workbook() -> bytes:
    """A zip, as a spreadsheet is."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF-1.7\n"),
        ("a.PDF", b"%PDF-1.4\n"),
        ("a.csv", b"month,births\nMay,350\n"),
        ("a.txt", "Ärztin".encode()),
        ("a.xlsx", workbook()[:8_192]),
    ],
)
def test_a_file_that_is_what_it_says(name: str, content: bytes) -> None:
    assert what_is_wrong(name, content) == ""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.pdf", b"MZ\x90\x00"),
        ("a.pdf", b""),
        ("a.docx", b"%PDF-1.7\n"),
        ("a.txt", b"<!doctype html>"),
        ("a.txt", b"#!/bin/sh\n"),
        ("a.csv", b"PK\x03\x04"),
        ("a.exe", b"MZ"),
        ("a.html", b"<p>"),
        ("noending", b"%PDF-1.7\n"),
    ],
)
def test_a_file_that_is_not(name: str, content: bytes) -> None:
    assert what_is_wrong(name, content)


@pytest.mark.django_db
def test_the_administration_takes_a_pdf_and_keeps_its_name(cast: Any, client: Client) -> None:
    client.force_login(cast.ella)
    for _ in range(2):
        file = SimpleUploadedFile("hat.pdf", b"%PDF-1.7\n", "application/pdf")
        client.post("/admin/documents/add/", {"title": "Hat", "file": file, "collection": ""})
    assert [made.filename for made in HubDocument.objects.all()] == ["hat.pdf", "hat.pdf"]


@pytest.mark.django_db
def test_the_administration_refuses_a_page_that_calls_itself_a_pdf(cast: Any, client: Client) -> None:
    client.force_login(cast.ella)
    file = SimpleUploadedFile("hat.pdf", b"<html><script>alert(1)</script>", "application/pdf")
    page = client.post("/admin/documents/add/", {"title": "Hat", "file": file, "collection": ""})
    assert "This is not a PDF file" in page.text
    assert not HubDocument.objects.exists()


@pytest.mark.django_db
def test_the_address_of_a_button_says_what_it_is(cast: Any, client: Client) -> None:
    client.force_login(cast.amina)
    page = client.get("/follow/")
    assert page.status_code == 405
    assert "belongs to a button" in page.text
    assert "POST" in page["Allow"]
