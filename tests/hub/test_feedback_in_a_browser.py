"""A reader without an account and an editor, in a real browser: a word on a page, and its answer."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from hub.feedback import services
from hub.models import Feedback
from tests import factories
from tests.browser import DESK, PHONE, Browse, assert_axe_clean, assert_fits
from tests.checks import assert_html_valid

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.needs("browser")
def test_a_reader_says_no_and_why_without_a_script_or_a_cookie(browse: Browse, cast: Any) -> None:
    case = factories.case_study("warm", title="Warm and fed", trust=cast.fenmere)
    window = browse(width=PHONE, javascript=False)
    window.goto(case.get_absolute_url())
    window.get_by_role("button", name="this page was not useful").click()
    expect(window.get_by_role("heading", level=1)).to_have_text("Thank you")
    window.get_by_label("What would have made it more useful").fill("It gives no numbers.")
    window.get_by_role("button", name="Send").click()
    expect(window.get_by_text("What you wrote is with the people")).to_be_visible()
    assert not window.context.cookies()
    said = Feedback.objects.get()
    assert (said.kind, said.text, said.state) == ("not-useful", "It gives no numbers.", "waiting")


@pytest.mark.needs("browser")
def test_something_is_wrong_and_an_editor_answers(browse: Browse, cast: Any) -> None:
    case = factories.case_study("warm", title="Warm and fed", trust=cast.fenmere)
    reader = browse(width=DESK)
    reader.goto(case.get_absolute_url())
    reader.get_by_role("link", name="Is anything wrong with this page?").click()
    reader.get_by_label("What is wrong?").fill("The number is that of last year.")
    reader.get_by_label("Your email address").fill("reader@example.org")
    assert_axe_clean(reader)
    reader.get_by_role("button", name="Send").click()
    assert_axe_clean(reader)

    editor = browse(user=cast.ella, width=PHONE)
    editor.goto("/feedback/")
    assert "The number is that of last year." in editor.content()
    assert_axe_clean(editor)
    assert_fits(editor)
    editor.get_by_label("Your answer").fill("It is mended.")
    editor.get_by_role("button", name="Send the answer").click()
    expect(editor.get_by_text("Nothing waits.")).to_be_visible()
    assert_axe_clean(editor)
    assert Feedback.objects.get().answer == "It is mended."


@pytest.mark.once
@pytest.mark.needs("java")
def test_the_pages_are_valid_html(client: Client, cast: Any) -> None:
    case = factories.case_study("warm", trust=cast.fenmere)
    for number in range(6):
        services.vote(case, useful=bool(number))
    services.report_wrong(case, text="One\ntwo", reply_to="reader@example.org")
    services.report_wrong(case, text="Three <b>")
    own = f"/feedback/{case.pk}/"
    addresses = [case.get_absolute_url(), f"{own}wrong/", f"{own}thanks/", f"{own}said/"]
    pages = {address: client.get(address).content.decode() for address in addresses}
    sent = client.post(f"{own}wrong/", {"reply_to": "x"}, HTTP_ORIGIN="http://testserver")
    client.force_login(cast.ella)
    pages |= {"/feedback/": client.get("/feedback/").content.decode(), "refused": sent.content.decode()}
    assert_html_valid(pages)
