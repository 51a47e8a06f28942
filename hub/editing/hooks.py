"""The editors' day inside Wagtail: addresses, menus, the home, buttons."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.userbar import ContentCheckerItem
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from accounts.models import User
from hub.editing.files import FilesReport, settle
from hub.editing.needs_you import NeedsYouPanel
from hub.editing.reports import ChecksReport, DraftsReport, ReviewsReport
from hub.editing.review_views import review_page


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Below /admin/; Wagtail lets in only those who may enter."""
    reports: dict[str, Any] = {
        "reviews": ReviewsReport,
        "drafts": DraftsReport,
        "content-checks": ChecksReport,
        "files-to-look-at": FilesReport,
    }
    found = [
        path("reviews/<int:page_id>/", review_page, name="review_page"),
        path("files-to-look-at/<int:document_id>/", settle, name="settle_file"),
    ]
    for address, report in reports.items():
        found.append(path(f"{address}/", report.as_view(), name=report.index_url_name))
        results = report.as_view(results_only=True)
        found.append(path(f"{address}/results/", results, name=report.index_results_url_name))
    return found


@hooks.register("register_reports_menu_item")
def reviews_in_the_menu() -> MenuItem:
    """Reviews due, first of the reports."""
    return MenuItem("Reviews due", reverse("reviews_due"), icon_name="calendar-check", order=100)


@hooks.register("register_reports_menu_item")
def checks_in_the_menu() -> MenuItem:
    """What the checks found."""
    return MenuItem("Content checks", reverse("content_checks"), icon_name="glasses", order=110)


@hooks.register("register_reports_menu_item")
def files_in_the_menu() -> MenuItem:
    """Files with a reason to be looked at."""
    return MenuItem("Files to look at", reverse("files_to_look_at"), icon_name="doc-full", order=115)


@hooks.register("register_reports_menu_item")
def drafts_in_the_menu() -> MenuItem:
    """The reader's own drafts."""
    return MenuItem("Your drafts", reverse("own_drafts"), icon_name="edit", order=120)


@hooks.register("construct_homepage_panels")
def needs_you_first(request: HttpRequest, panels: list[Any]) -> None:
    """What needs the reader, before everything else."""
    panels.append(NeedsYouPanel())


@hooks.register("construct_homepage_summary_items", order=1_000)
def no_vanity_counts(request: HttpRequest, items: list[Any]) -> None:
    """How many pages, pictures and files there are asks nothing of anybody."""
    items.clear()


@hooks.register("insert_global_admin_css")
def reports_on_a_phone() -> str:
    """The reports keep to what matters on a narrow screen."""
    return format_html('<link rel="stylesheet" href="{}">', static("hub/editing.css"))


@hooks.register("register_log_actions")
def say_reviewed_in_the_history(actions: LogActionRegistry) -> None:
    """A line of a page's history."""
    actions.register_action("hub.reviewed", "Mark as reviewed", "Marked as reviewed")


class HubContentChecker(ContentCheckerItem):
    """Wagtail's checker of the preview, with what it leaves out unless asked."""

    axe_run_only: ClassVar[list[str]] = [
        *(rule for rule in ContentCheckerItem.axe_run_only if rule != "empty-meta-description"),
        "image-alt",
        "table-duplicate-name",
        "scope-attr-valid",
        "list",
    ]


@hooks.register("construct_wagtail_userbar")
def check_what_matters_here(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    """In the page editor; readers' pages show no user bar."""
    items[:] = [
        HubContentChecker(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item
        for item in items
    ]


@hooks.register("register_page_header_buttons")
def mark_as_reviewed(page: Page, user: User, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """On a published page, for those who may say so."""
    if page.live and page.depth > 1 and user.has_perm("hub.mark_reviewed"):
        address = reverse("review_page", args=[page.pk])
        yield Button("Mark as reviewed", address, icon_name="calendar-check", priority=12)
