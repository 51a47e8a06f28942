"""What search knows of files follows their pages; and the form and the report of the editors."""

from __future__ import annotations

from io import BytesIO
from itertools import count
from typing import Any

import docx
import openpyxl
import pptx
import pytest
import typst
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection

from activity import deliver
from cases.models import CaseStudy
from files.reading import ReadFile, Suspicion
from hub.files import file_was_saved, read_waiting
from hub.models import Attachment, FileText, HubDocument, TextState
from search.index import LONGEST_BODY
from search.models import SearchEntry
from tests import factories
from tests.checks import assert_queries_constant
from tests.factories import Cast

pytestmark = pytest.mark.django_db

NHS_NUMBER = "999 000 0018"
_numbers = count(1)


def read_file(text: str = "woollen quokka") -> HubDocument:
    """A file that was read."""
    name = f"hat-{next(_numbers)}.txt"
    document = HubDocument(title="Hat", original_name=name)
    document.file.save(name, ContentFile(text.encode()), save=False)
    document.take(ReadFile("read", (text,)))
    document.save()
    return document


def pdf(*pages: str) -> bytes:
    """A real PDF with a text on each page."""
    return typst.compile("\n#pagebreak()\n".join(pages).encode())


def published(*rows: Attachment, **fields: Any) -> CaseStudy:
    """A case study with files, and what follows from it done."""
    page = factories.case_study(live=False, **fields)
    page.attachments = list(rows)
    page.save_revision().publish()
    deliver.deliver_all()
    return CaseStudy.objects.get(pk=page.pk)


def files_found() -> list[tuple[str, str]]:
    """What search knows: titles with the audience's key."""
    entries = SearchEntry.objects.filter(kind="file").select_related("audience")
    return sorted((entry.title, entry.audience.key) for entry in entries)


def test_a_result_says_what_and_where_it_is(cast: Cast, client: Client) -> None:
    document = read_file()
    published(Attachment(title="Pattern", document=document), title="Warm, fed", trust=cast.fenmere)
    entry = SearchEntry.objects.get(kind="file")
    assert (entry.title, entry.path, entry.body) == ("Pattern", document.url, "woollen quokka")
    assert entry.meta == "TXT, 14 bytes, on “Warm, fed”"
    for rest in ("type=file", "trust=fenmere&type=file", "q=quokka&type=files"):
        page = client.get(f"/search/?{rest}").content.decode()
        assert "Pattern" in page, rest
        assert "1 result" in page, rest


@pytest.mark.parametrize(
    ("page", "own", "found"),
    [
        ("public", None, "public"),
        ("public", "members", "members"),
        ("members", None, "members"),
        ("members", "public", "members"),
        ("trust:fenmere", "trust:fenmere", "trust:fenmere"),
        ("members", "trust:fenmere", None),
    ],
)
def test_the_narrower_audience_counts(cast: Cast, page: str, own: str | None, found: str | None) -> None:
    audience = factories.audience(own) if own else None
    row = Attachment(title="Pattern", document=read_file(), audience=audience)
    published(row, audience=factories.audience(page))
    assert files_found() == ([("Pattern", found)] if found else [])


def pages_found(document: HubDocument) -> list[tuple[int, str]]:
    """The pages of the one file that search knows: numbers with the words of each, cut from the body."""
    published(Attachment(title="Pattern", document=document))
    entry = SearchEntry.objects.get(kind="file")
    starts = [start for start, _ in entry.pages or []]
    ends = [*starts[1:], len(entry.body)] if starts else []
    return [
        (number, entry.body[start:end].strip())
        for (start, number), end in zip(entry.pages or [], ends, strict=True)
    ]


def waiting_file(name: str, content: bytes) -> HubDocument:
    """A file that the worker has just read."""
    document = HubDocument(title="Hat", original_name=name)
    document.file.save(name, ContentFile(content), save=False)
    document.save()
    assert read_waiting() == 1
    return HubDocument.objects.get(pk=document.pk)


def test_a_file_keeps_where_each_of_its_pages_begins(cast: Cast) -> None:
    document = waiting_file("hat.pdf", pdf("first quokka", "#rect()", "third wombat"))
    assert pages_found(document) == [(1, "first quokka"), (2, ""), (3, "third wombat")]


def test_slides_and_sheets_are_counted_as_pages(cast: Cast) -> None:
    made, kept = openpyxl.Workbook(), BytesIO()
    made.active["A1"] = "quokka"
    made.create_sheet("Second")["A1"] = "wombat"
    made.save(kept)
    found = pages_found(waiting_file("hat.xlsx", kept.getvalue()))
    assert found == [(1, "Sheet\nquokka"), (2, "Second\nwombat")]

    show, kept = pptx.Presentation(), BytesIO()
    for title in ("quokka", "wombat"):
        show.slides.add_slide(show.slide_layouts[1]).shapes.title.text = title
    show.save(kept)
    SearchEntry.objects.all().delete()
    assert pages_found(waiting_file("hat.pptx", kept.getvalue())) == [(1, "quokka"), (2, "wombat")]


def test_a_page_begins_where_it_does_after_the_text_was_cleaned_and_cut(cast: Cast) -> None:
    # Accents that stand beside their letters are drawn together; one letter of Hindi is taken apart.
    first, second = "cafe\u0301 " * 1_000, "\u0958 lamp " * 1_000
    document = read_file()
    document.original_name = "hat.pdf"
    document.take(ReadFile("read", (first, second, "third wombat", "x " * LONGEST_BODY, "never")))
    document.save()
    file_was_saved(document)
    found = pages_found(document)
    assert [number for number, _ in found] == [1, 2, 3, 4]
    assert found[0][1] == ("café " * 1_000).strip()
    assert found[1][1] == ("\u0915\u093c lamp " * 1_000).strip()
    assert found[2][1] == "third wombat"
    assert set(found[3][1]) == {"x", " "}


def test_files_without_pages_of_their_own_go_without(cast: Cast) -> None:
    made, kept = docx.Document(), BytesIO()
    made.add_paragraph("quokka")
    made.add_page_break()
    made.add_paragraph("wombat")
    made.save(kept)
    assert pages_found(waiting_file("hat.docx", kept.getvalue())) == []
    SearchEntry.objects.all().delete()
    assert pages_found(waiting_file("hat.pdf", pdf("one page alone"))) == []


def test_a_file_that_cannot_be_read_is_no_result_and_editors_hear_of_it(cast: Cast, client: Client) -> None:
    document = waiting_file("hat.pdf", b"%PDF-1.7\nnothing that follows")
    published(Attachment(title="Pattern", document=document))
    assert not SearchEntry.objects.filter(kind="file").exists()
    client.force_login(cast.ella)
    said = client.get(f"{reverse('files_to_look_at')}?reason=unread").content.decode()
    assert "hat.pdf" in said
    assert "could not be read" in said


def test_search_follows_what_becomes_of_the_page(cast: Cast) -> None:
    page = published(
        Attachment(title="Pattern", document=read_file()), Attachment(title="Song", document=read_file())
    )
    assert [title for title, _ in files_found()] == ["Pattern", "Song"]

    page.attachments = [page.attachments.get(title="Song")]
    page.audience = factories.audience("members")
    page.save_revision().publish()
    deliver.deliver_all()
    assert files_found() == [("Song", "members")]

    page.unpublish()
    deliver.deliver_all()
    assert files_found() == []

    page.save_revision().publish()
    deliver.deliver_all()
    assert files_found() == [("Song", "members")]

    page.delete()
    deliver.deliver_all()
    assert files_found() == []


def test_a_file_without_words_is_no_result(cast: Cast) -> None:
    document = read_file()
    document.take(ReadFile("empty", error="The file holds no text: its pages may be pictures."))
    document.save()
    published(Attachment(title="Pattern", document=document))
    assert files_found() == []
    assert not FileText.objects.exists()


def test_a_file_is_read_once_however_often(cast: Cast) -> None:
    document = HubDocument(title="Hat", original_name="hat.txt")
    document.file.save("hat.txt", ContentFile(b"woollen quokka"), save=False)
    document.save()
    published(Attachment(title="Pattern", document=document))
    assert (read_waiting(), read_waiting()) == (1, 0)
    deliver.deliver_all()
    assert files_found() == [("Pattern", "public")]


# The administration --------------------------------------------------------------------------------


def change(client: Client, document: HubDocument, **data: Any) -> str:
    """An editor changes a file in the administration; what the page says."""
    address = reverse("wagtaildocs:edit", args=[document.pk])
    filled = {"title": "Hat", "collection": "1", "tags": "", **data}
    return client.post(address, filled, follow=True).content.decode()


def test_a_file_that_is_replaced_is_found_by_its_new_words(cast: Cast, client: Client) -> None:
    client.force_login(cast.ella)
    document = read_file()
    published(Attachment(title="Pattern", document=document))
    change(client, document, file=SimpleUploadedFile("new.txt", b"knitted wombat"))
    deliver.deliver_all()
    assert SearchEntry.objects.get(kind="file").body == "knitted wombat"


def test_a_refused_change_keeps_the_file_as_it_was(cast: Cast, client: Client) -> None:
    client.force_login(cast.ella)
    document = read_file()
    said = change(client, document, file=SimpleUploadedFile("new.txt", f"NHS number {NHS_NUMBER}".encode()))
    assert "This file holds what looks like an NHS number, on page 1." in said
    assert NHS_NUMBER not in said
    document.refresh_from_db()
    assert document.file.read() == b"woollen quokka"
    assert document.file_text.text == "woollen quokka"


def test_a_new_file_is_refused_for_that_alone(cast: Cast, client: Client) -> None:
    client.force_login(cast.ella)
    file = SimpleUploadedFile("list.txt", f"NHS number {NHS_NUMBER}".encode())
    said = client.post(reverse("wagtaildocs:add"), {"title": "List", "file": file, "collection": "1"}).text
    assert "an NHS number, on page 1." in said
    assert "is not allowed" not in said
    assert not HubDocument.objects.exists()


def test_a_title_with_a_patient_is_refused(cast: Cast, client: Client) -> None:
    client.force_login(cast.ella)
    document = read_file()
    assert "an NHS number" in change(client, document, title=f"NHS number {NHS_NUMBER}")
    assert HubDocument.objects.get(pk=document.pk).title == "Hat"


def test_the_report_takes_as_many_queries_for_many_files(cast: Cast, client: Client) -> None:
    def build(more: int) -> None:
        for _ in range(more):
            document = read_file()
            document.take(ReadFile("failed", error="Broken.", found=(Suspicion(2, "postcode", False),)))
            document.save()

    client.force_login(cast.ella)
    assert_queries_constant(client, reverse("files_to_look_at"), build, large=30)


def test_the_report_begins_with_the_gravest_and_can_be_kept_as_a_table(cast: Cast, client: Client) -> None:
    client.force_login(cast.ella)
    for title, read in {
        "patient": ReadFile("read", ("a",), found=(Suspicion(3, "nhs-number", True),)),
        "doubt": ReadFile("read", ("a",), found=(Suspicion(2, "postcode", False),)),
        "broken": ReadFile("failed", error="The file has a password."),
        "part": ReadFile("read", ("a",), "Only the beginning was read: the file is very long."),
        "well": ReadFile("read", ("a",)),
    }.items():
        document = read_file()
        document.title = title
        document.take(read)
        document.save()
    told: Any = client.get(f"{reverse('files_to_look_at')}?export=csv")
    rows = b"".join(told.streaming_content).decode().splitlines()[1:]
    assert [row.split(",")[0] for row in rows] == ["patient", "doubt", "part", "broken", "well"]
    assert "An NHS number on page 3." in rows[0]
    assert "A full postcode on page 2." in rows[1]
    assert not FileText.objects.filter(document__text_state=TextState.REFUSED).exists()


def test_a_collection_offers_no_privacy_that_nobody_asks(client: Client, cast: Cast) -> None:
    drawer = Collection.get_first_root_node().add_child(name="Posters")
    client.force_login(cast.grace)
    text = client.get(f"/admin/collections/{drawer.pk}/").text
    assert "Who may open one follows from the pages that carry it." in text
    assert "collection privacy" not in text
    assert "Change privacy" not in text
