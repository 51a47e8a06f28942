"""How the editor's form is laid out."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel


def folded(heading: str, *parts: str | Panel) -> MultiFieldPanel:
    """Fields that may be left empty, folded under a heading. Wagtail opens it where one is wrong."""
    panels = [FieldPanel(part) if isinstance(part, str) else part for part in parts]
    return MultiFieldPanel(panels, heading=heading, classname="collapsed")
