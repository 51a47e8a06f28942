"""A body with one block of every kind, for tests."""

from __future__ import annotations

from typing import Any

from hub.models import GeneralPage, HubDocument, HubImage
from tests import factories

VIDEO = "https://www.youtube.com/watch?v=aqz-KE-bpKQ"


def every_block(image: HubImage, document: HubDocument) -> list[dict[str, Any]]:
    """One block of each kind, as the database keeps them; each says words of its own."""
    rows = [["Fenmere", "21 of 50", "8.10"], ["Castlebeck", "9 of 52", "7.9"]]
    columns = [{"type": "text", "heading": heading} for heading in ("Trust", "Cold", "Per cent")]
    return [
        {"type": "text", "value": "<h2>What we saw</h2><p>Cold babies.</p><h2>What helps</h2><h3>Hats</h3>"},
        {"type": "steps", "value": {"title": "At birth", "steps": ["Dry the baby", "Put on a hat"]}},
        {"type": "do_and_do_not", "value": {"do": ["Warm the towel"], "do_not": ["Wait for the weight"]}},
        {"type": "quote", "value": {"text": "I knew whom to ring.", "by": "A midwife, Fenmere"}},
        {"type": "expander", "value": {"summary": "How we counted", "text": "<p>Every <b>arrival</b>.</p>"}},
        {
            "type": "figure",
            "value": {
                "picture": {"image": image.pk, "alt_text": "A hat on a cot", "decorative": False},
                "caption": "The hat in every pack",
            },
        },
        {"type": "video", "value": {"link": VIDEO, "title": "How the hat goes on", "minutes": 3}},
        {"type": "document", "value": {"document": document.pk, "title": "The pack list"}},
        {
            "type": "table",
            "value": {
                "table": {
                    "columns": columns,
                    "rows": [{"values": row} for row in rows],
                    "caption": "Cold on arrival",
                },
                "row_headers": True,
            },
        },
        {
            "type": "chart",
            "value": {
                "measure": "Babies below 36.5",
                "finding": "Fewer than half as many since March.",
                "unit": "of 50 babies",
                "rows": [{"label": "February", "value": "21"}, {"label": "March", "value": "9"}],
            },
        },
    ]


def page_of(blocks: list[dict[str, Any]], slug: str = "warmth", **fields: Any) -> GeneralPage:
    """A published general page with these blocks."""
    page = GeneralPage(title=fields.pop("title", "Warmth"), slug=slug, **fields)
    page.body = page._meta.get_field("body").stream_block.to_python(blocks)
    made: GeneralPage = factories.publish(page, factories.home())
    return made
