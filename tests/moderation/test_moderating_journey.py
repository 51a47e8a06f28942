"""Moderating in a browser: a reader reports, a moderator decides, the writer reads why."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from forums.models import Post, Topic
from moderation.models import AuditEntry, Report, Sanction
from tests.browser import DESK, PHONE, Browse, assert_axe_clean, assert_fits
from tests.factories import Cast
from tests.forums.makers import forum, reply, topic

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs("browser")]


@pytest.fixture
def post(cast: Cast) -> Post:
    """What will be reported, with a reply of its own."""
    asked = topic(cast.carys, into=forum("nights", title="Nights"), title="Whose turn is it?")
    made = reply(asked, cast.ben, "Some people never wash their hands.")
    reply(asked, cast.farah, "That is unkind.", answers=made)
    return made


def report(page: Page, post: Post) -> None:
    """As a reader does, from the topic's page."""
    page.goto(post.topic.get_absolute_url())
    page.locator(f"#post-{post.pk}").get_by_role("link", name="Report the post of Ben Osei").click()
    page.get_by_label("It is unkind, or attacks somebody").check()
    page.get_by_label("What should the moderators know?").fill("He means the night staff.")
    page.get_by_role("button", name="Send to the moderators").click()
    expect(page.get_by_text("Nobody but them learns that it was you.")).to_be_visible()


def hide_by_keys(page: Page) -> None:
    """Through the queue without the mouse: j to the entry, h to hide it."""
    page.goto("/moderation/")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id").startswith("report-")
    page.keyboard.press("h")
    expect(page.get_by_role("heading", name="Hide it, with a reason", level=1)).to_be_visible()
    page.get_by_label("It is unkind", exact=True).check()
    expect(page.get_by_label("What the person reads")).to_have_value(
        "Your post was about a person and not about the work, so we took it out. Say what you think of the "
        "idea, as you would to a colleague in the room."
    )
    page.get_by_role("button", name="Hide the post").click()
    expect(page.get_by_text("Hidden. The writer has been told why.")).to_be_visible()
    expect(page.get_by_text("Nothing waits.")).to_be_visible()


def test_from_a_report_to_a_reason_that_the_writer_reads(cast: Cast, post: Post, browse: Browse) -> None:
    reader = browse(user=cast.amina, width=PHONE)
    report(reader, post)
    dev = browse(user=cast.dev)
    hide_by_keys(dev)
    ben = browse(user=cast.ben)
    ben.goto("/notifications/")
    ben.get_by_role("link", name="Your post in Nights").click()
    expect(ben.get_by_text("as you would to a colleague in the room")).to_be_visible()
    assert_axe_clean(ben)
    reader.goto("/notifications/")
    expect(reader.get_by_text("The moderators acted on it:")).to_be_visible()
    dev.goto(f"/posts/{post.pk}/moderate/")
    dev.get_by_role("link", name="Put it back").click()
    dev.get_by_role("button", name="Put it back").click()
    expect(dev.get_by_text("Put back. The writer has been told.")).to_be_visible()
    reader.goto(post.topic.get_absolute_url())
    expect(reader.get_by_text("Some people never wash their hands.").first).to_be_visible()
    dev.goto("/moderation/log/")
    expect(dev.get_by_role("link", name="put back a post of Ben Osei")).to_be_visible()
    expect(dev.get_by_role("link", name="hid a post of Ben Osei")).to_be_visible()


def test_split_merge_move_and_suspend_without_scripts(cast: Cast, post: Post, browse: Browse) -> None:
    other = topic(cast.carys, title="Another question?")
    forum("days", title="Days")
    page = browse(user=cast.dev, javascript=False)
    page.goto(f"/posts/{post.pk}/moderate/")
    page.get_by_role("link", name="Make a new topic of it").click()
    page.get_by_label("Title of the new topic").fill("Hands")
    page.get_by_role("button", name="Make the new topic").click()
    expect(page.get_by_text("They stand in “Hands” now.")).to_be_visible()
    made = Topic.objects.get(title="Hands")
    assert made.post_count == 2
    page.goto(made.get_absolute_url())
    page.get_by_role("link", name="Moderate this topic").click()
    page.get_by_role("link", name="Move it to another forum").click()
    page.get_by_label("To which forum?").select_option(label="Days (Everyone)")
    page.get_by_role("button", name="Move the topic").click()
    expect(page.get_by_text("Moved to Days.")).to_be_visible()
    page.get_by_role("link", name="Moderate this topic").click()
    page.get_by_role("link", name="Merge it into another topic").click()
    page.get_by_label("Into which topic?").fill(other.get_absolute_url())
    page.get_by_role("button", name="Merge the topics").click()
    expect(page.get_by_text("“Another question?”")).to_be_visible()
    page.get_by_role("button", name="Merge the topics").click()
    expect(page.get_by_role("heading", name="Another question?", level=1)).to_be_visible()
    expect(page.get_by_text("Some people never wash their hands.").first).to_be_visible()
    page.goto(f"/posts/{post.pk}/moderate/?act=suspend")
    page.get_by_label("3 days").check()
    page.get_by_label("It is unkind", exact=True).check()
    page.get_by_role("button", name="Suspend the writer").click()
    expect(page.get_by_text("Suspended. They read why")).to_be_visible()
    assert Sanction.objects.in_force().get().user == cast.ben
    acts = set(AuditEntry.objects.values_list("act", flat=True))
    assert acts == {"topic.split", "topic.moved", "topic.merged", "person.suspended"}


def test_keys_do_nothing_in_fields_and_when_they_are_off(cast: Cast, post: Post, browse: Browse) -> None:
    first = browse(user=cast.amina)
    report(first, post)
    page = browse(user=cast.dev)
    page.goto("/moderation/")
    page.get_by_label("Search the hub").focus()
    page.keyboard.type("jah")
    assert page.get_by_label("Search the hub").input_value() == "jah"
    page.get_by_label("Use these keys").uncheck()
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.reload()
    expect(page.get_by_label("Use these keys")).not_to_be_checked()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") != "report"
    assert Report.objects.get().state == "waiting"
    page.get_by_label("Use these keys").check()
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_text("Left as it is. Who reported it has been told.")).to_be_visible()


@pytest.mark.once
@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_page_is_clean_and_fits_empty_and_full(
    cast: Cast, post: Post, browse: Browse, width: int
) -> None:
    page = browse(user=cast.dev, width=width)
    for address in ("/moderation/", "/moderation/log/"):
        page.goto(address)
        assert_axe_clean(page)
    for number in range(12):
        made = reply(post.topic, cast.ben, f"Held {number}", held_kinds=["postcode", "many-links"])
    report(browse(user=cast.amina, width=width), post)
    kind = Report.objects.get().content_type_id
    topic_url = post.topic.get_absolute_url()
    full: list[Any] = [
        "/moderation/",
        f"/moderation/opinions/{kind}-{post.pk}/",
        f"/posts/{made.pk}/moderate/",
    ]
    full += [f"/posts/{post.pk}/{rest}" for rest in ("report/", "moderate/", "moderate/?act=edit-out")]
    full += [
        f"{topic_url}moderate/",
        f"{topic_url}moderate/?act=move",
        f"/posts/{post.pk}/moderate/?act=split",
    ]
    for address in full:
        page.goto(address)
        assert_axe_clean(page)
        assert_fits(page)
    page.goto(f"/posts/{post.pk}/moderate/?act=hide")
    page.get_by_role("button", name="Hide the post").click()
    expect(page.get_by_text("There is a problem")).to_be_visible()
    assert_axe_clean(page)
    assert_fits(page)
