"""Takes the screenshots of the how-to pages from a running hub with its demonstration content.

    python docs/screenshots.py http://127.0.0.1:8000

Takes them as Ella, the editor. Needs Playwright and a Chromium; CHROMIUM names another one.
Nothing is saved or sent in the hub.
"""

from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).resolve().parent / "images"
PASSWORD = "see what others did"  # noqa: S105 - known to everybody, for invented people
WIDTH, HEIGHT = 1280, 800
MOST_BYTES = 200_000


def sign_in(page: Page, base: str) -> None:
    """As Ella, through the form."""
    page.goto(f"{base}/account/login/")
    page.get_by_label("Email").fill("ella@example.org")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")


def keep(page: Page, name: str, **clip: float) -> None:
    """A picture of the window, or of a part of it, small enough for the documentation."""
    page.wait_for_timeout(600)
    shot = page.screenshot(clip={"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT, **clip})  # type: ignore[arg-type]
    picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(128)
    target = IMAGES / f"{name}.png"
    picture.save(target, optimize=True)
    if target.stat().st_size > MOST_BYTES:
        sys.exit(f"{target.name} has {target.stat().st_size} bytes, more than {MOST_BYTES}.")


def edit_address(page: Page, base: str, address: str) -> str:
    """Where a page of the hub is edited. The form for feedback below it knows its number."""
    page.goto(f"{base}{address}")
    number = re.search(r'action="/feedback/(\d+)/', page.content())
    if number is None:
        sys.exit(f"{address} asks for no feedback, so its number is not known.")
    return f"{base}/admin/pages/{number.group(1)}/edit/"


def open_part(page: Page, heading: str) -> None:
    """Opens a folded part of a form, and brings it to the top."""
    part = page.locator("section.w-panel").filter(has=page.get_by_role("heading", name=heading)).first
    toggle = part.locator("[data-panel-toggle]").first
    if toggle.get_attribute("aria-expanded") == "false":
        toggle.click()
    part.evaluate("part => window.scrollTo(0, part.getBoundingClientRect().top + window.scrollY - 70)")


def case_study(page: Page, base: str) -> None:
    """The body of a case study in the editor, the choice of blocks, and the page that comes of it."""
    page.goto(edit_address(page, base, "/case-studies/warm-fed-and-together/"))
    open_part(page, "What we did")
    keep(page, "admin-blocks")
    page.get_by_role("button", name="Insert a block").first.click()
    keep(page, "admin-choose-block")
    page.goto(f"{base}/case-studies/warm-fed-and-together/")
    page.locator("figure").first.scroll_into_view_if_needed()
    keep(page, "case-study-blocks")


def guide(page: Page, base: str) -> None:
    """What readers see of a new version."""
    page.goto(f"{base}/guides/deteriorating-mother-or-baby/versions/2/changes/")
    keep(page, "guide-changes")


def files(page: Page, base: str) -> None:
    """A picture with its focal point."""
    page.goto(f"{base}/admin/images/")
    page.locator("main a[href*='/admin/images/']").filter(has=page.locator("img")).first.click()
    page.wait_for_load_state("networkidle")
    keep(page, "admin-picture")


def main(base: str) -> None:
    """All of them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        sign_in(page, base)
        for take in (case_study, guide, files):
            take(page, base)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000")
