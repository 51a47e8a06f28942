"""Draws a card with Typst and keeps what was drawn."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from functools import cache
from importlib.metadata import version
from io import BytesIO
from pathlib import Path

import segno
import typst
from django.core.cache import caches

from cases.cards.words import Card

logger = logging.getLogger(__name__)

HERE = Path(__file__).resolve().parent
# A card is drawn from its words alone, so it is right for as long as anyone asks for it.
KEPT_FOR = 30 * 24 * 60 * 60
# What the card's own fonts draw. PDF/UA refuses a page with a character that no font has.
_DRAWN = re.compile(
    r"[^\n\u0020-\u007e\u00a0-\u024f\u0391-\u03c9\u2010-\u2026\u2030-\u203a\u20ac\u2122\u2260-\u2265\u00b5]"
)


def card_pdf(card: Card) -> bytes:
    """The card as a PDF of one page. Drawn once for the same words; then it comes from the cache."""
    key = f"card:{_fingerprint(card)}"
    kept: bytes | None = caches["default"].get(key)
    if kept is None:
        kept = draw(card)
        caches["default"].set(key, kept, KEPT_FOR)
    return kept


def draw(card: Card) -> bytes:
    """Compiles the card. A text with a character that no font has is drawn with a question mark
    in its place. Raises typst.TypstError where the source itself is wrong."""
    try:
        return _compile(card.as_json())
    except typst.TypstError:
        logger.info("A card has a character that its fonts do not have.")
        return _compile(_DRAWN.sub("?", card.as_json()))


def _compile(words: str) -> bytes:
    data = json.loads(words)
    data["qr"] = _qr(data["address"])
    made: bytes = typst.compile(
        str(HERE / "card.typ"),
        root=str(HERE),
        font_paths=[str(HERE / "fonts")],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"card": json.dumps(data)},
        pdf_standards=["ua-1"],
    )
    return made


def _qr(address: str) -> str:
    """A QR code as SVG, dark on white, with the quiet zone that the standard (ISO/IEC 18004) asks for."""
    out = BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", light="#ffffff", dark="#231a21", border=4
    )
    return out.getvalue().decode()


def _fingerprint(card: Card) -> str:
    """Of the words, the source and the version of Typst: one differs, and the card is drawn anew."""
    return hashlib.sha256(f"{card.as_json()}{_source()}{version('typst')}".encode()).hexdigest()


@cache
def _source() -> str:
    return (HERE / "card.typ").read_text(encoding="utf-8")
