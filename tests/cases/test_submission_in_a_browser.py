"""Writing a case study in a real browser: on a phone with and without scripts, and for everyone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from cases.models import CaseStudy, Submission
from tests import factories
from tests.browser import DESK, PHONE, Browse, assert_axe_clean, assert_fits
from tests.cases.test_submission import ANSWERS, add_file, address, client_of, reject, sent, word, write
from tests.checks import assert_html_valid
from tests.factories import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.long]
STEPS = list(ANSWERS)


@pytest.fixture
def guide(cast: Cast) -> Any:
    """A guide in its second version."""
    return factories.guide("warm", title="Warm babies", version=2)


def fill_first_step(page: Page) -> None:
    """What changed."""
    page.get_by_label("What changed, in up to three lines").fill("A hat at birth\nA warm cot waits")
    page.get_by_label("Worked", exact=True).check()


def go_on(page: Page) -> None:
    """Saves the step."""
    page.get_by_role("button", name="Save and").first.click()


@pytest.mark.needs("browser")
@pytest.mark.django_db(transaction=True)
def test_a_member_writes_on_a_phone_and_it_saves_by_itself(cast: Cast, guide: Any, browse: Browse) -> None:
    page = browse(user=cast.amina, width=PHONE)
    page.goto("/case-studies/")
    page.get_by_role("link", name="Write about your own work").click()
    page.get_by_label("Title").fill("Keeping babies warm")
    page.get_by_role("button", name="Start").click()

    fill_first_step(page)
    expect(page.locator("[data-saved]")).to_contain_text("Saved", timeout=15_000)
    page.reload()
    expect(page.get_by_label("What changed, in up to three lines")).to_have_value(
        "A hat at birth\nA warm cot waits"
    )
    assert_fits(page)
    go_on(page)

    problem = page.get_by_label("The problem, and what it was before")
    problem.fill("Her NHS number is 943 476 5919.")
    expect(page.locator("[data-refused=problem]")).to_contain_text("NHS number", timeout=15_000)
    problem.fill("Four in ten came cold.")
    expect(page.locator("[data-refused=problem]")).to_have_count(0, timeout=15_000)
    go_on(page)
    page.get_by_label("Warm babies, version 2").check()
    go_on(page)
    go_on(page)
    page.get_by_label("Add a file").set_input_files(
        {"name": "card.docx", "mimeType": "application/zip", "buffer": word().read()}
    )
    page.get_by_label("I have looked through it").check()
    page.get_by_role("button", name="Add the file").click()
    expect(page.get_by_role("button", name="Remove card")).to_be_visible()
    go_on(page)
    page.get_by_role("button", name="Send to the editors").click()

    expect(page.get_by_text("With the editors")).to_be_visible()
    assert CaseStudy.objects.get().title == "Keeping babies warm"


def is_kept(page: Page, found: Submission, words: str) -> bool:
    """Whether the server has the words in a while."""
    for _ in range(60):
        found.refresh_from_db()
        if found.said.get("problem") == words:
            return True
        page.wait_for_timeout(250)
    return False


@pytest.mark.needs("browser")
@pytest.mark.django_db(transaction=True)
def test_a_lost_connection_and_a_time_out_lose_no_word(cast: Cast, browse: Browse) -> None:
    page = browse(user=cast.amina, width=PHONE)
    page.goto("/case-studies/write/")
    page.get_by_label("Title").fill("Warm")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/case-studies/write/*/**")
    found = Submission.objects.get()
    page.goto(address(found, "problem/"))
    box = page.get_by_label("The problem, and what it was before")

    page.context.set_offline(True)
    box.fill("Typed in the lift.")
    expect(page.locator("[data-saved]")).to_contain_text("there is no connection", timeout=15_000)
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_contain_text("Saved", timeout=20_000)
    found.refresh_from_db()
    assert found.said["problem"] == "Typed in the lift."

    page.context.clear_cookies(name="sessionid")
    box.fill("Typed after the time-out.")
    expect(page.locator("[data-saved]")).to_contain_text("you are signed out", timeout=15_000)
    go_on(page)
    page.get_by_label("Email address").fill("amina@example.org")
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.locator("main").get_by_role("button", name="Sign in").click()

    expect(page.get_by_text("You had been signed out.")).to_be_visible()
    expect(box).to_have_value("Typed after the time-out.")
    # The page may say when it was saved last, until it has saved again.
    assert is_kept(page, found, "Typed after the time-out.")


@pytest.mark.needs("browser")
@pytest.mark.django_db(transaction=True)
def test_without_scripts_the_buttons_save(cast: Cast, guide: Any, browse: Browse) -> None:
    page = browse(user=cast.amina, width=PHONE, javascript=False)
    page.goto("/case-studies/write/")
    page.get_by_label("Title").fill("Keeping babies warm")
    page.get_by_role("button", name="Start").click()
    fill_first_step(page)
    go_on(page)
    page.get_by_label("The problem, and what it was before").fill("Four in ten came cold.")
    page.get_by_role("button", name="Save and stop here").click()
    page.get_by_role("button", name="Send to the editors").click()

    expect(page.get_by_role("heading", name="It is not sent yet")).to_be_visible()
    page.get_by_role("alert").get_by_role("link", name="Tick what you used").click()
    page.get_by_label("Something that is not in this list").check()
    page.get_by_text("Test 2", exact=True).first.click()
    page.get_by_label("What you tried").nth(1).fill("All wards")
    page.get_by_label("What you decided").nth(1).select_option("adopted")
    page.get_by_role("button", name="Save and stop here").click()
    page.get_by_role("button", name="Send to the editors").click()

    expect(page.get_by_text("With the editors")).to_be_visible()
    assert [test.title for test in CaseStudy.objects.get().tests.all()] == ["All wards"]


@pytest.mark.once
@pytest.mark.needs("browser")
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.django_db(transaction=True)
def test_every_step_is_for_everyone(cast: Cast, guide: Any, browse: Browse, width: int) -> None:
    client = client_of(cast.amina)
    found = write(client, f"{guide.pk}:2")
    add_file(client, found)
    unfinished = Submission.objects.create(author=cast.amina, trust=cast.fenmere, answers={"number": "3"})
    page = browse(user=cast.amina, width=width)

    below = ["", "preview/", "delete/", *(f"{step}/" for step in STEPS)]
    addresses = ["/case-studies/write/", *(address(found, rest) for rest in below)]
    addresses += [address(unfinished, f"{step}/?check=1") for step in STEPS]
    for place in addresses:
        page.goto(place)
        assert_axe_clean(page)
        assert_fits(page)
    page.goto(address(unfinished))
    page.get_by_role("button", name="Send to the editors").click()
    expect(page.get_by_role("heading", name="It is not sent yet")).to_be_visible()
    assert_axe_clean(page)
    page.goto(address(found, "problem/"))
    page.get_by_label("Your aim").fill("Reply to us at LS1 4AP.")
    go_on(page)
    expect(page.get_by_label("This is not about a patient")).to_be_visible()
    assert_axe_clean(page)


@pytest.mark.once
@pytest.mark.needs("java")
def test_the_pages_are_valid_html(cast: Cast, guide: Any) -> None:
    client: Client = client_of(cast.amina)
    other = Submission.objects.create(author=cast.amina, trust=cast.fenmere, answers={"number": "3"})
    found = sent(client, guide)
    pages = {"sent": client.get(address(found)).content.decode()}
    reject(found, cast.ella, "Say how many babies.")
    pages["list"] = client.get("/case-studies/write/").content.decode()
    pages["errors"] = client.post(address(other, "send/")).content.decode()
    below = ["", "preview/", "delete/", *(f"{step}/" for step in STEPS)]
    below += [f"{step}/?check=1" for step in STEPS]
    pages |= {rest: client.get(address(found, rest)).content.decode() for rest in below}

    assert_html_valid(pages)
