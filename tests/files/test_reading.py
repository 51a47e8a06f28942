"""The text of files: read in a process of its own, kept for search, checked for patient details."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
import typst
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from files import uploads
from files.reading import ReadFile, checked_upload
from hub.files import read_waiting
from hub.models import Attachment, FileText, HubDocument, TextState
from search.models import SearchEntry
from tests import factories
from tests.factories import Cast
from tests.worker import work

pytestmark = pytest.mark.django_db

NHS_NUMBER = "999 000 0018"


def pdf(*pages: str) -> bytes:
    """A real PDF with a text on each page."""
    return typst.compile("\n#pagebreak()\n".join(pages).encode())


def word(text: str) -> bytes:
    """A real Word file."""
    made, kept = docx.Document(), io.BytesIO()
    made.add_paragraph(text)
    made.add_table(rows=1, cols=1).cell(0, 0).text = "in a table"
    made.save(kept)
    return kept.getvalue()


def slides(text: str) -> bytes:
    """A real PowerPoint file, with notes."""
    made, kept = pptx.Presentation(), io.BytesIO()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = text
    slide.notes_slide.notes_text_frame.text = "said beside it"
    made.save(kept)
    return kept.getvalue()


def workbook(text: str) -> bytes:
    """A real Excel file."""
    made, kept = openpyxl.Workbook(), io.BytesIO()
    made.active["B2"] = text
    made.save(kept)
    return kept.getvalue()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as a form gets it."""
    return SimpleUploadedFile(name, content)


KINDS: dict[str, Any] = {
    "a.pdf": lambda text: pdf(text),
    "a.docx": word,
    "a.pptx": slides,
    "a.xlsx": workbook,
    "a.txt": str.encode,
    "a.csv": lambda text: f"one,{text}\n".encode(),
}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_read(name: str) -> None:
    read = checked_upload(upload(name, KINDS[name]("warm quokka")))
    assert read.state == "read", read.error
    assert "warm quokka" in read.text


def test_pages_notes_and_tables_are_told_apart_or_along() -> None:
    assert checked_upload(upload("a.pdf", pdf("first", "second"))).pages == ("first", "second")
    assert "in a table" in checked_upload(upload("a.docx", word("text"))).text
    assert "said beside it" in checked_upload(upload("a.pptx", slides("text"))).text


@pytest.mark.parametrize("name", [name for name in KINDS if name != "a.csv"])
def test_a_patient_in_a_file_is_refused_with_the_place_and_without_the_words(name: str, caplog: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        checked_upload(upload(name, KINDS[name](f"NHS number {NHS_NUMBER}")))
    said = " ".join(refused.value.messages)
    assert "NHS number" in said
    assert NHS_NUMBER not in said
    assert NHS_NUMBER not in caplog.text


def test_a_patient_in_a_file_name_is_refused() -> None:
    with pytest.raises(ValidationError, match="NHS number"):
        checked_upload(upload(f"NHS number {NHS_NUMBER}.txt", b"nothing"))


def test_a_broken_file_and_one_without_text_are_taken_and_say_so() -> None:
    broken = checked_upload(upload("a.pdf", b"%PDF-1.7\nnothing that follows"))
    assert broken.state == "failed"
    assert broken.error
    assert checked_upload(upload("a.pdf", pdf("#rect()"))).state == "empty"


def test_a_bomb_is_refused() -> None:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"0" * 60_000_000)
    with pytest.raises(ValidationError, match="far more"):
        checked_upload(upload("a.docx", kept.getvalue()))


def test_a_file_larger_than_allowed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST_BYTES", 10)
    with pytest.raises(ValidationError, match="25 MB"):
        checked_upload(upload("a.txt", b"eleven bytes"))


def test_a_file_that_takes_too_long_is_taken_and_read_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "UPLOAD_SECONDS", 0.01)
    assert checked_upload(upload("a.pdf", pdf("text"))).state == "waiting"


def test_the_process_needs_no_django_and_no_settings(project: Path) -> None:
    code = "import sys, files.reading.__main__; print(any(name.startswith('django') for name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=project, env={}, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"


def test_what_is_wrong_with_the_process_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert uploads.read_file(ContentFile(b"text"), "txt", seconds=5).state == "failed"


def kept(name: str, content: bytes) -> HubDocument:
    """A file as a content pack brings it: not read yet."""
    document = HubDocument(title="File", original_name=name)
    document.file.save(name, ContentFile(content), save=False)
    document.save()
    return document


@pytest.mark.django_db(transaction=True)
def test_the_worker_reads_a_file_and_search_finds_its_page_and_itself(cast: Cast) -> None:
    document = kept("hat.pdf", pdf("woollen quokka"))
    page = factories.case_study("warm", live=False)
    page.attachments = [Attachment(title="Pattern", document=document)]
    page.save_revision().publish()
    work()

    document.refresh_from_db()
    assert document.text_state == TextState.READ
    assert "woollen quokka" in FileText.objects.get(document=document).text
    text = Client().get("/search/?q=woollen").content.decode()
    assert "Pattern" in text
    assert document.url in text


@pytest.mark.django_db(transaction=True)
def test_a_file_is_found_by_those_who_may_open_it_and_goes_with_its_page(cast: Cast) -> None:
    page = factories.case_study("warm", live=False)
    page.attachments = [
        Attachment(
            title="Pattern",
            document=kept("hat.txt", b"woollen quokka"),
            audience=factories.audience("members"),
        )
    ]
    page.save_revision().publish()
    work()
    member = Client()
    member.force_login(cast.carys)

    assert "Pattern" in member.get("/search/?q=woollen").content.decode()
    assert "Pattern" not in Client().get("/search/?q=woollen").content.decode()
    page.refresh_from_db()
    page.unpublish()
    work()
    assert not SearchEntry.objects.filter(kind="file").exists()


def test_a_patient_found_later_keeps_the_file_from_readers(cast: Cast) -> None:
    document = kept("list.txt", f"NHS number {NHS_NUMBER}".encode())
    page = factories.case_study("warm")
    Attachment.objects.create(page=page.basepage_ptr, title="List", document=document)
    assert Client().get(document.url).status_code == 200

    assert read_waiting() == 1
    document.refresh_from_db()
    assert document.text_state == TextState.REFUSED
    assert not FileText.objects.filter(document=document).exists()
    assert Client().get(document.url).status_code == 404
    assert "List" not in Client().get(page.get_absolute_url()).content.decode()


def test_a_file_that_is_gone_or_broken_stops_nobody() -> None:
    lost = kept("lost.txt", b"text")
    lost.file.storage.delete(lost.file.name)
    broken, well = kept("broken.pdf", b"%PDF-1.7\n"), kept("well.txt", b"text")
    read_waiting()
    states = dict(HubDocument.objects.values_list("original_name", "text_state"))
    assert states == {"lost.txt": "failed", "broken.pdf": "failed", "well.txt": "read"}, (broken, well)


def uploads_it(client: Client, name: str, content: bytes) -> Any:
    """As an editor uploads a file in the administration."""
    data = {"title": "Pattern", "file": upload(name, content), "collection": "1", "tags": ""}
    return client.post(reverse("wagtaildocs:add_multiple"), {"files[]": upload(name, content), **data})


def test_the_administration_refuses_a_patient_and_takes_the_rest(cast: Cast) -> None:
    ella = Client()
    ella.force_login(cast.ella)
    refused = uploads_it(ella, "list.txt", f"NHS number {NHS_NUMBER}".encode()).json()
    assert refused["success"] is False
    assert NHS_NUMBER not in refused["error_message"]
    assert not HubDocument.objects.exists()

    assert uploads_it(ella, "hat.txt", b"woollen quokka").json()["success"] is True
    document = HubDocument.objects.get()
    assert document.text_state == TextState.READ
    assert document.file_text.text == "woollen quokka"


def test_editors_see_the_files_to_look_at_and_settle_a_doubt(cast: Cast) -> None:
    ella, amina = Client(), Client()
    ella.force_login(cast.ella)
    amina.force_login(cast.amina)
    document = kept("visits.txt", b"Seen at the clinic, 9990000018")
    broken = kept("broken.pdf", b"%PDF-1.7\n")
    read_waiting()
    document.refresh_from_db()
    assert document.doubts

    report = reverse("files_to_look_at")
    text = ella.get(report).content.decode()
    assert "visits.txt" in text
    assert "could not be read" in text
    assert "On no page" in text
    assert "visits.txt" not in ella.get(f"{report}?reason=unread").content.decode()
    assert amina.get(report).status_code in {302, 403}

    settle = reverse("settle_file", args=[document.pk])
    assert "9990000018" not in ella.get(settle).content.decode()
    ella.post(settle)
    document.refresh_from_db()
    assert document.doubts_settled_at is not None
    assert "May tell of a patient. " not in ella.get(report).content.decode()
    assert ella.post(reverse("settle_file", args=[broken.pk + 100])).status_code == 404


def test_what_is_read_is_not_told_in_logs() -> None:
    assert "secret" not in repr(ReadFile("read", ("secret",)))
