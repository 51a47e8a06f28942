"""The files that an editor should look at."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.contrib.auth.decorators import permission_required
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, When
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.reports import ReportView
from wagtail.documents.permissions import permission_policy

from accounts.requests import MemberRequest
from activity.tables import cell_text
from hub.files import settle_doubts
from hub.models import Attachment, HubDocument, Shown, TextState

REASONS = {
    "refused": "Kept from readers: holds what looks like patient details",
    "doubtful": "May tell of a patient",
    "unread": "Its text could not be read, or only in part",
    "unused": "On no page",
}
IS_DOUBTFUL = ~Q(doubts="") & Q(doubts_settled_at__isnull=True)
IS_UNREAD = Q(text_state=TextState.FAILED) | (Q(text_state=TextState.READ) & ~Q(text_error=""))
GRAVEST_FIRST = Case(
    When(text_state=TextState.REFUSED, then=0),
    When(IS_DOUBTFUL, then=1),
    When(IS_UNREAD, then=2),
    default=3,
)


def files_to_look_at() -> QuerySet[HubDocument]:
    """Files with a reason to be looked at, the gravest first."""
    carried = Exists(Attachment.objects.filter(document=OuterRef("pk")))
    named = Exists(Shown.objects.filter(document=OuterRef("pk")))
    files: QuerySet[HubDocument] = HubDocument.objects.annotate(is_carried=carried, is_named=named)
    return files.filter(
        Q(text_state=TextState.REFUSED) | IS_DOUBTFUL | IS_UNREAD | Q(is_carried=False, is_named=False)
    ).order_by(GRAVEST_FIRST, "-created_at", "-pk")


def reasons_of(document: Any) -> list[str]:
    """Why a file of `files_to_look_at` is there, in words."""
    found = []
    if document.text_state == TextState.REFUSED:
        found.append(f"{REASONS['refused']}. {document.text_error}")
    if document.doubts and document.doubts_settled_at is None:
        found.append(f"{REASONS['doubtful']}. {document.doubts}")
    if document.text_error and document.text_state in {TextState.FAILED, TextState.READ}:
        found.append(f"{REASONS['unread']}. {document.text_error}")
    if not document.is_carried and not document.is_named:
        found.append(REASONS["unused"])
    return found


class FilesFilter(WagtailFilterSet):
    """Narrow the files to one reason."""

    reason = django_filters.ChoiceFilter(
        label="Reason", method="only_reason", choices=list(REASONS.items()), empty_label="All"
    )

    class Meta:
        model = HubDocument
        fields: ClassVar = ["reason"]

    def only_reason(self, rows: Any, name: str, value: str) -> Any:
        """Those with a reason."""
        conditions = {
            "refused": Q(text_state=TextState.REFUSED),
            "doubtful": IS_DOUBTFUL,
            "unread": IS_UNREAD,
            "unused": Q(is_carried=False, is_named=False),
        }
        return rows.filter(conditions[value])


class FilesReport(ReportView):
    """Files to look at: patient details, doubts, no text, no page."""

    permission_policy = permission_policy
    any_permission_required: ClassVar[list[str]] = ["add", "change"]
    page_title = "Files to look at"
    header_icon = "doc-full"
    filterset_class = FilesFilter
    index_url_name = "files_to_look_at"
    index_results_url_name = "files_to_look_at_results"
    results_template_name = "hub/editing/files_results.html"
    is_searchable = False
    custom_value_preprocess: ClassVar[dict[Any, Any]] = {object: {ReportView.FORMAT_CSV: cell_text}}
    list_export: ClassVar[list[str]] = ["title", "file", "reasons"]
    export_headings: ClassVar[dict[str, str]] = {"title": "Title", "file": "File", "reasons": "Why"}

    def get_filename(self) -> str:
        """What the file of this report is called."""
        return "files-to-look-at"

    def get_queryset(self) -> Any:
        """The files of the report."""
        self.queryset = files_to_look_at()
        return super().get_queryset()

    def to_row_dict(self, item: HubDocument) -> dict[str, Any]:
        """A row of the file."""
        return {"title": item.title, "file": item.filename, "reasons": " ".join(reasons_of(item))}

    def decorate_paginated_queryset(self, object_list: Any) -> Any:
        """Each with its reasons, and whether somebody can say that a doubt is none."""
        for document in object_list:
            document.reasons = reasons_of(document)
            document.has_doubts = bool(document.doubts) and document.doubts_settled_at is None
        return object_list


@permission_required("wagtailadmin.access_admin", raise_exception=True)
def settle(request: MemberRequest, document_id: int) -> HttpResponse:
    """Asks, then keeps that a file's doubtful words are not about a patient."""
    mine = permission_policy.instances_user_has_any_permission_for(request.user, ["change"])
    document = get_object_or_404(mine, pk=document_id)
    if request.method == "POST":
        settle_doubts(document, actor=request.user)
        messages.success(request, f"“{document.title}” is not about a patient.")
        return redirect("files_to_look_at")
    return render(request, "hub/editing/settle_file.html", {"document": document})
