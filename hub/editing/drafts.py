"""Drafts: whose they are, and for whom they wait."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, Q
from django.db.models.functions import Cast
from wagtail.models import Page, TaskState, WorkflowState

from accounts.models import User
from hub.models import BasePage


def _pages_of(states: Any) -> Any:
    """The ids of the pages of some workflow states, which keep them as text."""
    pages = states.filter(base_content_type=ContentType.objects.get_for_model(Page))
    return pages.annotate(page_id=Cast("object_id", BigIntegerField())).values("page_id")


def drafts_of(user: User) -> Any:
    """Pages of a person's own with changes that readers do not see and that are on no way yet, the
    latest first."""
    on_their_way = WorkflowState.objects.filter(status=WorkflowState.STATUS_IN_PROGRESS)
    scheduled = Q(latest_revision__approved_go_live_at__isnull=False)
    drafts = BasePage.objects.filter(
        Q(owner=user) | Q(latest_revision__user=user), has_unpublished_changes=True
    )
    drafts = drafts.exclude(scheduled).exclude(pk__in=_pages_of(on_their_way))
    return drafts.order_by("-latest_revision_created_at", "-pk")


def returned_to(user: User) -> Any:
    """Pages in which somebody has asked the person for changes."""
    returned = WorkflowState.objects.filter(status=WorkflowState.STATUS_NEEDS_CHANGES)
    asked = returned.filter(requested_by=user)
    mine = Q(owner=user) & Q(pk__in=_pages_of(returned))
    return BasePage.objects.filter(mine | Q(pk__in=_pages_of(asked))).order_by("-latest_revision_created_at")


def waiting_for(user: User) -> Any:
    """Steps of workflows that the person can take, the oldest first."""
    return TaskState.objects.reviewable_by(user).order_by("started_at", "pk")
