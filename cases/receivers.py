"""Where signals enter: after `migrate` the ground is laid; a set that comes out names its versions;
what changes a list has it counted again."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_delete
from wagtail.models import WorkflowState
from wagtail.signals import (
    page_published,
    page_unpublished,
    post_page_move,
    workflow_cancelled,
    workflow_rejected,
)

from cases.ground import lay_ground
from cases.models import CaseStudy
from cases.services import submission_news
from cases.services.lists import list_changed
from cases.services.versions import name_versions


def after_migrate(sender: AppConfig, **kwargs: Any) -> None:
    """The home page is there: lay the sections under it."""
    lay_ground()


def on_published(sender: type, instance: Any, **kwargs: Any) -> None:
    """A learning set came out: it names versions of its guides."""
    name_versions(instance)


def on_list_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    """What stands in a list, or where, is another."""
    list_changed(instance)


def on_returned(sender: type, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """An editor or a reviewer asks for changes."""
    submission_news.was_returned(instance, by=user)


def on_let_go(sender: type, instance: WorkflowState, user: Any = None, **kwargs: Any) -> None:
    """A workflow was stopped."""
    submission_news.was_let_go(instance, by=user)


def on_case_published(sender: type, instance: CaseStudy, **kwargs: Any) -> None:
    """A case study came out."""
    submission_news.was_published(instance)


def on_case_unpublished(sender: type, instance: CaseStudy, **kwargs: Any) -> None:
    """A case study was taken back."""
    submission_news.was_unpublished(instance)


def on_case_removed(sender: type, instance: CaseStudy, **kwargs: Any) -> None:
    """A case study is about to be deleted."""
    submission_news.was_removed(instance)


def connect_submissions() -> None:
    """What editors do reaches the member who wrote the case study."""
    workflow_rejected.connect(on_returned, dispatch_uid="cases.submission.returned")
    workflow_cancelled.connect(on_let_go, dispatch_uid="cases.submission.let_go")
    page_published.connect(on_case_published, sender=CaseStudy, dispatch_uid="cases.submission.published")
    page_unpublished.connect(
        on_case_unpublished, sender=CaseStudy, dispatch_uid="cases.submission.unpublished"
    )
    pre_delete.connect(on_case_removed, sender=CaseStudy, dispatch_uid="cases.submission.removed")


def connect(app: AppConfig) -> None:
    """Called once, from `AppConfig.ready`."""
    post_migrate.connect(after_migrate, sender=app, dispatch_uid="cases.ground")
    page_published.connect(on_published, dispatch_uid="cases.published")
    for signal in (page_published, page_unpublished, post_page_move, pre_delete):
        signal.connect(on_list_changed, dispatch_uid="cases.lists")
    connect_submissions()
