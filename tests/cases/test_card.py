"""The one-page card of a guide: one A4 page whatever stands in it, tagged, drawn from data alone."""

from __future__ import annotations

import ctypes
from datetime import date
from io import BytesIO
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from PIL import ImageChops

from cases.cards import pdf
from cases.models import InterventionGuide
from tests import factories
from tests.cases.test_versions import publish_next
from tests.factories import Cast

pytestmark = pytest.mark.django_db
CARD = "/guides/warm/card.pdf"
A4 = (595, 842)


def card_guide(**fields: Any) -> InterventionGuide:
    """A guide with what a card shows; its steps and lists may be given as lists of lines."""
    said: dict[str, Any] = {
        "title": "Warm babies",
        "card_intro": "Within a minute of birth",
        "do": ["tell the parents"],
        "do_not": ["wait for a doctor"],
        "version": 2,
        "approved_on": date(2026, 5, 6),
        "next_review": date(2028, 5, 31),
        **fields,
    }
    card = said.pop("card", ["Dry the baby", "Put on a hat"])
    for name in ("do", "do_not"):
        said[name] = "\n".join(said[name])
    guide = factories.guide("warm", **said)
    guide.card = "\n".join(card)
    guide.save_revision().publish()
    return guide


def read(address: str = CARD) -> tuple[bytes, str, list[tuple[int, int]]]:
    """The file of an address, its words, and the size of each of its pages in points."""
    answer: Any = Client().get(address)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    document = pypdfium2.PdfDocument(content)
    sizes = [(round(page.get_width()), round(page.get_height())) for page in document]
    return content, " ".join(document[0].get_textpage().get_text_bounded().split()), sizes


def test_the_card_is_one_tagged_page_with_version_and_date(cast: Cast) -> None:
    card_guide()
    content, words, sizes = read()
    assert sizes == [A4]
    for said in (
        "Warm babies", "Do this", "Dry the baby", "Put on a hat", "Within a minute of birth",
        "tell the parents", "wait for a doctor", "Version 2. Approved 6 May 2026. Check by May 2028",
        "/guides/warm/",
    ):  # fmt: skip
        assert said in words, said
    document = pypdfium2.PdfDocument(content)
    assert pypdfium2.raw.FPDFCatalog_IsTagged(document)
    assert document.get_metadata_value("Title") == "Warm babies"
    for mark in (b"/StructTreeRoot", b"/Lang", b"<pdfuaid:part>1</pdfuaid:part>", b"en-GB"):
        assert mark in content, mark


def test_the_code_is_drawn_and_has_an_alternative_text(cast: Cast) -> None:
    card_guide()
    content, _, _ = read()
    page = pypdfium2.PdfDocument(content)[0]
    tree = pypdfium2.raw.FPDF_StructTree_GetForPage(page)
    alternatives: list[str] = []

    def walk(element: Any) -> None:
        size = pypdfium2.raw.FPDF_StructElement_GetAltText(element, None, 0)
        if size > 2:
            taken = (ctypes.c_char * size)()
            pypdfium2.raw.FPDF_StructElement_GetAltText(element, taken, size)
            alternatives.append(bytes(taken).decode("utf-16-le").rstrip("\0"))
        for index in range(pypdfium2.raw.FPDF_StructElement_CountChildren(element)):
            child = pypdfium2.raw.FPDF_StructElement_GetChildAtIndex(element, index)
            if child:
                walk(child)

    for index in range(pypdfium2.raw.FPDF_StructTree_CountChildren(tree)):
        walk(pypdfium2.raw.FPDF_StructTree_GetChildAtIndex(tree, index))
    assert any(text.startswith("QR code that opens http") for text in alternatives), alternatives
    picture = page.render(scale=2).to_pil().convert("L")
    width, height = picture.size
    corner = picture.crop((int(width * 0.78), int(height * 0.83), int(width * 0.92), int(height * 0.94)))
    dark = sum(1 for value in corner.tobytes() if value < 100) / (corner.width * corner.height)
    assert 0.15 < dark < 0.6


LONG = "says a good many things that nobody will ever read on a wall at night. " * 4


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({"card": [f"Step {n} {LONG}" for n in range(60)]}, ("Step 0 ", "More steps on the page.")),
        ({"card": [f"Step number {n}" for n in range(200)]}, ("More steps on the page.",)),
        ({"card": ["x" * 5_000]}, ("Version 2",)),
        ({"do": [LONG] * 30, "do_not": [LONG] * 30}, ("Put on a hat", "Do and do not: on the page.")),
        ({"title": "A very long title " * 13, "card_intro": "x" * 120}, ("Put on a hat",)),
        (
            {"do": [], "do_not": [], "card_intro": "", "next_review": None, "approved_on": None},
            ("Version 2",),
        ),
    ],
)
def test_the_card_stays_one_page_and_says_what_is_left_out(
    cast: Cast, fields: dict[str, Any], shown: tuple[str, ...]
) -> None:
    card_guide(**fields)
    _, words, sizes = read()
    assert sizes == [A4]
    for said in (*shown, "/guides/warm/"):
        assert said in words, said


HOSTILE = [
    '#read("/etc/passwd")',
    '$ integral x $ #panic() #import "@preview/x:1.0.0": *',
    "\\u{41} \\ *bold* _thin_ <label> @ref `code` // not /* left out */",
    '"]) #sys.inputs',
    "= Heading",
]


def test_words_are_never_read_as_typst(cast: Cast) -> None:
    card_guide(title=HOSTILE[0], card=HOSTILE, do=HOSTILE, do_not=HOSTILE)
    _, words, sizes = read()
    assert sizes == [A4]
    assert "root:" not in words
    for text in HOSTILE:
        assert " ".join(text.split())[:18] in words


def test_a_character_that_no_font_has_does_not_take_the_card_away(cast: Cast) -> None:
    card_guide(
        card=["Dry the baby \U0001f600", "\u65e5\u672c", "Below 36.5 \u00b0C, \u2265 3 times \u2192 call"]
    )
    _, words, sizes = read()
    assert sizes == [A4]
    assert "Dry the baby" in words
    assert Client().get("/guides/warm/").status_code == 200


def test_an_old_card_says_so_across_its_head(cast: Cast) -> None:
    publish_next(card_guide(title="Warm babies"), title="Warmer babies", change_note="New.")
    _, words, _ = read("/guides/warm/versions/2/card.pdf")
    assert "OUT OF DATE. Version 3 is out." in words
    assert "Put on a hat" in words
    assert "Call the team" not in words
    assert "In use" not in words
    _, words, _ = read()
    assert "OUT OF DATE" not in words
    assert "In use" in words
    assert "Call the team" in words
    assert Client().get("/guides/warm/versions/2/card.pdf")["X-Robots-Tag"] == "noindex"
    answer = Client().get("/guides/warm/versions/3/card.pdf")
    assert (answer.status_code, answer["Location"]) == (302, CARD)


@pytest.mark.parametrize(("status", "said"), [("withdrawn", "WITHDRAWN"), ("draft", "DRAFT for comment")])
def test_a_card_that_is_not_for_use_says_so(cast: Cast, status: str, said: str) -> None:
    card_guide(status=status)
    assert said in read()[1]


def test_a_second_request_draws_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    guide = card_guide()
    drawn: list[str] = []
    compile_pdf = pdf.typst.compile

    def counted(*args: Any, **options: Any) -> Any:
        drawn.append(options["sys_inputs"]["card"])
        return compile_pdf(*args, **options)

    monkeypatch.setattr(pdf.typst, "compile", counted)
    first, second = read()[0], read()[0]
    assert first == second
    assert len(drawn) == 1
    guide.card = "Something else"
    guide.save_revision().publish()
    assert "Something else" in read()[1]
    assert len(drawn) == 2


def test_the_page_links_to_the_card_with_its_true_size(cast: Cast) -> None:
    card_guide()
    content, _, _ = read()
    text = Client().get("/guides/warm/").content.decode()
    assert f'<a href="{CARD}">One-page card (PDF, {round(len(content) / 1024)} KB)</a>' in text


def test_the_headers_let_a_browser_show_it_and_keep_it(cast: Cast) -> None:
    card_guide()
    answer = Client().get(CARD)
    assert answer["Content-Disposition"] == 'inline; filename="warm-version-2.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert Client().get(CARD, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert Client().post(CARD).status_code == 405


def test_two_cards_of_other_words_are_not_the_same_picture(cast: Cast) -> None:
    """The pixels, so that an empty page could not pass for a card."""
    guide = card_guide()
    before = pypdfium2.PdfDocument(BytesIO(read()[0]))[0].render(scale=1).to_pil().convert("L")
    guide.card = "Quite another step"
    guide.save_revision().publish()
    after = pypdfium2.PdfDocument(BytesIO(read()[0]))[0].render(scale=1).to_pil().convert("L")
    assert ImageChops.difference(before, after).getbbox() is not None
