"""What editors read of the use of search."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import django_filters
from django.contrib.auth.decorators import permission_required
from django.db.models import Case, FloatField, Q, QuerySet, When
from django.db.models.functions import Cast
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.requests import MemberRequest
from activity.tables import cell_text
from search.models import SearchUse
from search.use.suggested import FEWEST, suggested_synonyms

MOST_WEEKS = 104
MEAN_RANK = Case(
    When(clicks__gt=0, then=Cast("rank_sum", FloatField()) / Cast("clicks", FloatField())),
    output_field=FloatField(),
)


def counted() -> QuerySet[SearchUse]:
    """Words looked for often enough in a week that nobody is known by them."""
    return SearchUse.objects.filter(searches__gte=FEWEST)


def weeks(request: HttpRequest | None = None) -> list[tuple[str, str]]:
    """The weeks that there is something to say of, the newest first."""
    known = counted().order_by("-week").values_list("week", flat=True).distinct()[:MOST_WEEKS]
    return [(week.isoformat(), f"Week of {date_format(week)}") for week in known]


class UseFilter(WagtailFilterSet):
    """Narrow to a week, or to what finds nothing."""

    week = django_filters.ChoiceFilter(label="Week", method="only_week", choices=weeks, empty_label="All")
    nothing = django_filters.ChoiceFilter(
        label="Result",
        method="only_nothing",
        choices=[("yes", "Found nothing"), ("no", "Found something")],
        empty_label="All",
    )

    class Meta:
        model = SearchUse
        fields: ClassVar = ["week", "nothing"]

    def only_week(self, rows: Any, name: str, value: str) -> Any:
        """Those of a week."""
        return rows.filter(week=date.fromisoformat(value))

    def only_nothing(self, rows: Any, name: str, value: str) -> Any:
        """Those that were without result at least once, or never."""
        return rows.filter(~Q(without_result=0) if value == "yes" else Q(without_result=0))


class UseReport(ReportView):
    """What is looked for, by the week: how often, without result, and where the result stood."""

    page_title = "Use of search"
    header_icon = "search"
    permission_policy = ModelPermissionPolicy(SearchUse)
    any_permission_required: ClassVar[list[str]] = ["view"]
    filterset_class = UseFilter
    is_searchable = False
    index_url_name = "search_use"
    index_results_url_name = "search_use_results"
    results_template_name = "search/admin/use_results.html"
    # What a spreadsheet would take for a formula is text.
    custom_value_preprocess: ClassVar[dict[Any, Any]] = {object: {ReportView.FORMAT_CSV: cell_text}}
    list_export: ClassVar[list[str]] = ["week", "words", "searches", "without_result", "clicks", "mean_rank"]
    export_headings: ClassVar[dict[str, str]] = {
        "week": "Week from",
        "words": "Words",
        "searches": "Searches",
        "without_result": "Without result",
        "clicks": "Results followed",
        "mean_rank": "Their mean place",
    }

    def get_queryset(self) -> Any:
        """The newest week first, and in it the most popular."""
        rows = counted().annotate(mean_rank=MEAN_RANK)
        self.queryset = rows.order_by("-week", "-searches", "words")
        return super().get_queryset()

    def get_filename(self) -> str:
        """The file's name says of which day it is."""
        return f"use-of-search-{timezone.localdate().isoformat()}"

    def to_row_dict(self, item: Any) -> dict[str, Any]:
        """A row of the file."""
        row = {name: getattr(item, name) for name in self.list_export}
        return row | {"mean_rank": None if item.mean_rank is None else round(item.mean_rank, 1)}


@permission_required("search.add_synonymgroup", raise_exception=True)
def suggested(request: MemberRequest) -> HttpResponse:
    """Words that find nothing, beside what may mean the same."""
    context = {"suggested": suggested_synonyms(request.user), "fewest": FEWEST}
    return render(request, "search/admin/suggested.html", context)
