"""Drafts on their way to readers: who may do what, and who is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from wagtail.models import GroupApprovalTask, Page, PageSubscription, Task, Workflow, WorkflowState
from wagtail.users.models import UserProfile

from accounts.models import Audience, User
from accounts.services import EDITORS, MODERATORS, REVIEWERS, audience_of_role
from activity import mail
from activity.models import Activity, Notification
from cases.models import CaseStudy, CaseStudyIndexPage
from hub.editing.ground import WORKFLOW
from hub.ground import lay_ground
from hub.models import NewsIndexPage, NewsPage
from tests import factories
from tests.factories import Cast
from tests.mailbox import Mailbox

pytestmark = pytest.mark.django_db


@pytest.fixture
def priya(cast: Cast) -> User:
    """Priya, who reviews."""
    made = factories.user("Priya Nair", "priya@example.org")
    made.groups.add(Group.objects.get(name=REVIEWERS))
    return made


def draft(cast: Cast, **fields: Any) -> NewsPage:
    """A piece of news that Ella has begun."""
    fields = {"title": "Hats are in", "slug": "hats-are-in", "owner": cast.ella, **fields}
    return factories.publish(NewsPage(**fields), NewsIndexPage.objects.get(), live=False)


def submitted(cast: Cast, by: User | None = None) -> NewsPage:
    """The same, sent on its way by Ella or somebody else."""
    page = draft(cast)
    page.get_workflow().start(page, by or cast.ella)
    return page


def fresh(page: Page) -> Any:
    """The page as it is now: Wagtail keeps its workflow on the object."""
    return Page.objects.get(pk=page.pk).specific


def act(who: User, page: Page, action: str, comment: str = "") -> Any:
    """Approve or ask for changes, as the administration's buttons do."""
    client = Client()
    client.force_login(who)
    task_state = fresh(page).current_workflow_task_state
    address = f"/admin/pages/workflow/action/{page.pk}/{action}/{task_state.pk}/"
    return client.post(address, {"comment": comment})


def told(user: User) -> list[str]:
    """What a person reads on the hub, newest first."""
    user = User.objects.get(pk=user.pk)  # rights are read once for each request
    rows = Notification.objects.visible_to(user).unread().newest().select_related("activity")
    return [f"{row.activity.verb}: {row.activity.title}" for row in rows]


def test_every_page_goes_through_editors_check_and_clinical_review(cast: Cast) -> None:
    case = factories.case_study(trust=cast.fenmere)
    workflow = case.get_workflow()
    assert workflow.name == WORKFLOW
    steps = [(task.name, [group.name for group in task.specific.groups.all()]) for task in workflow.tasks]
    assert steps == [("Editor's check", [EDITORS]), ("Clinical review", [REVIEWERS])]


def test_wagtails_own_workflow_for_the_moderators_is_gone_and_ground_is_laid_once(cast: Cast) -> None:
    assert not GroupApprovalTask.objects.filter(groups__name=MODERATORS).exists()
    lay_ground()
    call_command("migrate", verbosity=0)
    assert [workflow.name for workflow in Workflow.objects.all()] == [WORKFLOW]
    assert Task.objects.count() == 2


def test_the_way_of_a_draft_and_who_is_told(cast: Cast, priya: User, mailbox: Mailbox) -> None:
    otto = factories.user("Otto Lind", "otto@example.org")
    otto.groups.add(Group.objects.get(name=EDITORS))
    page = submitted(cast)
    assert told(otto) == ["hub.draft.to_check: Hats are in"]
    assert told(priya) == told(cast.dev) == told(cast.ella) == []

    assert act(otto, page, "approve").status_code == 302
    assert told(priya) == ["hub.draft.to_check: Hats are in"]
    assert told(otto) == []  # what he was asked is done

    act(priya, page, "reject", "Say how many hats.")
    assert told(cast.ella) == ["hub.draft.returned: Hats are in"]
    fresh(page).current_workflow_state.resume(user=cast.ella)
    assert told(cast.ella) == []
    assert told(priya) == ["hub.draft.to_check: Hats are in"]

    act(priya, page, "approve")
    page.refresh_from_db()
    assert page.live
    assert told(cast.ella) == ["hub.draft.approved: Hats are in"]
    assert Activity.objects.filter(verb="hub.page.published").about(page).count() == 1

    mail.send_waiting()
    (letter,) = mailbox.to("ella@example.org")  # what was done meanwhile is not sent
    text = letter.as_string().replace("=\n", "")
    assert f"/admin/pages/{page.pk}/edit/" in text
    assert "Priya Nair approved" in text
    assert not mailbox.to("otto@example.org")


def test_notification_leads_into_the_editor(cast: Cast, priya: User, client: Client) -> None:
    page = submitted(cast)
    act(cast.ella, page, "approve")
    client.force_login(priya)
    assert "Hats are in" in client.get("/notifications/").text
    notification = Notification.objects.get(user=priya)
    answer = client.get(f"/notifications/{notification.pk}/")
    assert answer["Location"] == f"/admin/pages/{page.pk}/edit/"
    assert client.get(answer["Location"]).status_code == 200


def test_nothing_goes_out_inside_the_request(cast: Cast, priya: User, mailoutbox: list) -> None:
    page = submitted(cast)
    act(cast.ella, page, "approve")
    act(priya, page, "reject", "No.")
    assert mailoutbox == []


def test_a_publication_does_not_open_what_was_told_of_the_draft(cast: Cast, priya: User) -> None:
    page = submitted(cast)
    act(cast.ella, page, "approve")
    act(priya, page, "approve")
    of_drafts = Activity.objects.filter(verb__startswith="hub.draft.")
    assert of_drafts.count() == 3
    for reader in (cast.amina, cast.nobody):
        assert not of_drafts.visible_to(reader).exists()
    assert of_drafts.visible_to(cast.ella).exists()
    assert not of_drafts.announced().exists()


def test_where_nobody_reviews_the_administrators_are_told(cast: Cast) -> None:
    page = submitted(cast)
    act(cast.ella, page, "approve")
    assert told(cast.grace) == ["hub.draft.to_check: Hats are in"]


def test_who_says_no_to_mail_is_told_on_the_hub(cast: Cast, priya: User, mailbox: Mailbox) -> None:
    client = Client()
    client.force_login(priya)
    assert client.get("/admin/account/").status_code == 200
    UserProfile.objects.filter(user=priya).update(submitted_notifications=False)
    page = submitted(cast)
    act(cast.ella, page, "approve")
    mail.send_waiting()
    assert told(priya)
    assert not mailbox.to("priya@example.org")


def test_a_cancelled_or_deleted_draft_asks_nobody(cast: Cast, priya: User) -> None:
    page = submitted(cast, by=cast.grace)
    assert told(cast.ella)
    fresh(page).current_workflow_state.cancel(user=cast.grace)
    assert told(cast.ella) == []
    page.get_workflow().start(fresh(page), cast.grace)
    assert told(cast.ella)
    page.delete()
    assert told(cast.ella) == []


def test_a_member_without_the_administration_sends_a_case_study_in(cast: Cast, priya: User) -> None:
    page = CaseStudy(title="Sent in", slug="sent-in", trust=cast.fenmere, outcome="worked")
    page.changed, page.problem = "A hat", "<p>Cold.</p>"
    page.live, page.owner = False, cast.amina
    CaseStudyIndexPage.objects.get().add_child(instance=page)
    page.save_revision(user=cast.amina)
    page.get_workflow().start(page, cast.amina)

    assert told(cast.ella) == ["hub.draft.to_check: Sent in"]
    act(cast.ella, page, "approve")
    act(priya, page, "reject", "Say when.")
    assert WorkflowState.objects.get().status == "needs_changes"
    assert told(cast.amina) == []  # cases tells her, with a link that she can open
    fresh(page).current_workflow_state.resume(user=cast.amina)
    act(priya, page, "approve")
    page.refresh_from_db()
    assert page.live


def test_editors_publish_at_once_and_reviewers_do_not(cast: Cast, priya: User) -> None:
    page = draft(cast)
    ella, reviewer = page.permissions_for_user(cast.ella), page.permissions_for_user(priya)
    assert ella.can_publish()
    assert ella.can_lock()
    assert ella.can_unlock()
    assert not reviewer.can_publish()
    assert not reviewer.can_edit()
    page.get_workflow().start(page, cast.ella)
    act(cast.ella, page, "approve")
    waiting = Page.objects.get(pk=page.pk)
    assert waiting.permissions_for_user(priya).can_edit()
    assert not waiting.permissions_for_user(priya).can_publish()
    # While it is reviewed, what the reviewer reads does not change under their hands.
    assert waiting.get_lock().for_user(cast.ella)
    assert not waiting.get_lock().for_user(priya)


@pytest.mark.parametrize("who", ["amina", "dev", "nobody"])
@pytest.mark.parametrize("action", ["approve", "reject"])
def test_others_decide_nothing(cast: Cast, who: str, action: str) -> None:
    page = submitted(cast)
    client = Client()
    user = getattr(cast, who)
    if user.is_authenticated:
        client.force_login(user)
    task_state = page.current_workflow_task_state
    client.post(f"/admin/pages/workflow/action/{page.pk}/{action}/{task_state.pk}/", {"comment": "x"})
    task_state.refresh_from_db()
    assert task_state.status == "in_progress"
    assert client.get(f"/admin/pages/{page.pk}/edit/").status_code == 302


def test_reviewer_enters_and_compares_but_keeps_no_people(cast: Cast, priya: User, client: Client) -> None:
    page = submitted(cast)
    page.title = "Hats are in, all of them"
    page.save_revision(user=cast.ella)
    act(cast.ella, page, "approve")
    client.force_login(priya)
    assert client.get("/admin/").status_code == 200
    first, second = page.revisions.order_by("pk")
    assert client.get(f"/admin/pages/{page.pk}/edit/preview/").status_code == 200
    between = f"/admin/pages/{page.pk}/revisions/compare/{first.pk}...{second.pk}/"
    assert client.get(between).status_code == 200
    assert client.get("/admin/users/").status_code == 302


def test_a_role_is_an_audience(cast: Cast, priya: User) -> None:
    both = audience_of_role(REVIEWERS, EDITORS)
    assert both.key == "role:clinical-reviewers+editors"
    assert audience_of_role(EDITORS, REVIEWERS) == both
    assert audience_of_role(EDITORS).key == "role:editors"
    assert factories.audience("role:editors") == audience_of_role(EDITORS)
    both.delete()
    both = factories.audience("role:clinical-reviewers+editors")  # as a content pack names it
    with pytest.raises(Audience.DoesNotExist):
        factories.audience("role:cooks")
    for person in (cast.ella, priya, cast.dev, cast.grace):
        fresh = User.objects.get(pk=person.pk)
        assert both.pk in Audience.objects.ids_for(fresh)
        assert fresh in User.objects.who_may_see(both)
    assert both.pk not in Audience.objects.ids_for(User.objects.get(pk=cast.amina.pk))
    with pytest.raises(Group.DoesNotExist):
        audience_of_role("Cooks")


def commented(page: NewsPage, who: User, text: str) -> Any:
    """Saves the page's form with one new comment beside the title."""
    client = Client()
    client.force_login(who)
    form = {
        "title": page.title,
        "slug": page.slug,
        "audience": page.audience_id,
        "body-count": "0",
        "comments-0-text": text,
        "comments-0-contentpath": "title",
        "comments-0-position": "",
        "comments-0-replies-TOTAL_FORMS": "0",
        "comments-0-replies-INITIAL_FORMS": "0",
    }
    for rows, count in (("attachments", 0), ("related", 0), ("related_pages", 0), ("comments", 1)):
        form |= {f"{rows}-TOTAL_FORMS": str(count), f"{rows}-INITIAL_FORMS": "0"}
    return client.post(f"/admin/pages/{page.pk}/edit/", form)


def test_a_comment_is_told_to_those_who_follow_the_pages_comments(
    cast: Cast, priya: User, mailbox: Mailbox
) -> None:
    page = submitted(cast)
    PageSubscription.objects.create(page=page, user=cast.ella, comment_notifications=True)
    act(cast.ella, page, "approve")
    assert commented(page, priya, "How many hats are there?").status_code == 302
    assert told(cast.ella) == ["hub.draft.commented: Hats are in"]
    assert told(priya) == ["hub.draft.to_check: Hats are in"]
    mail.send_waiting()
    (letter,) = mailbox.to("ella@example.org")
    text = letter.as_string().replace("=\n", "")
    assert "Priya Nair commented on" in text
    assert f"/admin/pages/{page.pk}/edit/#comment-" in text
    assert "How many hats" not in text


def test_the_administration_says_who_sees_a_page_by_its_audience(client: Client, cast: Cast) -> None:
    page = draft(cast, audience=factories.audience("members"), title="For members", slug="for-members")
    page.save_revision().publish()
    client.force_login(cast.ella)
    seen = "Every member of the hub who is signed in."
    editor = client.get(f"/admin/pages/{page.pk}/edit/").text
    assert f"{seen} Change it in the tab Settings." in editor
    assert f'aria-label="Live. {seen} Visit the live page"' in editor
    page.refresh_from_db()
    page.audience = Audience.objects.get(key="public")
    page.save_revision()
    editor = client.get(f"/admin/pages/{page.pk}/edit/").text
    assert "Once this draft is published: Everyone on the internet" in editor
    assert f'aria-label="Live. {seen} Visit the live page"' in editor
    parent = NewsIndexPage.objects.get()
    for address in (f"/admin/pages/{parent.pk}/", f"/admin/pages/add/hub/newspage/{parent.pk}/"):
        assert "Everyone on the internet" in client.get(address).text
    for text in (editor, client.get(f"/admin/pages/{parent.pk}/").text):
        assert "Visible to all" not in text
        assert "Change privacy" not in text
