"""What the front end promises before any page is drawn."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Engine

PROJECT = Path(settings.BASE_DIR)
THEMES = sorted(path.stem for path in (PROJECT / "static_src/scss/themes").glob("*.scss"))


@pytest.mark.parametrize("theme", THEMES)
def test_stylesheet_holds_only_what_is_ours(theme: str) -> None:
    """No licensed font, not the blue of its owner, nothing fetched from elsewhere."""
    css = (PROJECT / f"static_build/hub-{theme}.css").read_text(encoding="utf-8")
    assert "font-family:arial,sans-serif" in css.replace(", ", ",")
    assert re.findall(r"frutiger|#005eb8|@import|url\([^)]*", css, re.IGNORECASE) == []


def test_theme_of_this_hub_has_its_stylesheet() -> None:
    assert settings.HUB_THEME in THEMES


def test_lock_file_names_packages_by_hash_and_no_address() -> None:
    lock = json.loads((PROJECT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


def test_page_for_a_fault_needs_nothing() -> None:
    """It shows when database, settings and context processors do not answer."""
    source = (PROJECT / "templates/500.html").read_text(encoding="utf-8")
    page = Engine().from_string(source).render(Context())
    assert page == source
    assert "something went wrong" in page
    linked = re.findall(r'href="/static/([^"]+)"', page)
    assert linked
    assert [name for name in linked if not (PROJECT / "static_build" / name).exists()] == []


def test_templates_hold_no_inline_script_or_style() -> None:
    """The content security policy would refuse them."""
    inline = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=\"", re.IGNORECASE)
    templates = [path for path in (PROJECT / "templates").rglob("*.html") if "email" not in path.parts]
    assert templates
    assert [str(path) for path in templates if inline.search(path.read_text(encoding="utf-8"))] == []
