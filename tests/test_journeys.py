"""Whole ways through the hub, in a real browser, with a real mail server: what people do here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import feedparser
import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from activity.services import follow
from cases.models import CaseStudy, CaseStudyIndexPage
from forums.models import Forum, Post, Topic
from forums.services import start_topic
from tests import factories
from tests.browser import PHONE, Browse, assert_axe_clean, assert_fits
from tests.factories import PASSWORD, Cast
from tests.mailbox import Mailbox
from tests.worker import work

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs("browser")]

NHS_NUMBER = "999 000 0018"


def sign_in(page: Page, user: User) -> None:
    """Through the form, as a person does."""
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def write_case_study(page: Page, *, pdf: Path) -> None:
    """Fills the form of a case study in the administration, as an editor does."""
    page.wait_for_load_state("load")  # the form's own scripts are ready
    page.locator("#id_title").fill("A hat in theatre")
    page.locator("#id_summary").fill("Hats before the table is wiped.")
    page.locator("#id_trust").select_option(label="Fenmere Hospitals")
    page.locator("#id_changed").fill("A hat for every baby")
    page.locator("#id_outcome").select_option("worked")
    page.get_by_role("button", name="Choose a page (Intervention guide)").click()
    page.get_by_role("link", name="Warm babies").first.click()
    page.locator("[data-contentpath=problem] [contenteditable=true]").click()
    page.keyboard.type("Babies left theatre without their woollen bonnet.")
    page.get_by_role("button", name="Add File or link").click()
    page.locator("#id_attachments-0-title").fill("Hat pattern")
    page.get_by_role("button", name="Choose a document").click()
    expect(page.locator(".modal")).to_be_visible()
    page.get_by_role("tab", name="Upload").click()
    page.locator("input[name=document-chooser-upload-title]").fill("Hat pattern")
    page.locator("input[name=document-chooser-upload-file]").set_input_files(str(pdf))
    page.locator(".modal button[type=submit]", has_text="Upload").click()
    expect(page.locator(".modal")).to_have_count(0)


def open_for_discussion(page: Page) -> None:
    """The tick on the page's settings."""
    page.get_by_role("tab", name="Settings").click()
    page.locator("#id_open_for_discussion").check()


def publish(page: Page) -> None:
    """The button behind the arrow."""
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.locator(".messages")).to_contain_text("created and published")


def test_a_case_study_from_the_editor_to_the_reader_and_the_talk_about_it(
    cast: Cast, browse: Browse, mailbox: Mailbox, live_server: Any, settings: Any, project: Path
) -> None:
    settings.HUB_BASE_URL = live_server.url
    factories.guide("warm-babies", title="Warm babies", short_title="Warm babies")
    index = CaseStudyIndexPage.objects.get()
    pdf = next((project / "demo" / "files").glob("*.pdf"))
    follow(cast.ben, cast.fenmere)

    # Ella, an editor, writes and publishes it.
    admin = browse()
    admin.goto("/admin/")
    sign_in(admin, cast.ella)
    admin.goto(f"/admin/pages/add/cases/casestudy/{index.pk}/")
    write_case_study(admin, pdf=pdf)
    open_for_discussion(admin)
    publish(admin)
    work()

    # Somebody who is not signed in finds it on a phone, by a word of its body, and takes its file.
    phone = browse(width=PHONE)
    phone.goto("/")
    phone.get_by_role("combobox").first.fill("bonnet")
    phone.keyboard.press("Enter")
    expect(phone.locator("mark").first).to_contain_text("bonnet")
    assert_axe_clean(phone)
    phone.get_by_role("link", name="A hat in theatre").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("A hat in theatre")
    assert_axe_clean(phone)
    assert_fits(phone)
    # The browser shows a PDF in a viewer of its own, so its bytes are asked for with its cookies.
    link = phone.get_by_role("link", name="Hat pattern").get_attribute("href")
    assert link
    file = phone.request.get(link)
    assert file.headers["content-type"] == "application/pdf"
    assert file.body() == pdf.read_bytes()

    # Ben of another trust follows it.
    case = CaseStudy.objects.get(title="A hat in theatre")
    ben = browse(user=cast.ben)
    ben.goto(case.get_absolute_url())
    ben.get_by_role("button", name="Follow by email").first.click()

    # Amina signs in from the discussion and asks.
    amina = browse()
    amina.goto(case.get_absolute_url())
    amina.get_by_role("link", name="Sign in to reply").click()
    sign_in(amina, cast.amina)
    amina.get_by_label("Your reply").fill("Who knits them, and in **what size**?")
    assert_axe_clean(amina)
    amina.get_by_role("button", name="Post", exact=True).click()
    expect(amina.get_by_text("Who knits them")).to_be_visible()
    expect(amina.locator(".post__body strong")).to_have_text("what size")
    assert_axe_clean(amina)
    work()

    # Ben has the mail: title and link, not the words. The feed has the words.
    told = [mail for mail in mailbox.to("ben@example.org") if "/posts/" in mail.as_string()]
    assert len(told) == 1
    assert "A hat in theatre" in told[0]["Subject"]
    assert "knits" not in told[0].as_string()
    feed = feedparser.parse(f"{live_server.url}{case.get_absolute_url()}feed.atom")
    assert any("Who knits them" in entry.summary for entry in feed.entries)
    ben.goto("/notifications/")
    expect(ben.get_by_role("link", name="A hat in theatre").first).to_be_visible()
    assert_axe_clean(ben)


def test_a_post_with_an_nhs_number_is_refused_and_nothing_typed_is_lost(cast: Cast, browse: Browse) -> None:
    forum = Forum.objects.create(title="Warmth", slug="warmth", description="Warm babies")
    topic = start_topic(forum, author=cast.ben, title="Which hats?", body="We have none.")
    page = browse(user=cast.amina, width=PHONE)
    page.goto(topic.get_absolute_url())

    page.get_by_label("Your reply").fill(f"Ask about the baby {NHS_NUMBER} in bay 2")
    page.get_by_role("button", name="Post", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text(NHS_NUMBER)
    expect(page.get_by_label("Your reply")).to_have_value(f"Ask about the baby {NHS_NUMBER} in bay 2")
    assert Post.objects.filter(topic=topic).count() == 1
    assert_axe_clean(page)
    assert_fits(page)


def test_asking_and_answering_without_javascript(cast: Cast, browse: Browse) -> None:
    Forum.objects.create(title="Warmth", slug="warmth", description="Warm babies")
    carys = browse(user=cast.carys, javascript=False, width=PHONE)
    carys.goto("/forums/warmth/")
    carys.get_by_role("link", name="Ask a question").first.click()
    carys.get_by_label("Title, in one line").fill("Who warms the towels?")
    carys.get_by_label("What others need to know").fill("Ours are cold at night.")
    carys.get_by_role("button", name="Preview").click()
    expect(carys.get_by_text("Nobody else sees this yet")).to_be_visible()
    carys.get_by_role("button", name="Post", exact=True).click()
    expect(carys.get_by_role("heading", level=1)).to_contain_text("Who warms the towels?")

    ben = browse(user=cast.ben, javascript=False)
    ben.goto(Topic.objects.get().get_absolute_url())
    ben.get_by_role("link", name="Quote").first.click()
    expect(ben.locator("textarea")).to_have_value("> Ours are cold at night.\n\n")
    ben.locator("textarea").fill("> Ours are cold at night.\n\nThe oven in recovery.")
    ben.get_by_role("button", name="Post", exact=True).click()
    expect(ben.locator("blockquote")).to_contain_text("Ours are cold at night.")


def test_signing_up_by_the_link_in_the_mail(
    browse: Browse, mailbox: Mailbox, live_server: Any, settings: Any
) -> None:
    settings.HUB_BASE_URL = live_server.url
    page = browse(width=PHONE)
    page.goto("/account/signup/")
    assert_axe_clean(page)
    page.get_by_label("Full name").fill("Nia Rees")
    page.get_by_label("Email").fill("nia@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Make my account").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    text = mailbox.to("nia@example.org")[0].as_string().replace("=\n", "")
    link = next(word for word in text.split() if "/account/confirm-email/" in word)
    page.goto(link.replace(link.split("/account/")[0], live_server.url))
    page.get_by_role("button", name="Confirm").click()
    page.goto("/account/")
    if "login" in page.url:
        sign_in(page, User.objects.get(email="nia@example.org"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_label("Name")).to_have_value("Nia Rees")
    assert_axe_clean(page)


def test_reading_by_keyboard_alone(cast: Cast, browse: Browse) -> None:
    factories.case_study("hats", title="A hat in theatre", trust=cast.fenmere)
    page = browse()
    page.goto("/case-studies/")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to main content")
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "A hat in theatre":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("A hat in theatre")
