"""Writing in a real browser: by keyboard alone, without JavaScript, and what a checker says of it."""

from __future__ import annotations

import base64
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from activity import deliver
from activity.models import Notification
from forums.models import Draft, Forum, PostFile, Topic
from tests import factories
from tests.browser import DESK, PHONE, Browse, assert_axe_clean, assert_fits
from tests.files.test_reading import pdf
from tests.forums.makers import forum, reply, topic
from tests.hub.pictures import picture_bytes

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long, pytest.mark.needs("browser")]
NHS_NUMBER = "943 476 5919"
PASTE = """([content, name]) => {
  const bytes = Uint8Array.from(atob(content), (each) => each.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type: "image/png" }));
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.activeElement.dispatchEvent(event);
}"""
SELECT = """([post, words]) => {
  const text = document.querySelector(`#${post} .post__body p`).firstChild;
  const at = text.data.indexOf(words);
  getSelection().setBaseAndExtent(text, at, text, at + words.length);
}"""


@pytest.fixture
def night(cast: Any) -> Forum:
    factories.guide("warm", short_title="Thermal care")
    return forum("night", title="Night", allows_anonymous=True)


def tab_to(page: Page, selector: str) -> None:
    """Goes to a place by the Tab key, as somebody without a mouse does."""
    for _ in range(120):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {selector}")


def paste_picture(page: Page, name: str = "chart.png") -> None:
    content = base64.b64encode(picture_bytes("PNG", (300, 200))).decode()
    page.evaluate(PASTE, [content, name])


def test_ask_with_a_tag_and_answer_with_quote_mention_and_pictures_by_keyboard_alone(
    cast: Any, browse: Browse, night: Forum, tmp_path: Path
) -> None:
    carys = browse(user=cast.carys)
    carys.goto("/forums/night/ask/")
    tab_to(carys, "#id_title")
    carys.keyboard.type("Cold at three?")
    tab_to(carys, "#id_body")
    carys.keyboard.type("By day we score well. By night we do not.")
    tab_to(carys, "input[name=about]")
    carys.keyboard.press("Space")
    tab_to(carys, "button[name=post]")
    carys.keyboard.press("Enter")
    expect(carys.get_by_role("heading", level=1)).to_have_text("Cold at three?")
    asked = Topic.objects.get()
    assert [page.slug for page in asked.about.all()] == ["warm"]
    first = reply(asked, cast.ben, "Decide it before the night. Write it down.")

    amina = browse(user=cast.amina)
    amina.goto(asked.get_absolute_url())
    amina.evaluate(SELECT, [f"post-{first.pk}", "Write it down."])
    tab_to(amina, f"#post-{first.pk} a[href*='quote=']")
    amina.keyboard.press("Enter")
    body = amina.locator("#id_body")
    expect(body).to_be_focused()
    expect(body).to_have_value("> Write it down.\n\n")
    expect(amina.locator("[data-answers]")).to_have_text("In reply to Ben Osei")
    amina.keyboard.type("Ask @fa")
    option = amina.get_by_role("option", name="Farah Iqbal, improvement lead, Fenmere")
    expect(option).to_have_attribute("aria-selected", "true")
    amina.keyboard.press("Enter")
    expect(body).to_have_value("> Write it down.\n\nAsk @farah-iqbal ")
    expect(amina.get_by_role("listbox")).to_have_count(0)
    amina.keyboard.type("how.")
    paste_picture(amina)
    expect(amina.locator("[data-attaching]")).to_contain_text("chart.png is added. Say beside it")
    (tmp_path / "plan.pdf").write_bytes(pdf("Keep babies warm."))
    tab_to(amina, "#id_upload")
    amina.locator("#id_upload").set_input_files(tmp_path / "plan.pdf")
    expect(amina.locator("[data-attaching]")).to_have_text("plan.pdf is added.")
    amina.locator("#id_body").focus()
    tab_to(amina, "input[name^=alt_]")
    amina.keyboard.type("Temperatures since May")
    tab_to(amina, "button[name=post]")
    amina.keyboard.press("Enter")
    answer = amina.locator("article.post", has_text="how.")
    expect(answer.locator("blockquote")).to_have_text("Write it down.")
    expect(answer.get_by_role("link", name="@Farah Iqbal")).to_be_visible()
    expect(answer.get_by_role("img", name="Temperatures since May")).to_be_visible()
    expect(answer.get_by_role("link", name="plan.pdf")).to_be_visible()
    post = asked.posts.get(seq=3)
    assert (post.reply_to, post.files.count()) == (first, 2)
    deliver.deliver_all()
    assert Notification.objects.filter(user=cast.farah, direct=True).count() == 1
    assert_axe_clean(amina)


def test_ask_and_answer_without_javascript(cast: Any, browse: Browse, night: Forum, tmp_path: Path) -> None:
    carys = browse(user=cast.carys, javascript=False)
    carys.goto("/forums/night/ask/")
    carys.get_by_label("Title, in one line").fill("Cold at three?")
    carys.get_by_label("What others need to know").fill("By night we do not.")
    carys.get_by_label("Thermal care").check()
    carys.get_by_label("Ask without my name").check()
    carys.get_by_role("button", name="Post").click()
    expect(carys.get_by_role("heading", level=1)).to_have_text("Cold at three?")
    asked = Topic.objects.get()
    assert (asked.is_anonymous, asked.about.count()) == (True, 1)

    amina = browse(user=cast.amina, javascript=False)
    amina.goto(asked.get_absolute_url())
    expect(amina.get_by_text("Carys Bowen")).to_have_count(0)
    amina.get_by_role("link", name="Quote", exact=False).first.click()
    body = amina.get_by_label("Your reply")
    expect(body).to_have_value("> By night we do not.\n\n")
    body.fill("> By night we do not.\n\nAsk @farah-iqbal.")
    (tmp_path / "chart.png").write_bytes(picture_bytes("PNG", (300, 200)))
    amina.get_by_label("Add files (optional)").set_input_files(tmp_path / "chart.png")
    amina.get_by_role("button", name="Post").click()
    expect(amina.get_by_role("alert")).to_contain_text("Say in words what “chart.png” shows.")
    amina.get_by_label("What “chart.png” shows").fill("Temperatures since May")
    amina.get_by_role("button", name="Post").click()
    answer = amina.locator("article.post")
    expect(answer.get_by_role("img", name="Temperatures since May")).to_be_visible()
    expect(answer.get_by_role("link", name="@Farah Iqbal")).to_be_visible()


def test_a_draft_is_kept_while_typing_and_put_back_elsewhere(cast: Any, browse: Browse) -> None:
    asked = topic(cast.carys)
    desk = browse(user=cast.amina)
    desk.goto(asked.get_absolute_url())
    desk.get_by_label("Your reply").press_sequentially("We do it before")
    expect(desk.locator("[data-draft-said]")).to_contain_text("Draft saved")
    desk.get_by_label("Your reply").press_sequentially(f" {NHS_NUMBER}")
    expect(desk.locator("[data-draft-said]")).to_contain_text("not kept as a draft")
    assert Draft.objects.get().body == "We do it before"
    phone = browse(user=cast.amina, width=PHONE)
    phone.goto(asked.get_absolute_url())
    phone.get_by_label("Your reply").press_sequentially("New words")
    expect(phone.locator("[data-draft-said]")).to_contain_text("first put back or throw away")
    assert_axe_clean(phone)
    phone.get_by_role("link", name="Put it back").click()
    expect(phone.get_by_label("Your reply")).to_have_value("We do it before\n\nNew words")
    phone.get_by_label("Your reply").press("Control+End")
    phone.keyboard.type(" the night.")
    phone.get_by_role("button", name="Post").click()
    expect(phone.locator("article.post")).to_contain_text("New words the night.")
    phone.wait_for_timeout(3_000)
    assert Draft.objects.count() == 0


def test_choosing_a_forum_says_who_will_see_it_and_whom_one_can_name(
    cast: Any, browse: Browse, night: Forum
) -> None:
    forum("day", title="Day", key="members")
    page = browse(user=cast.amina, width=PHONE)
    page.goto("/forums/ask/")
    who = page.locator("[data-who-sees]")
    expect(who).to_have_text("The people named beside the forum that you choose.")
    body = page.get_by_label("What others need to know")
    body.press_sequentially("@be")
    page.wait_for_timeout(500)
    expect(page.locator(".mentions")).to_have_count(0)
    page.get_by_label("Forum", exact=True).select_option(label="Day (Members of the hub)")
    expect(who).to_have_text("Every member of the hub who is signed in.")
    body.fill("")
    body.press_sequentially("@be")
    expect(page.locator(".mentions [role=option]")).to_contain_text(["Ben Osei"])


def test_a_pasted_picture_is_part_of_the_draft_on_another_device(cast: Any, browse: Browse) -> None:
    asked = topic(cast.carys)
    desk = browse(user=cast.amina)
    desk.goto(asked.get_absolute_url())
    desk.get_by_label("Your reply").focus()
    paste_picture(desk)
    desk.get_by_label("What “chart.png” shows").fill("Scores since May")
    expect(desk.locator("[data-draft-said]")).to_contain_text("Draft saved")
    phone = browse(user=cast.amina, width=PHONE)
    phone.goto(asked.get_absolute_url())
    phone.get_by_role("link", name="Put it back").click()
    expect(phone.get_by_label("What “chart.png” shows")).to_have_value("Scores since May")
    phone.get_by_label("Your reply").fill("Look at May.")
    phone.get_by_role("button", name="Post").click()
    expect(phone.locator("article.post").get_by_role("img", name="Scores since May")).to_be_visible()


def test_reply_and_quote_keep_what_is_typed_and_a_late_draft_is_offered(cast: Any, browse: Browse) -> None:
    asked = topic(cast.carys, body="Who decides **it**?")
    first = reply(asked, cast.ben, "Decide it *before* the night.\n\nWrite it down.")
    page = browse(user=cast.amina)
    page.goto(asked.get_absolute_url())
    body, line = page.get_by_label("Your reply"), page.locator("[data-answers]")
    page.locator(f"#post-{first.pk}").get_by_role("link", name="Reply to Ben Osei").click()
    expect(page).to_have_url(re.compile(f"reply_to={first.pk}#composer"))
    page.goto(asked.get_absolute_url())
    body.press_sequentially("We do")
    page.locator(f"#post-{first.pk}").get_by_role("link", name="Reply to Ben Osei").click()
    expect(body).to_be_focused()
    expect(body).to_have_value("We do")
    expect(line).to_have_text("In reply to Ben Osei")
    page.locator(f"#post-{first.pk}").get_by_role("link", name="Quote Ben Osei").click()
    quoted = "We do\n\n> Decide it *before* the night.\n>\n> Write it down.\n\n"
    expect(body).to_have_value(quoted)
    page.locator(".post--first").get_by_role("link", name="Reply to Carys Bowen").click()
    expect(line).to_be_hidden()
    page.locator(f"#post-{first.pk}").get_by_role("link", name="Reply to Ben Osei").click()
    expect(body).to_have_value(quoted)
    expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved")
    assert Draft.objects.get().rest == {"reply_to": first.pk}

    # A draft that comes in after the page was opened is offered, and nothing of either is lost.
    Draft.objects.update(body="From the phone", page="phone")
    body.press("Control+End")
    page.keyboard.type("and more")
    expect(page.get_by_text("You began this today at")).to_be_visible()
    expect(page.locator("[data-draft-said]")).to_contain_text("first put back or throw away")
    assert Draft.objects.get().body == "From the phone"
    assert_axe_clean(page)
    page.get_by_role("link", name="Put it back").click()
    expect(body).to_have_value(f"From the phone\n\n{quoted}and more")
    expect(line).to_have_text("In reply to Ben Osei")
    Draft.objects.update(body="From the phone again", page="phone")
    page.keyboard.press("Tab")
    body.press_sequentially(" ... ")
    page.get_by_role("button", name="Throw it away").click()
    expect(page.get_by_text("You began this")).to_have_count(0)
    expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved")
    assert Draft.objects.get().body.startswith("... From")
    page.get_by_role("button", name="Post").click()
    expect(page.locator("article.post--reply")).to_contain_text("and more")
    assert asked.posts.get(seq=3).reply_to == first


def test_a_file_that_is_wrong_is_said_at_once_and_one_on_its_way_goes_along(
    cast: Any, browse: Browse, tmp_path: Path
) -> None:
    asked = topic(cast.carys)
    page = browse(user=cast.amina)
    page.goto(asked.get_absolute_url())
    (tmp_path / "notes.txt").write_text(f"Her NHS number is {NHS_NUMBER}.", encoding="utf-8")
    page.locator("#id_upload").set_input_files(tmp_path / "notes.txt")
    expect(page.locator("[data-attaching]")).to_contain_text("notes.txt is not added. This file holds")
    assert PostFile.objects.count() == 0
    (tmp_path / "plan.pdf").write_bytes(pdf("Keep babies warm."))
    page.get_by_label("Your reply").fill("See the plan.")
    page.locator("#id_upload").set_input_files(tmp_path / "plan.pdf")
    page.get_by_role("button", name="Post").click()
    expect(page.locator("article.post").get_by_role("link", name="plan.pdf")).to_be_visible()


@pytest.mark.once
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_composer_is_accessible_empty_full_and_in_error(
    cast: Any, browse: Browse, night: Forum, width: int
) -> None:
    asked = topic(cast.carys, into=night)
    page = browse(user=cast.amina, width=width)
    for address in ("/forums/night/ask/", asked.get_absolute_url()):
        page.goto(address)
        assert_axe_clean(page)
        assert_fits(page)
    page.locator("#id_body").press_sequentially("Ask @b")
    expect(page.get_by_role("option").first).to_be_visible()
    assert_axe_clean(page)
    assert_fits(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    page.locator("#id_body").focus()
    paste_picture(page)
    expect(page.locator("input[name^=alt_]")).to_be_visible()
    expect(page.locator("[data-draft-said]")).to_contain_text("Draft saved")
    assert_axe_clean(page)
    assert_fits(page)
    page.locator("#id_body").fill(f"NHS number {NHS_NUMBER}")
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_role("alert")).to_contain_text("Say in words what “chart.png” shows.")
    assert_axe_clean(page)
    assert_fits(page)
    page.goto("/forums/night/ask/")
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_role("alert")).to_contain_text("Write a title in one line.")
    assert_axe_clean(page)
    assert_fits(page)


def test_a_guide_is_linked_by_its_name_after_a_hash(browse: Browse, night: Forum, cast: Any) -> None:
    factories.guide("hats", title="Hats for [every] baby")
    factories.guide("hidden", title="Hats for a few", audience=factories.audience("members"))
    asked = topic(cast.ben, into=night)
    deliver.deliver_all()
    page = browse(user=cast.amina, width=PHONE)
    page.goto(asked.get_absolute_url())
    expect(page.get_by_text("# to link a guide, a case study or a topic")).to_be_visible()
    body = page.get_by_label("Your reply")
    expect(body).to_have_accessible_description(re.compile("# to link a guide"))
    body.press_sequentially("We follow #hats")
    offered = page.get_by_role("listbox", name="Pages and topics to link").get_by_role("option")
    # The title of a page for members would stand in a text for everyone.
    expect(offered).to_have_text(["Hats for [every] baby, Guide"])
    assert_axe_clean(page)
    body.press("Enter")
    expect(body).to_have_value("We follow [Hats for \\[every\\] baby](/guides/hats/) ")
    page.get_by_role("button", name="Post").click()
    expect(page.get_by_role("link", name="Hats for [every] baby")).to_have_attribute("href", "/guides/hats/")
