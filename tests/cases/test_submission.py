"""A member writes a case study: step by step, sent to the editors, back, and out."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from docx import Document
from wagtail.models import Comment

from activity import deliver, mail
from cases.models import CaseStudy, Submission
from hub.models import HubDocument
from tests import factories
from tests.factories import Cast
from tests.mailbox import Mailbox

pytestmark = pytest.mark.django_db
CERTAIN = "Her NHS number is 943 476 5919."
DOUBTFUL = "Reply to us at LS1 4AP."
ANSWERS: dict[str, dict[str, Any]] = {
    "what-changed": {
        "title": "Keeping babies warm",
        "changed": "A hat at birth\nA warm cot waits",
        "outcome": "worked",
        "sustained": "held at 6 months",
    },
    "problem": {
        "problem": "Four in ten came **cold**.\n\n- on nights\n- at weekends",
        "aim": "Two in ten by May.",
    },
    "what-you-did": {
        "what_was_done": "We moved the cots.\nThen the hats.",
        "test_1_title": "One ward",
        "test_1_when": "from March 2025",
        "test_1_prediction": "Fewer cold babies.",
        "test_1_happened": "Fewer.",
        "test_1_decision": "adopted",
    },
    "result": {
        "number": "21%",
        "number_unit": "babies under 36.5",
        "number_period": "to May 2026",
        "number_before": "41% before",
        "what_happened": "It fell.",
        "advice": "Start with *one* ward.",
    },
    "files": {"contact": "me"},
}


def client_of(user: Any) -> Client:
    """A browser of a person."""
    client = Client()
    client.force_login(user)
    return client


def begin(client: Client, title: str = "Keeping babies warm", **more: Any) -> Submission:
    """Starts one through the form."""
    client.post("/case-studies/write/", {"title": title, "key": "k", **more})
    return Submission.objects.latest("pk")


def address(found: Submission, rest: str = "") -> str:
    """Below a submission's own page."""
    return f"/case-studies/write/{found.pk}/{rest}"


def save(client: Client, found: Submission, step: str, saves: int | None = None, **said: Any) -> Any:
    """Presses save on a step, with the count that the page would know."""
    found.refresh_from_db()
    data = {"saves": found.saves if saves is None else saves, **said}
    return client.post(address(found, f"{step}/"), data)


def write(client: Client, uses: str) -> Submission:
    """Everything that there is to say."""
    found = begin(client)
    for step, said in ANSWERS.items():
        more: dict[str, Any] = {"uses": [uses]} if step == "what-you-did" else {}
        assert save(client, found, step, **said, **more).status_code == 302, step
    found.refresh_from_db()
    return found


def word(text: str = "A prompt card") -> SimpleUploadedFile:
    """A Word file that holds a text."""
    document, out = Document(), BytesIO()
    document.add_paragraph(text)
    document.save(out)
    return SimpleUploadedFile("prompt card.docx", out.getvalue())


def add_file(client: Client, found: Submission, file: Any = None, **more: Any) -> Any:
    """Adds a file on the last step."""
    data = {"new_file": file or word(), "new_title": "The card", "looked": "on", "add": "1", **more}
    return save(client, found, "files", **data)


@pytest.fixture
def guide(cast: Cast) -> Any:
    """A guide in its second version."""
    return factories.guide("warm", title="Warm babies", version=2)


@pytest.fixture
def amina(cast: Cast) -> Client:
    """Amina's browser."""
    return client_of(cast.amina)


def sent(amina: Client, guide: Any) -> Submission:
    """One with the editors, with a file."""
    found = write(amina, f"{guide.pk}:1")
    add_file(amina, found)
    amina.post(address(found, "send/"))
    found.refresh_from_db()
    assert found.state == "sent"
    return found


def reject(found: Submission, by: Any, comment: str) -> None:
    """An editor asks for changes, in Wagtail's workflow."""
    found.page.current_workflow_task_state.reject(user=by, comment=comment)  # type: ignore[union-attr]


def test_what_was_sent_is_a_line_in_the_one_queue(cast: Cast, amina: Client, guide: Any) -> None:
    grace = client_of(cast.grace)
    assert "Case studies sent by members" not in grace.get("/moderation/").content.decode()
    found = sent(amina, guide)
    queue = grace.get("/moderation/").content.decode()
    assert "Case studies sent by members" in queue
    assert "Waiting: 1, the oldest since" in queue
    assert "Case studies sent by members" not in client_of(cast.dev).get("/moderation/").content.decode()
    reject(found, cast.ella, "Say when.")
    assert "Case studies sent by members" not in grace.get("/moderation/").content.decode()


def test_a_member_writes_it_in_steps_and_sends_it(cast: Cast, amina: Client, guide: Any) -> None:
    found = sent(amina, guide)

    page = CaseStudy.objects.get()
    assert (page.live, page.owner, page.trust, page.contact) == (False, cast.amina, cast.fenmere, cast.amina)
    assert page.slug == "keeping-babies-warm"
    assert page.changed_lines() == ["A hat at birth", "A warm cot waits"]
    assert (
        page.problem == "<p>Four in ten came <b>cold</b>.</p><ul><li>on nights</li><li>at weekends</li></ul>"
    )
    assert page.what_was_done[0].value.source == "<p>We moved the cots.<br/>Then the hats.</p>"
    assert page.advice == "<p>Start with <i>one</i> ward.</p>"
    assert [(use.guide_id, use.version) for use in page.guide_uses.all()] == [(guide.pk, 1)]
    assert [(test.title, test.decision) for test in page.tests.all()] == [("One ward", "adopted")]
    assert [each.title for each in page.attachments.all()] == ["The card"]
    assert page.get_latest_revision().user == cast.amina
    assert amina.get(page.get_absolute_url() or "/nowhere/").status_code == 404
    shown = amina.get(address(found)).content.decode()
    assert "With the editors" in shown
    assert "Take it back" in shown
    # Nothing can be changed while the editors have it.
    assert save(amina, found, "problem", problem="Other").status_code == 302
    assert Submission.objects.get().said["problem"] == ANSWERS["problem"]["problem"]


def test_the_editors_are_told_and_led_to_the_page(
    cast: Cast, amina: Client, guide: Any, mailbox: Mailbox
) -> None:
    found = sent(amina, guide)
    ella = client_of(cast.ella)

    told = ella.get("/notifications/").content.decode()
    mail.send_waiting()

    assert "Keeping babies warm" in told
    note = cast.ella.notifications.get()
    opened = ella.get(f"/notifications/{note.pk}/", follow=True)
    assert opened.request["PATH_INFO"] == f"/admin/pages/{found.page_id}/edit/"
    assert b"Four in ten came" in opened.content
    assert len(mailbox.to("ella@example.org")) == 1


def test_what_the_editor_asks_for_comes_back_and_goes_again(
    cast: Cast, amina: Client, guide: Any, mailbox: Mailbox
) -> None:
    found = sent(amina, guide)
    page = found.page.get_latest_revision_as_object()  # type: ignore[union-attr]
    page.sustained = "held at 9 months"
    page.what_was_done = [("text", "<p>We moved the cots.</p>"), *page.what_was_done[1:]]
    page.save_revision(user=cast.ella)

    reject(found, cast.ella, "Say how many babies.")
    mail.send_waiting()

    found.refresh_from_db()
    assert (found.state, found.comment) == ("returned", "Say how many babies.")
    assert found.said["sustained"] == "held at 9 months"
    assert found.said["what_was_done"] == "We moved the cots."
    shown = amina.get(address(found)).content.decode()
    assert "Say how many babies." in shown
    assert "Back with you" in shown
    note = cast.amina.notifications.get(activity__verb="cases.submission.returned")
    assert amina.get(f"/notifications/{note.pk}/").headers["Location"] == address(found)
    (message,) = mailbox.to("amina@example.org")
    assert "Keeping babies warm" in message["Subject"]

    # Meanwhile the editor goes on in a field that the author does not touch.
    page = found.page.get_latest_revision_as_object()  # type: ignore[union-attr]
    page.number_period = "June 2025 to May 2026"
    page.save_revision(user=cast.ella)
    save(
        amina, found, "problem", problem="Four of ten, 40 of 98 babies, came cold.", aim="Two in ten by May."
    )
    amina.post(address(found, "send/"))

    found.refresh_from_db()
    page = found.page.get_latest_revision_as_object()  # type: ignore[union-attr]
    assert found.state == "sent"
    assert page.problem == "<p>Four of ten, 40 of 98 babies, came cold.</p>"
    assert (page.sustained, page.number_period) == ("held at 9 months", "June 2025 to May 2026")
    assert CaseStudy.objects.count() == 1
    assert found.page.current_workflow_state.status == "in_progress"  # type: ignore[union-attr]


def test_it_is_published_under_the_trusts_name_with_its_file(
    cast: Cast, amina: Client, guide: Any, mailbox: Mailbox
) -> None:
    found = sent(amina, guide)
    document = HubDocument.objects.get()
    nobody = Client()
    assert nobody.get(document.url).status_code == 404

    while (task := found.page.current_workflow_task_state) is not None:  # type: ignore[union-attr]
        task.approve(user=cast.ella)
    deliver.deliver_all()
    mail.send_waiting()

    found.refresh_from_db()
    assert found.state == "published"
    shown = nobody.get("/case-studies/keeping-babies-warm/").content.decode()
    assert "Fenmere Hospitals" in shown
    assert "The card" in shown
    assert nobody.get(document.url).status_code == 200
    note = cast.amina.notifications.get(activity__verb="cases.submission.published")
    assert amina.get(f"/notifications/{note.pk}/").headers["Location"] == "/case-studies/keeping-babies-warm/"
    assert "/case-studies/keeping-babies-warm/" in amina.get(address(found)).content.decode()
    assert mailbox.to("amina@example.org")
    # It came out; that the workflow was over is no news.
    assert cast.amina.notifications.filter(activity__verb__startswith="cases.submission").count() == 1


def test_publishing_at_once_does_not_return_it(cast: Cast, amina: Client, guide: Any) -> None:
    found = sent(amina, guide)

    found.page.get_latest_revision().publish(user=cast.ella)  # type: ignore[union-attr]

    found.refresh_from_db()
    assert found.state == "published"
    assert not cast.amina.notifications.filter(activity__verb="cases.submission.returned").exists()


def test_without_a_workflow_it_waits_as_a_draft(cast: Cast, amina: Client, guide: Any, settings: Any) -> None:
    settings.WAGTAIL_WORKFLOW_ENABLED = False

    found = sent(amina, guide)
    found.page.get_latest_revision().publish(user=cast.ella)  # type: ignore[union-attr]

    found.refresh_from_db()
    assert found.state == "published"
    assert cast.ella.notifications.filter(activity__verb="cases.submission.sent").exists()


def test_an_editors_comments_stand_at_their_step(cast: Cast, amina: Client, guide: Any) -> None:
    found = sent(amina, guide)
    Comment.objects.create(page=found.page, user=cast.ella, text="Which months?", contentpath="problem")
    Comment.objects.create(
        page=found.page, user=cast.ella, text="Done with", contentpath="aim", resolved_at=timezone.now()
    )

    reject(found, cast.ella, "")

    shown = amina.get(address(found)).content.decode()
    assert "Which months?" in shown
    assert "Done with" not in shown


def test_it_can_be_taken_back_and_deleted(cast: Cast, amina: Client, guide: Any) -> None:
    found = sent(amina, guide)

    amina.post(address(found, "take-back/"))

    found.refresh_from_db()
    assert found.state == "writing"
    assert found.page.current_workflow_state is None  # type: ignore[union-attr]
    assert not cast.amina.notifications.exists()

    file = HubDocument.objects.get().file
    assert amina.get(address(found, "delete/")).status_code == 200
    amina.post(address(found, "delete/"))

    assert not Submission.objects.exists()
    assert not CaseStudy.objects.exists()
    assert not HubDocument.objects.exists()
    assert file.name


def test_an_editor_who_deletes_the_page_leaves_the_text_to_its_author(
    cast: Cast, amina: Client, guide: Any
) -> None:
    found = sent(amina, guide)

    found.page.delete()  # type: ignore[union-attr]

    found.refresh_from_db()
    assert (found.state, found.page) == ("declined", None)
    assert b"Four in ten came" in amina.get(address(found, "preview/")).content
    assert cast.amina.notifications.filter(activity__verb="cases.submission.declined").exists()


def test_what_is_missing_is_asked_for_when_it_is_sent(amina: Client, cast: Cast) -> None:
    found = begin(amina)
    save(amina, found, "what-changed", title="Warm", changed="1\n2\n3\n4")
    save(amina, found, "result", number="21%")
    save(amina, found, "what-you-did", test_2_happened="Something")

    response = amina.post(address(found, "send/"))

    assert response.status_code == 422
    shown = response.content.decode()
    for words, link in {
        "Write three lines at most": "what-changed/?check=1#id_changed",
        "Say whether it worked.": "what-changed/?check=1#id_outcome_0",
        "Say what the problem was.": "problem/?check=1#id_problem",
        "Say what the number was before.": "result/?check=1#id_number_before",
        "Test 2: say what you tried.": "what-you-did/?check=1#id_test_2_title",
        "Tick what you used": "what-you-did/?check=1#id_uses_0",
    }.items():
        assert words in shown
        assert link in shown
    step = amina.get(address(found, "problem/?check=1")).content.decode()
    assert 'id="id_problem_error"' in step
    assert not CaseStudy.objects.exists()


def test_a_form_that_is_sent_twice_begins_one(amina: Client) -> None:
    first, second = begin(amina), begin(amina)

    assert first == second


def test_two_of_one_title_get_two_addresses(cast: Cast, amina: Client, guide: Any) -> None:
    sent(amina, guide)
    other = write(client_of(cast.ben), f"{guide.pk}:2")

    client_of(cast.ben).post(address(other, "send/"))

    other.refresh_from_db()
    assert other.page is not None
    assert other.page.slug == "keeping-babies-warm-2"


def test_no_case_study_takes_the_forms_own_address(amina: Client, guide: Any) -> None:
    found = write(amina, f"{guide.pk}:2")
    save(amina, found, "what-changed", **{**ANSWERS["what-changed"], "title": "Write"})

    amina.post(address(found, "send/"))

    found.refresh_from_db()
    assert found.page is not None
    assert found.page.slug == "write-2"
    with pytest.raises(ValidationError, match="Choose another"):
        factories.case_study("write", trust=found.trust)
