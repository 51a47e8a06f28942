"""Takes the screenshots of the documentation from a running hub with its demonstration content.

    python docs/screenshots.py http://127.0.0.1:8000

Takes them as a reader, as Ella, the editor, and as Amina, a member. Needs the worker, which draws the
pictures, Playwright, and a Chromium; CHROMIUM names another one. Nothing is saved or sent in the hub.
"""

from __future__ import annotations

import io
import os
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, Page, ViewportSize, sync_playwright

IMAGES = Path(__file__).resolve().parent / "images"
PASSWORD = "see what others did"  # noqa: S105 - known to everybody, for invented people
WIDTH, HEIGHT = 1280, 800
SIZE: ViewportSize = {"width": WIDTH, "height": HEIGHT}
MOST_BYTES = 200_000
# Pictures further down are fetched when a reader comes near.
PICTURES_ARE_THERE = """[...document.images].every(image => {
  const { top, bottom } = image.getBoundingClientRect();
  return bottom < 0 || top > innerHeight || (image.complete && image.naturalWidth > 0);
})"""
# One that has arrived may still be drawn.
PICTURES_ARE_DRAWN = """Promise.all([...document.images].filter(image => image.complete)
  .map(image => image.decode().catch(() => null))).then(() => true)"""
SCROLLED_TO = """part => {
  part.scrollIntoView({ block: 'start', behavior: 'instant' });
  return Math.abs(part.getBoundingClientRect().top) < 100;
}"""


def sign_in(page: Page, base: str, name: str) -> None:
    """Through the form."""
    page.goto(f"{base}/account/login/")
    page.get_by_label("Email").fill(f"{name}@example.org")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.get_by_role("link", name="Notifications").first.wait_for()


def keep(page: Page, name: str, shows: Locator, **clip: float) -> None:
    """A picture of the window, or of a part of it, once it shows something; small enough for the
    documentation."""
    shows.first.wait_for()
    page.wait_for_function("document.fonts.ready.then(() => true)")
    page.wait_for_function(PICTURES_ARE_THERE)
    page.evaluate(PICTURES_ARE_DRAWN)
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": HEIGHT, **clip}
    shot = page.screenshot(clip=clip, animations="disabled")  # type: ignore[arg-type]
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


def part_of_form(page: Page, heading: str) -> Locator:
    """A part of a form."""
    return page.locator("section.w-panel").filter(has=page.get_by_role("heading", name=heading)).first


def bring_up(page: Page, part: Locator) -> None:
    """Scrolls a part of a form to the top."""
    part.wait_for()
    page.wait_for_function(SCROLLED_TO, arg=part.element_handle())


def open_part(page: Page, heading: str) -> Locator:
    """Opens a folded part of a form, and brings it to the top."""
    part = part_of_form(page, heading)
    toggle = part.locator("[data-panel-toggle]").first
    if toggle.get_attribute("aria-expanded") == "false":
        toggle.click()
    part.locator(".Draftail-Editor").first.wait_for()
    bring_up(page, part)
    return part


def home(page: Page, base: str) -> None:
    """The home page, as anybody sees it."""
    page.goto(f"{base}/")
    keep(page, "home", page.get_by_role("heading", level=1))


def new_case_study(page: Page, base: str) -> None:
    """The list of sections, the form of a case study with a few words in it, and its settings."""
    page.goto(f"{base}/admin/pages/")
    page.get_by_role("link", name="Explore child pages").first.click()
    keep(page, "admin-pages", page.get_by_role("link", name="Case studies"), height=560)
    page.get_by_role("link", name="Explore child pages of 'Case studies'").click()
    page.get_by_role("link", name="Add child page").first.click()
    title = page.locator("#id_title")
    title.fill("A hat before the table is wiped")
    page.locator("#id_summary").fill("Every baby born in theatre leaves it with a dry hat on.")
    page.locator("#id_trust").select_option(label="Fenmere Hospitals")
    page.locator("#id_changed").fill("A hat in every theatre pack\nThe scrub nurse puts it on")
    page.locator("#id_outcome").select_option(label="Worked")
    page.evaluate("window.scrollTo(0, 0)")
    keep(page, "admin-case-study", page.get_by_role("heading", name="What changed, and whether it worked"))
    page.get_by_role("tab", name="Settings").click()
    page.get_by_role("button", name="More actions").last.click()
    keep(page, "admin-publish", page.get_by_role("button", name="Publish"), x=200, width=520)


def case_study(page: Page, base: str) -> None:
    """The body of a case study in the editor, the choice of blocks, and the page that comes of it."""
    page.goto(edit_address(page, base, "/case-studies/warm-fed-and-together/"))
    part = open_part(page, "What we did")
    keep(page, "admin-blocks", part.locator("[data-contentpath]"))
    page.get_by_role("button", name="Insert a block").first.click()
    keep(page, "admin-choose-block", page.get_by_role("option", name="Do and do not"))
    page.goto(f"{base}/case-studies/warm-fed-and-together/")
    figure = page.locator("figure").first
    figure.scroll_into_view_if_needed()
    keep(page, "case-study-blocks", figure.locator("img"))


def guide(page: Page, base: str) -> None:
    """A recommendation and a new version in the editor, and what readers see of a new version."""
    page.goto(edit_address(page, base, "/guides/diabetes-in-pregnancy/"))
    bring_up(page, part_of_form(page, "Recommendations"))
    keep(page, "admin-guide", page.get_by_label("Identifier"))
    bring_up(page, part_of_form(page, "Version and approval"))
    page.get_by_label("This is a new version").check()
    page.locator("#id_change_note").fill("Clinics by video are now offered to everyone.")
    keep(page, "admin-new-version", page.get_by_label("Approved on"))
    page.goto(f"{base}/guides/deteriorating-mother-or-baby/versions/2/changes/")
    keep(page, "guide-changes", page.locator("main ins, main del"))


def learning_set(page: Page, base: str) -> None:
    """The materials of a learning set in the editor."""
    page.goto(edit_address(page, base, "/learning-sets/from-a-worry-to-an-aim/"))
    bring_up(page, part_of_form(page, "Materials, in order"))
    keep(page, "admin-materials", page.get_by_label("Length in minutes"))


def editors_day(page: Page, base: str) -> None:
    """What needs an editor, and what the checks say of a draft."""
    page.goto(f"{base}/admin/")
    keep(page, "admin-needs-you", page.get_by_role("heading", name="Needs you"), height=660)
    page.goto(edit_address(page, base, "/case-studies/early-milk-in-the-first-six-hours/"))
    page.get_by_role("button", name="Toggle checks").click()
    # Wagtail counts the words of the preview, which takes a moment.
    page.wait_for_function("/\\d/.test(document.querySelector('[data-content-word-count]').textContent)")
    keep(page, "admin-checks", page.get_by_text("Reading age"))


def feedback(page: Page, base: str) -> None:
    """What readers said, and an answer to one of them."""
    page.goto(f"{base}/feedback/")
    answer = page.get_by_label("Your answer").first
    page.set_viewport_size({"width": WIDTH, "height": 1_110})
    keep(page, "feedback-queue", answer, height=1_110)
    page.set_viewport_size(SIZE)
    answer.fill("Thank you. The link now leads to the framework itself.")
    answer.scroll_into_view_if_needed()
    box = page.locator("li").filter(has=answer).bounding_box() or {"y": 0, "height": HEIGHT}
    button = page.get_by_role("button", name="Send the answer")
    keep(page, "feedback-answer", button, y=box["y"], height=min(box["height"], HEIGHT - box["y"]))


def files(page: Page, base: str) -> None:
    """A picture with its focal point."""
    page.goto(f"{base}/admin/images/")
    page.locator("main a[href*='/admin/images/']").filter(has=page.locator("img")).first.click()
    keep(page, "admin-picture", page.locator(".focal-point-chooser .jcrop-holder"))


def writing(page: Page, base: str) -> None:
    """A member's own case study, with what is still to do."""
    page.goto(f"{base}/case-studies/write/")
    page.get_by_role("link", name="The warm cot waits in theatre").first.click()
    keep(page, "write-steps", page.get_by_role("heading", name="The warm cot waits in theatre"))


# By who takes them; a reader has no name.
def moderation(page: Page, base: str) -> None:
    """The queue as its moderator finds it, and the page on which a post is hidden."""
    page.goto(f"{base}/moderation/")
    keep(page, "moderation-queue", page.get_by_role("heading", name="Keys"))
    page.get_by_role("link", name="Hide it, with a reason").first.click()
    page.get_by_label("It may be unsafe to follow").check()
    page.evaluate("window.scrollTo(0, 330)")
    keep(page, "moderation-hide", page.get_by_label("What the person reads"))


PARTS = {
    "": (home,),
    "ella": (new_case_study, case_study, guide, learning_set, editors_day, feedback, files),
    "amina": (writing,),
    "dev": (moderation,),
}


def main(base: str) -> None:
    """All of them."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        for name, takes in PARTS.items():
            # The policy of our pages refuses the script that waits for their pictures.
            page = browser.new_context(viewport=SIZE, bypass_csp=True).new_page()
            # A form with words in it asks before it is left.
            page.on("dialog", lambda dialog: dialog.accept())
            if name:
                sign_in(page, base, name)
            for take in takes:
                take(page, base)
            page.context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8000")
