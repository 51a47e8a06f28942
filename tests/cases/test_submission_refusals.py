"""What a member's case study is kept from: losing words, other people, patients' details."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from accounts.services import join
from cases.models import CaseStudy, Submission
from hub.models import HubDocument
from tests import factories
from tests.cases.test_submission import (
    CERTAIN,
    DOUBTFUL,
    add_file,
    address,
    begin,
    client_of,
    reject,
    save,
    sent,
    word,
    write,
)
from tests.checks import assert_queries_constant
from tests.factories import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def guide(cast: Cast) -> Any:
    """A guide in its second version."""
    return factories.guide("warm", title="Warm babies", version=2)


@pytest.fixture
def amina(cast: Cast) -> Client:
    """Amina's browser."""
    return client_of(cast.amina)


def autosave(client: Client, found: Submission, step: str, saves: int, **said: Any) -> Any:
    """What the page's script sends."""
    return client.post(address(found, f"{step}/"), {"autosave": "1", "saves": saves, **said})


def said(found: Submission) -> dict[str, Any]:
    """What is kept now."""
    found.refresh_from_db()
    return found.said


def test_it_saves_by_itself_complete_or_not(amina: Client) -> None:
    found = begin(amina)

    first = autosave(amina, found, "result", 0, number="21%")
    again = autosave(amina, found, "result", first.json()["saves"], number="21%", advice="Begin small")

    assert first.status_code == 200
    assert (first.json()["saves"], again.json()["saves"]) == (1, 2)
    assert first.json()["at"] == timezone.localtime().strftime("%H:%M")
    assert said(found)["number"] == "21%"
    assert said(found)["advice"] == "Begin small"
    assert b"21%" in amina.get(address(found, "result/")).content


def test_what_identifies_a_patient_is_never_kept(amina: Client) -> None:
    found = begin(amina)

    by_itself = autosave(amina, found, "problem", 0, problem=CERTAIN, aim="Two in ten.")
    by_hand = save(amina, found, "problem", problem=CERTAIN, aim="Three in ten.")

    assert list(by_itself.json()["refused"]) == ["problem"]
    shown = by_hand.content.decode()
    assert by_hand.status_code == 200
    assert "This answer was not saved; your other answers were." in shown
    assert CERTAIN in shown
    assert said(found)["aim"] == "Three in ten."
    assert "943" not in str(found.answers)


def test_what_may_identify_one_is_asked_about_and_told_to_the_editors(
    cast: Cast, amina: Client, guide: Any
) -> None:
    found = write(amina, f"{guide.pk}:2")

    asked = save(amina, found, "problem", problem=DOUBTFUL)
    assert asked.status_code == 200
    assert b"This is not about a patient" in asked.content
    assert amina.post(address(found, "send/")).status_code == 422

    assert save(amina, found, "problem", problem=DOUBTFUL, declaration="on").status_code == 302
    # Said once, of these words; other words are asked about again.
    assert save(amina, found, "problem", problem=DOUBTFUL).status_code == 302
    assert save(amina, found, "problem", problem="Reply to us at SW1A 1AA.").status_code == 200
    assert save(amina, found, "problem", problem=DOUBTFUL, declaration="on").status_code == 302
    amina.post(address(found, "send/"))

    found.refresh_from_db()
    assert found.state == "sent"
    (comment,) = found.page.wagtail_admin_comments.all()  # type: ignore[union-attr]
    assert comment.contentpath == "problem"
    assert "a full postcode" in comment.text
    assert "LS1" not in comment.text
    ella = client_of(cast.ella)
    assert b"a full postcode" in ella.get(f"/admin/pages/{found.page_id}/edit/").content
    # To its author it is no comment.
    reject(found, cast.ella, "")
    assert b"a full postcode" not in amina.get(address(found)).content


def test_the_same_draft_open_twice_tells_the_second_and_keeps_both(amina: Client) -> None:
    found = begin(amina)
    save(amina, found, "problem", saves=0, problem="First")

    second = save(amina, found, "problem", saves=0, problem="Second")
    by_itself = autosave(amina, found, "problem", 0, problem="Second")

    shown = second.content.decode()
    assert second.status_code == by_itself.status_code == 409
    assert "This step was saved in another window" in shown
    assert "Second" in shown
    assert 'name="saves" value="1"' in shown
    assert said(found)["problem"] == "First"
    # Knowing of the other, it may take its place; another step is nobody's rival.
    assert save(amina, found, "problem", saves=1, problem="Second").status_code == 302
    assert save(amina, found, "result", saves=0, advice="Begin small").status_code == 302
    assert said(found)["problem"] == "Second"
    # The same again is no conflict: a button pressed twice.
    assert save(amina, found, "problem", saves=1, problem="Second").status_code == 302


def test_what_was_typed_survives_the_end_of_the_session(cast: Cast, amina: Client) -> None:
    found = begin(amina)
    amina.cookies.pop("sessionid")

    assert autosave(amina, found, "problem", 0, problem="Typed").status_code == 401
    answer = save(amina, found, "problem", problem="Typed for an hour", aim=CERTAIN)
    assert answer.headers["Location"] == f"/account/login/?next={address(found, 'problem/')}"
    assert said(found).get("problem") is None

    signed_in = amina.post(
        answer.headers["Location"], {"login": "amina@example.org", "password": factories.PASSWORD}
    )
    assert signed_in.headers["Location"] == address(found, "problem/")
    shown = amina.get(address(found, "problem/")).content.decode()
    assert "Typed for an hour" in shown
    assert "You had been signed out." in shown
    assert "943" not in shown
    assert "Your aim" in shown.partition("Not kept")[2][:200]

    save(amina, found, "problem", problem="Typed for an hour")
    assert said(found)["problem"] == "Typed for an hour"
    assert "You had been signed out." not in amina.get(address(found, "problem/")).content.decode()


def test_what_was_typed_is_given_to_nobody_else(cast: Cast, amina: Client) -> None:
    found = begin(amina)
    own = begin(client_of(cast.farah), "Mine")
    amina.cookies.pop("sessionid")
    save(amina, found, "problem", problem="Typed by Amina")

    amina.post("/account/login/", {"login": "farah@example.org", "password": factories.PASSWORD})

    assert amina.get(address(found, "problem/")).status_code == 404
    assert b"Typed by Amina" not in amina.get(address(own, "problem/")).content
    assert "kept_answers" not in amina.session


def test_a_draft_is_its_authors_alone(cast: Cast, amina: Client, guide: Any) -> None:
    found = write(amina, f"{guide.pk}:2")
    add_file(amina, found)
    file = found.files.get()
    others = [client_of(user) for user in cast.signed_in() if user != cast.amina]

    for client in others:
        for rest in ("", "preview/", "problem/", "delete/", f"files/{file.pk}/"):
            assert client.get(address(found, rest)).status_code == 404
        for rest in ("send/", "take-back/", "delete/", "problem/"):
            assert client.post(address(found, rest), {"problem": "Mine now"}).status_code == 404
        assert address(found).encode() not in client.get("/case-studies/write/").content
    assert client_of(cast.farah).get(file.document.url).status_code == 404
    assert Client().get(address(found, f"files/{file.pk}/")).status_code == 302
    opened: Any = amina.get(address(found, f"files/{file.pk}/"))
    assert b"".join(opened.streaming_content)[:2] == b"PK"
    assert "private, no-store" in opened.headers["Cache-Control"]


def test_it_goes_at_once_when_the_membership_ends(cast: Cast, amina: Client, guide: Any) -> None:
    found = sent(amina, guide)
    file = found.files.get()
    reject(found, cast.ella, "More, please.")

    cast.amina.memberships.update(ended_at=timezone.now())

    for rest in ("", "problem/", f"files/{file.pk}/"):
        assert amina.get(address(found, rest)).status_code == 404
    assert autosave(amina, found, "problem", 9, problem="Still here").status_code == 404
    assert b"Keeping babies warm" not in amina.get("/case-studies/write/").content
    assert b"Keeping babies warm" not in amina.get("/notifications/?show=all").content


def test_a_member_of_no_trust_is_told_kindly(cast: Cast) -> None:
    client = client_of(factories.user("Ola Berg"))

    shown = client.get("/case-studies/write/").content.decode()
    client.post("/case-studies/write/", {"title": "Mine"})

    assert "you are not a member of one here yet" in shown
    assert not Submission.objects.exists()
    assert Client().get("/case-studies/write/").status_code == 302


def test_who_works_at_two_trusts_says_whose_work_it_is(cast: Cast, amina: Client) -> None:
    join(cast.amina, cast.castlebeck)

    asked = amina.post("/case-studies/write/", {"title": "Mine", "key": "a"})
    wrong = amina.post("/case-studies/write/", {"title": "Mine", "key": "b", "trust": cast.saltmarsh.pk})
    made = begin(amina, trust=cast.castlebeck.pk)

    assert b"Choose the trust." in asked.content
    assert b"Choose the trust." in wrong.content
    assert made.trust == cast.castlebeck


def test_files_are_looked_at_counted_and_can_be_taken_away(cast: Cast, amina: Client) -> None:
    found = begin(amina)

    assert b"Look through the file" in add_file(amina, found, looked="").content
    wrong = SimpleUploadedFile("card.pdf", b"<html>no</html>")
    assert b"This is not a PDF file" in add_file(amina, found, wrong).content
    assert b"NHS number" in add_file(amina, found, word(CERTAIN)).content
    assert not HubDocument.objects.exists()

    for number in range(10):
        assert add_file(amina, found, new_title=f"Card {number}").status_code == 302
    assert b"There are 10 files already." in add_file(amina, found).content
    assert found.files.count() == 10

    row = found.files.first()
    assert row is not None
    named: dict[str, Any] = {f"title_{row.pk}": "The ward’s card"}
    save(amina, found, "files", **named)
    row.refresh_from_db()
    assert row.title == row.document.title == "The ward’s card"
    save(amina, found, "files", remove=str(row.pk))
    assert found.files.count() == HubDocument.objects.count() == 9


def test_a_file_that_may_point_to_a_patient_is_told_to_the_editors(amina: Client, guide: Any) -> None:
    found = write(amina, f"{guide.pk}:2")
    add_file(amina, found, word(DOUBTFUL))

    amina.post(address(found, "send/"))

    found.refresh_from_db()
    (comment,) = found.page.wagtail_admin_comments.all()  # type: ignore[union-attr]
    assert "a full postcode in the file “The card”" in comment.text


def test_what_cannot_be_kept_is_a_form_error(amina: Client) -> None:
    found = begin(amina)

    for text in ("a\x00b", "x" * 6_001):
        refused = autosave(amina, found, "problem", 0, problem=text)
        assert list(refused.json()["refused"]) == ["problem"], text[:9]
    assert save(amina, found, "nothing").status_code == 404
    assert save(amina, found, "what-you-did", uses=["1:1"]).status_code == 200
    assert "problem" not in said(found)


def test_markup_and_scripts_are_only_words(amina: Client, guide: Any) -> None:
    found = write(amina, f"{guide.pk}:2")
    hostile = "<script>alert(1)</script> <img src=x onerror=alert(1)> [x](javascript:alert(1))"
    save(amina, found, "problem", problem=hostile)

    shown = amina.get(address(found, "preview/")).content.decode()
    amina.post(address(found, "send/"))

    assert "<script>alert" not in shown
    assert "onerror=alert(1)>" not in shown.replace("&gt;", "")
    page = CaseStudy.objects.get()
    assert "<script" not in page.problem
    assert 'href="javascript' not in page.problem


def test_no_guide_that_the_writer_may_not_see_is_offered(cast: Cast, amina: Client) -> None:
    factories.guide("secret", title="Secret guide", audience=factories.audience("trust:castlebeck"))
    found = begin(amina)

    assert b"Secret guide" not in amina.get(address(found, "what-you-did/")).content


def test_the_list_takes_as_many_queries_with_many(cast: Cast, amina: Client) -> None:
    def build(number: int) -> None:
        for _ in range(number):
            Submission.objects.create(author=cast.amina, trust=cast.fenmere, answers={"title": "One"})

    assert_queries_constant(amina, "/case-studies/write/", build, ceiling=12)
