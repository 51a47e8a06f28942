"""Review dates: reminders, the report, and the word that a page was reviewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.services import EDITORS, REVIEWERS
from activity import deliver, mail
from activity.models import Activity, Notification
from activity.services import follow
from cases.models import InterventionGuide
from hub.editing import reviews
from hub.models import ReviewReminder
from tests import factories
from tests.checks import assert_queries_constant
from tests.factories import Cast
from tests.mailbox import Mailbox

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 3)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    """A morning in November; tests move it on."""
    with time_machine.travel(datetime(2026, 11, 3, 9, 0, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def priya(cast: Cast) -> User:
    """Priya, who reviews."""
    made = factories.user("Priya Nair", "priya@example.org")
    made.profile.job_title = "consultant obstetrician"
    made.profile.save()
    made.groups.add(Group.objects.get(name=REVIEWERS))
    return made


def guide(due: date, owner: User | None = None, **fields: Any) -> InterventionGuide:
    """A guide with a review date."""
    fields = {"title": "Warm babies", "next_review": due, "owner": owner, **fields}
    return factories.guide(**fields)


def told(user: User) -> list[str]:
    """What a person reads on the hub."""
    rows = Notification.objects.visible_to(User.objects.get(pk=user.pk)).select_related("activity")
    return sorted(f"{row.activity.verb}: {row.activity.title}" for row in rows)


def test_reminders_come_30_days_before_on_the_day_and_every_30_days_each_once(
    cast: Cast, now: time_machine.Traveller, mailbox: Mailbox
) -> None:
    guide(TODAY + timedelta(days=40), cast.ella)
    sent: dict[int, list[str]] = {}
    for day in range(120):
        reviews.remind()
        reviews.remind()
        mail.send_waiting()
        if mailbox.messages:
            sent[day] = [str(message["To"]) for message in mailbox.messages]
            mailbox.messages.clear()
        now.shift(timedelta(days=1))
    assert sent == {10: ["ella@example.org"], 40: ["ella@example.org"], 70: ["ella@example.org"],
                    100: ["ella@example.org"]}  # fmt: skip


def test_the_mail_says_what_is_due_and_leads_to_it(cast: Cast, mailbox: Mailbox, client: Client) -> None:
    page = guide(TODAY - timedelta(days=3), cast.ella)
    reviews.remind()
    mail.send_waiting()
    (letter,) = mailbox.to("ella@example.org")
    text = letter.as_string().replace("=\n", "")
    assert "Warm babies, 31 October 2026" in str(letter["Subject"])
    assert "Review is due:" in text
    assert f"/admin/reviews/{page.pk}/" in text
    client.force_login(cast.ella)
    assert client.get(f"/admin/reviews/{page.pk}/").status_code == 200


def left(cast: Cast) -> User:
    """An owner whose account is closed."""
    gone = factories.user("Gone Away")
    gone.groups.add(Group.objects.get(name=EDITORS))
    gone.is_active = False
    gone.save()
    return gone


@pytest.mark.parametrize("owner", [lambda cast: None, left, lambda cast: cast.amina])
def test_where_the_owner_cannot_act_the_editors_are_reminded(cast: Cast, owner: Any) -> None:
    guide(TODAY, owner(cast))
    assert reviews.remind() == 1
    assert told(cast.ella) == ["hub.review.overdue: Warm babies, 3 November 2026"]
    assert told(cast.amina) == told(cast.dev) == []


def test_nobody_is_reminded_of_what_is_not_published_or_not_due(cast: Cast) -> None:
    guide(TODAY + timedelta(days=31))
    guide(TODAY, live=False)
    factories.guide()
    assert reviews.remind() == 0


def test_a_flood_is_spread_over_days_the_longest_overdue_first(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reviews, "AT_ONCE", 2)
    for days in (5, 50, 20):
        guide(TODAY - timedelta(days=days), title=f"Overdue by {days}")
    assert reviews.remind() == 2
    assert set(ReviewReminder.objects.values_list("page__title", flat=True)) == {
        "Overdue by 50", "Overdue by 20"
    }  # fmt: skip
    assert reviews.remind() == 1


def test_marked_as_reviewed_readers_see_it_and_nobody_is_told_of_news(
    cast: Cast, priya: User, client: Client
) -> None:
    page = guide(TODAY, cast.ella)
    deliver.deliver_all()
    follow(cast.amina, page)
    reviews.remind()
    published = Activity.objects.announced().about(page).count()
    client.force_login(priya)
    form = client.get(f"/admin/reviews/{page.pk}/")
    assert form.context["form"].initial["next_review"] == date(2028, 11, 3)
    answer = client.post(
        f"/admin/reviews/{page.pk}/",
        {"reviewer": "Priya Nair, consultant obstetrician", "next_review": "2027-11-03"},
    )
    assert answer["Location"] == "/admin/reviews/"
    page.refresh_from_db()
    assert (page.reviewed_on, page.next_review) == (TODAY, date(2027, 11, 3))
    assert page.reviewed_by == "Priya Nair, consultant obstetrician"
    assert page.live_revision == page.latest_revision == page.revisions.order_by("pk").last()
    assert not page.has_unpublished_changes
    assert page.live_revision.as_object().next_review == date(2027, 11, 3)
    assert Activity.objects.announced().about(page).count() == published
    deliver.deliver_all()
    assert told(cast.amina) == []
    assert told(cast.ella) == []  # the reminder is done with
    client.force_login(cast.ella)
    assert "Marked as reviewed" in client.get(f"/admin/pages/{page.pk}/history/").text


def test_a_draft_beside_it_keeps_its_text_and_stays_a_draft(cast: Cast) -> None:
    page = guide(TODAY)
    page.title = "Warm babies, and their mothers"
    page.save_revision(user=cast.ella)
    reviews.mark_reviewed(page, by=cast.ella, reviewer="Ella Marsh", next_review=date(2028, 11, 3))
    now = InterventionGuide.objects.get(pk=page.pk)
    assert (now.title, now.next_review) == ("Warm babies", date(2028, 11, 3))
    assert now.has_unpublished_changes
    draft = now.get_latest_revision_as_object()
    assert draft.title == "Warm babies, and their mothers"
    draft.save_revision().publish()
    now.refresh_from_db()
    assert now.next_review == date(2028, 11, 3)


def test_not_while_the_draft_is_checked_scheduled_or_locked_or_nobody_can_read_it(
    cast: Cast, priya: User, client: Client
) -> None:
    client.force_login(priya)
    form = {"reviewer": "Priya", "next_review": "2028-01-01"}
    checked, scheduled, locked = (guide(TODAY, title=f"Guide {n}") for n in range(3))
    checked.get_workflow().start(checked, cast.ella)
    scheduled.go_live_at = timezone.now() + timedelta(days=1)
    scheduled.save_revision(user=cast.ella).publish()
    locked.locked, locked.locked_by = True, cast.ella
    locked.save()
    for page, reason in ((checked, "being checked"), (scheduled, "scheduled"), (locked, "locked")):
        answer = client.post(f"/admin/reviews/{page.pk}/", form)
        assert answer.status_code == 200
        assert reason in answer.text
        page.refresh_from_db()
        assert page.reviewed_on is None
    hidden = guide(TODAY, live=False)
    assert client.post(f"/admin/reviews/{hidden.pk}/", form).status_code == 404


@pytest.mark.parametrize("who", ["amina", "dev", "nobody"])
def test_others_neither_read_the_report_nor_mark_pages(cast: Cast, client: Client, who: str) -> None:
    page = guide(TODAY)
    user = getattr(cast, who)
    if user.is_authenticated:
        client.force_login(user)
    for address in (
        f"/admin/reviews/{page.pk}/",
        "/admin/reviews/",
        "/admin/drafts/",
        "/admin/content-checks/",
    ):
        assert client.get(address).status_code == 302
    client.post(f"/admin/reviews/{page.pk}/", {"reviewer": "x", "next_review": "2028-01-01"})
    page.refresh_from_db()
    assert page.reviewed_on is None


@pytest.mark.parametrize("day", ["2026-11-03", "2020-01-01", "never", ""])
def test_a_date_that_cannot_be_is_said_and_nothing_is_lost(cast: Cast, client: Client, day: str) -> None:
    page = guide(TODAY)
    client.force_login(cast.ella)
    answer = client.post(f"/admin/reviews/{page.pk}/", {"reviewer": "Ella, at last", "next_review": day})
    assert answer.status_code == 200
    assert answer.context["form"].errors["next_review"]
    assert "Ella, at last" in answer.text


def test_another_date_takes_the_reminder_back(cast: Cast) -> None:
    page = guide(TODAY, cast.ella)
    reviews.remind()
    assert told(cast.ella)
    page.next_review = date(2027, 6, 1)
    page.save_revision().publish()
    assert told(cast.ella) == []


def test_the_report_lists_what_is_due_narrows_and_goes_out_as_csv(
    cast: Cast, priya: User, client: Client
) -> None:
    guide(TODAY - timedelta(days=2), title="=Overdue", trust=cast.fenmere)
    factories.case_study(title="Due soon", trust=cast.castlebeck, next_review=TODAY + timedelta(days=90))
    guide(TODAY + timedelta(days=91), title="Far off")
    client.force_login(priya)
    report = client.get("/admin/reviews/").text
    assert "Overdue by 2 days" in report
    assert "Due in 90 days" in report
    assert "Far off" not in report
    assert report.index("=Overdue") < report.index("Due soon")
    assert "Due soon" not in client.get("/admin/reviews/?overdue=yes").text
    assert "=Overdue" not in client.get(f"/admin/reviews/?trust={cast.castlebeck.pk}").text
    case_study = page_type_id("casestudy")
    assert "=Overdue" not in client.get(f"/admin/reviews/?content_type={case_study}").text
    answer: Any = client.get("/admin/reviews/?export=csv")
    file = b"".join(answer.streaming_content).decode()
    assert file.splitlines()[0].startswith("Page,Kind,Trust,Review due,Days overdue")
    assert file.splitlines()[1].startswith("'=Overdue,Guide,Fenmere Hospitals,2026-11-01,2,")


def page_type_id(model: str) -> int:
    """The id by which a filter names a kind of page."""
    return ContentType.objects.get(app_label="cases", model=model).pk


def test_the_report_takes_as_many_queries_for_many_pages(cast: Cast, client: Client) -> None:
    client.force_login(cast.ella)

    def build(count: int) -> None:
        for _ in range(count):
            guide(TODAY, trust=cast.fenmere)

    assert_queries_constant(client, "/admin/reviews/", build, small=3, large=30)


def test_years_on_a_leap_day() -> None:
    assert reviews.years_on(date(2028, 2, 29)) == date(2030, 2, 28)
    assert reviews.years_on(date(2026, 11, 3)) == date(2028, 11, 3)
