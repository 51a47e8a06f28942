"""Where Wagtail's signals enter. One line each: write down what happened."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save, pre_delete
from wagtail.models import TaskState, WorkflowState
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
    task_submitted,
    workflow_approved,
    workflow_cancelled,
    workflow_rejected,
)

from hub.editing import reviews, workflow
from hub.files import file_was_saved
from hub.ground import lay_ground
from hub.models import BasePage, HubDocument
from hub.services import page_moved, page_was_published, page_was_removed


def on_published(sender: type, instance: Any, revision: Any = None, **kwargs: Any) -> None:
    """A page came out, or came out again."""
    page_was_published(instance, by=getattr(revision, "user", None))
    reviews.settle(instance)


def on_unpublished(sender: type, instance: Any, **kwargs: Any) -> None:
    """A page was taken back."""
    page_was_removed(instance, verb="hub.page.unpublished")
    reviews.settle(instance)


def on_delete(sender: type, instance: Any, **kwargs: Any) -> None:
    """A page is about to be deleted."""
    if isinstance(instance, BasePage):
        workflow.forget_drafts_of(instance)
        reviews.forget(instance)
        page_was_removed(instance, verb="hub.page.deleted")


def on_moved(sender: type, instance: Any, **kwargs: Any) -> None:
    """A page has a new address."""
    page_moved(instance)


def on_task(sender: type[TaskState], instance: TaskState, user: Any = None, **kwargs: Any) -> None:
    """A draft has come to a step of its workflow."""
    workflow.tell_of_task(instance, by=user)


def on_approved(
    sender: type[WorkflowState], instance: WorkflowState, user: Any = None, **kwargs: Any
) -> None:
    """A draft has passed the last step."""
    workflow.tell_of_outcome(instance, by=user, verb="hub.draft.approved", wish="approved")


def on_returned(
    sender: type[WorkflowState], instance: WorkflowState, user: Any = None, **kwargs: Any
) -> None:
    """Somebody asks for changes in a draft."""
    workflow.tell_of_outcome(instance, by=user, verb="hub.draft.returned", wish="rejected")


def on_cancelled(sender: type[WorkflowState], instance: WorkflowState, **kwargs: Any) -> None:
    """A draft was taken out of its workflow: nobody is to check it now."""
    workflow.forget_draft(instance)


def on_file_saved(sender: type, instance: HubDocument, **kwargs: Any) -> None:
    """A file is new, or has changed."""
    file_was_saved(instance)


def after_migrate(sender: AppConfig, **kwargs: Any) -> None:
    """The tables are there: lay the ground that pages stand on."""
    lay_ground()


def connect(app: AppConfig) -> None:
    """Called once, from `AppConfig.ready`."""
    post_migrate.connect(after_migrate, sender=app, dispatch_uid="hub.ground")
    page_published.connect(on_published, dispatch_uid="hub.published")
    page_unpublished.connect(on_unpublished, dispatch_uid="hub.unpublished")
    post_page_move.connect(on_moved, dispatch_uid="hub.moved")
    post_save.connect(on_file_saved, sender=HubDocument, dispatch_uid="hub.file_saved")
    pre_delete.connect(on_delete, dispatch_uid="hub.deleted")
    task_submitted.connect(on_task, dispatch_uid="hub.task")
    workflow_approved.connect(on_approved, dispatch_uid="hub.approved")
    workflow_rejected.connect(on_returned, dispatch_uid="hub.returned")
    workflow_cancelled.connect(on_cancelled, dispatch_uid="hub.cancelled")
