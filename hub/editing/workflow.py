"""Who is told what of a draft on its way: those who are to check it, and whoever sent it in.

Through activity, and so in the list on the hub and by mail from the queue. Wagtail's own mail
goes out inside the request, where a slow mail server holds the editor up and one that is down
breaks the page; `take_over` switches it off.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Q
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import COMMENTS_RELATION_NAME, Page, PageSubscription, TaskState, WorkflowState
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from accounts.models import User
from accounts.services import EDITORS, audience_of_role
from activity import words
from activity.services import record, tell, withdraw
from hub.models import CommentOnDraft, DraftOnItsWay

WAGTAILS_MAIL = (
    (task_submitted, TaskState, "group_approval_task_submitted_email_notification"),
    (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification"),
    (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification"),
    (workflow_approved, WorkflowState, "workflow_state_approved_email_notification"),
)
MAY_ENTER = "access_admin"


def take_over() -> None:
    """Takes Wagtail's own mail off; called once, when every app is ready.

    Raises ImproperlyConfigured where there is nothing to take off: then Wagtail has changed, or
    stands below the hub in INSTALLED_APPS and would switch its mail on again.
    """
    for signal, sender, uid in WAGTAILS_MAIL:
        if not signal.disconnect(sender=sender, dispatch_uid=uid):
            raise ImproperlyConfigured(
                f"Wagtail's own mail ({uid}) could not be switched off: hub must come after "
                "wagtail.admin in INSTALLED_APPS."
            )
    if not hasattr(EditView, "send_commenting_notifications"):
        raise ImproperlyConfigured("Wagtail's own mail about comments could not be switched off.")
    EditView.send_commenting_notifications = tell_of_comments
    words.register("hub.draft.to_check", "asks you to check")
    words.register("hub.draft.returned", "asks for changes in")
    words.register("hub.draft.approved", "approved")
    words.register("hub.draft.commented", "commented on")


def those_who_may_enter() -> Any:
    """Active people with a way into the administration."""
    allowed = Q(is_superuser=True) | Q(groups__permissions__codename=MAY_ENTER)
    return User.objects.active().filter(allowed).distinct()


def _tell(activity: Any, people: Iterable[User], wish: str) -> None:
    """Tells people; by mail those who have not said no to it on Wagtail's page of their account."""
    unwilling = set(
        User.objects.filter(**{f"wagtail_userprofile__{wish}_notifications": False}).values_list(
            "pk", flat=True
        )
    )
    people = list(people)
    tell(activity, [person for person in people if person.pk not in unwilling])
    tell(activity, [person for person in people if person.pk in unwilling], mail=False)


def _draft(state: WorkflowState) -> DraftOnItsWay | None:
    draft = DraftOnItsWay.objects.get(pk=state.pk)
    return draft if isinstance(draft.content_object, Page) else None


@transaction.atomic
def tell_of_task(task_state: TaskState, *, by: User | None) -> None:
    """Tells the people of a task's groups that a draft waits for them. Where the groups have
    nobody, administrators are told, so that no draft waits unseen."""
    draft = _draft(task_state.workflow_state)
    task = task_state.task.specific
    if draft is None or not hasattr(task, "groups"):
        return
    groups = list(task.groups.all())
    withdraw(draft)
    activity = record(
        "hub.draft.to_check",
        actor=by,
        target=draft,
        audience=audience_of_role(EDITORS, *(group.name for group in groups)),
        announce=False,
    )
    people = list(those_who_may_enter().filter(groups__in=groups))
    _tell(activity, people or User.objects.active().filter(is_superuser=True), "submitted")


@transaction.atomic
def tell_of_outcome(state: WorkflowState, *, by: User | None, verb: str, wish: str) -> None:
    """Tells whoever sent a draft in, and its owner, what became of it.

    Those who may not enter the administration are told by the room that took their text in, with
    a link that they can open.
    """
    draft = _draft(state)
    if draft is None:
        return
    withdraw(draft)
    asked = {state.requested_by_id, draft.content_object.owner_id}
    people = those_who_may_enter().filter(pk__in=asked - {None}).prefetch_related("groups")
    roles = {group.name for person in people for group in person.groups.all()}
    activity = record(
        verb, actor=by, target=draft, audience=audience_of_role(EDITORS, *roles), announce=False
    )
    _tell(activity, people, wish)


def forget_draft(state: WorkflowState) -> None:
    """Takes back what was told of a draft that nobody is to check any longer."""
    draft = _draft(state)
    if draft is not None:
        withdraw(draft)


def forget_drafts_of(page: Page) -> None:
    """Takes back what was told of a page's drafts: the page is about to be deleted."""
    for draft in DraftOnItsWay.objects.for_instance(page):
        withdraw(draft)


@transaction.atomic
def tell_of_comments(view: EditView, changes: dict[str, Any]) -> None:
    """In place of Wagtail's method of `EditView`: tells those who follow a page's comments, and
    those who wrote in the threads that were answered or closed."""
    new = [comment for comment in changes["new_comments"] if comment.pk]
    threads = [comment for comment, _ in changes["new_replies"]] + list(changes["resolved_comments"])
    if not new and not threads:
        return
    pks = [comment.pk for comment in threads]
    followers = PageSubscription.objects.filter(page=view.page, comment_notifications=True)
    people = those_who_may_enter().filter(
        Q(pk__in=followers.values("user"))
        | Q(comment_replies__comment__in=pks)
        | Q(**{f"{COMMENTS_RELATION_NAME}__in": pks})
    )
    people = people.prefetch_related("groups")
    activity = record(
        "hub.draft.commented",
        actor=view.request.user,
        target=CommentOnDraft.objects.select_related("page").get(pk=[*new, *threads][0].pk),
        audience=audience_of_role(EDITORS, *{group.name for who in people for group in who.groups.all()}),
        announce=False,
    )
    _tell(activity, people, "updated_comments")
