"""Reports of the administration: reviews that are due, and what the content checks found."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import django_filters
from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.filters import ContentTypeFilter, WagtailFilterSet
from wagtail.admin.views.reports import ReportView
from wagtail.permissions import page_permission_policy

from accounts.models import Organisation
from activity.tables import cell_text
from hub.editing import reviews
from hub.editing.drafts import drafts_of
from hub.following import page_types
from hub.models import BasePage, ContentCheck


def types_of_page(request: HttpRequest) -> Any:
    """The kinds of page that a report can be narrowed to."""
    types = ContentType.objects.get_for_models(*page_types()).values()
    return ContentType.objects.filter(pk__in=[each.pk for each in types]).order_by("model")


def trusts(request: HttpRequest) -> Any:
    """The trusts that a report can be narrowed to."""
    return Organisation.objects.trusts().order_by("name")


def kind_of(page: BasePage) -> str:
    """What readers call a page's kind: "Case study"."""
    return str(page.specific_class.KIND_LABEL)


class PagesReport(ReportView):
    """A report of pages, for everyone who has some right over pages."""

    permission_policy = page_permission_policy
    any_permission_required: ClassVar[list[str]] = ["add", "change", "publish", "lock"]
    # What a spreadsheet would take for a formula is text.
    custom_value_preprocess: ClassVar[dict[Any, Any]] = {object: {ReportView.FORMAT_CSV: cell_text}}
    is_searchable = False

    def get_filename(self) -> str:
        """The file's name says of which day it is."""
        return f"{self.export_filename}-{timezone.localdate().isoformat()}"


class ReviewsFilter(WagtailFilterSet):
    """Narrow the reviews: overdue, one kind, one trust."""

    overdue = django_filters.ChoiceFilter(
        label="When",
        method="only_overdue",
        choices=[("yes", "Due now or overdue"), ("no", "Due in the next 90 days")],
        empty_label="All",
    )
    content_type = ContentTypeFilter(label="Kind", queryset=types_of_page)
    trust = django_filters.ModelChoiceFilter(label="Trust", queryset=trusts)

    class Meta:
        model = BasePage
        fields: ClassVar = ["overdue", "content_type", "trust"]

    def only_overdue(self, rows: Any, name: str, value: str) -> Any:
        """Those whose day has come, or those whose day is still to come."""
        today = timezone.localdate()
        return rows.filter(next_review__lte=today) if value == "yes" else rows.filter(next_review__gt=today)


class ReviewsReport(PagesReport):
    """Which pages are due for review: overdue, or in the next 90 days."""

    page_title = "Reviews due"
    header_icon = "calendar-check"
    filterset_class = ReviewsFilter
    index_url_name = "reviews_due"
    index_results_url_name = "reviews_due_results"
    results_template_name = "hub/editing/reviews_results.html"
    export_filename = "reviews-due"
    list_export: ClassVar[list[str]] = [
        "title", "kind", "trust", "next_review", "days_overdue", "reviewed_on", "reviewed_by", "owner",
        "address",
    ]  # fmt: skip
    export_headings: ClassVar[dict[str, str]] = {
        "title": "Page",
        "kind": "Kind",
        "trust": "Trust",
        "next_review": "Review due",
        "days_overdue": "Days overdue",
        "reviewed_on": "Last reviewed",
        "reviewed_by": "By",
        "owner": "Owner",
        "address": "Address",
    }

    def get_queryset(self) -> Any:
        """With what a row shows."""
        self.queryset = reviews.due_pages().select_related("trust", "owner", "content_type")
        return super().get_queryset()

    def to_row_dict(self, item: BasePage) -> dict[str, Any]:
        """A row of the file."""
        return {
            "title": item.title,
            "kind": kind_of(item),
            "trust": item.trust.name if item.trust else "",
            "next_review": item.next_review,
            "days_overdue": max(days_over(item.next_review), 0),
            "reviewed_on": item.reviewed_on,
            "reviewed_by": item.reviewed_by,
            "owner": item.owner.name if item.owner else "",
            "address": item.get_absolute_url(),
        }

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Each page with its kind, and how long its review has been overdue, in words."""
        for page in object_list:
            page.kind = kind_of(page)
            page.when = in_words(days_over(page.next_review))
        return object_list

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Whether the reader may mark pages as reviewed."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["may_mark"] = self.request.user.has_perm("hub.mark_reviewed")
        return context


def days_over(due: date) -> int:
    """Days since a review was due; negative for one to come."""
    return (timezone.localdate() - due).days


def in_words(days: int) -> str:
    """How long ago, or how soon: "Overdue by 3 days", "Due today", "Due in 12 days"."""
    count = f"{abs(days)} day{'' if abs(days) == 1 else 's'}"
    if days == 0:
        return "Due today"
    return f"Overdue by {count}" if days > 0 else f"Due in {count}"


class DraftsReport(PagesReport):
    """The pages that the reader has begun, or changed, and not published or sent on yet."""

    page_title = "Your drafts"
    header_icon = "edit"
    index_url_name = "own_drafts"
    index_results_url_name = "own_drafts_results"
    results_template_name = "hub/editing/drafts_results.html"
    export_filename = "drafts"
    list_export: ClassVar[list[str]] = ["title", "kind", "trust", "latest_revision_created_at"]
    export_headings: ClassVar[dict[str, str]] = {
        "title": "Page",
        "kind": "Kind",
        "trust": "Trust",
        "latest_revision_created_at": "Saved",
    }

    def get_queryset(self) -> Any:
        """With what a row shows."""
        self.queryset = drafts_of(self.request.user).select_related("trust", "content_type")
        return super().get_queryset()

    def to_row_dict(self, item: BasePage) -> dict[str, Any]:
        """A row of the file."""
        return {
            "title": item.draft_title,
            "kind": kind_of(item),
            "trust": item.trust.name if item.trust else "",
            "latest_revision_created_at": item.latest_revision_created_at,
        }

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Each with its kind in words."""
        for page in object_list:
            page.kind = kind_of(page)
        return object_list


class ChecksFilter(WagtailFilterSet):
    """Narrow what the checks found."""

    content_type = ContentTypeFilter(field_name="page__content_type", label="Kind", queryset=types_of_page)
    trust = django_filters.ModelChoiceFilter(field_name="page__trust", label="Trust", queryset=trusts)

    class Meta:
        model = ContentCheck
        fields: ClassVar = ["content_type", "trust"]


class ChecksReport(PagesReport):
    """What the content checks found in published pages, the most to mend first."""

    page_title = "Content checks"
    header_icon = "glasses"
    filterset_class = ChecksFilter
    index_url_name = "content_checks"
    index_results_url_name = "content_checks_results"
    results_template_name = "hub/editing/checks_results.html"
    export_filename = "content-checks"
    list_export: ClassVar[list[str]] = [
        "title",
        "kind",
        "trust",
        "reading_age",
        "count",
        "findings",
        "address",
    ]
    export_headings: ClassVar[dict[str, str]] = {
        "title": "Page",
        "kind": "Kind",
        "trust": "Trust",
        "reading_age": "Reading age",
        "count": "To mend",
        "findings": "What",
        "address": "Address",
    }

    def get_queryset(self) -> Any:
        """With what a row shows."""
        checks = ContentCheck.objects.filter(page__live=True).select_related(
            "page__trust", "page__content_type"
        )
        self.queryset = checks.order_by("-count", F("reading_age").desc(nulls_last=True), "page_id")
        return super().get_queryset()

    def to_row_dict(self, item: ContentCheck) -> dict[str, Any]:
        """A row of the file."""
        return {
            "title": item.page.title,
            "kind": kind_of(item.page),
            "trust": item.page.trust.name if item.page.trust else "",
            "reading_age": item.reading_age,
            "count": item.count,
            "findings": "; ".join(finding["words"] for finding in item.findings),
            "address": item.page.get_absolute_url(),
        }

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Each with its kind in words."""
        for check in object_list:
            check.kind = kind_of(check.page)
        return object_list
