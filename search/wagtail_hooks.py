"""What editors look after so that search stays good."""

from __future__ import annotations

from typing import ClassVar

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import CreateView, SnippetViewSet

from search.models import SynonymGroup
from search.use.reports import UseReport, suggested

MOST_WORDS = 300


class AddSynonyms(CreateView):
    """A new group; words may stand in the address, from a list of what finds nothing."""

    def get_initial_form_instance(self) -> SynonymGroup:
        """A group with those words."""
        return SynonymGroup(words=self.request.GET.get("words", "")[:MOST_WORDS])


class Synonyms(SnippetViewSet):
    """The words that mean the same."""

    model = SynonymGroup
    icon = "comment"
    menu_label = "Synonyms"
    menu_order = 610
    add_to_admin_menu = True
    list_display = ("words", "note", "updated_at")
    search_fields = ("words", "note")
    list_per_page = 100
    panels: ClassVar = [FieldPanel("words"), FieldPanel("note")]
    add_view_class = AddSynonyms


register_snippet(Synonyms)


@hooks.register("construct_reports_menu")
def without_empty_report(request: HttpRequest, items: list[MenuItem]) -> None:
    """Takes away Wagtail's own list of search terms: the hub counts its searches by itself."""
    items[:] = [item for item in items if item.name != "search-terms"]


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern]:
    """Below /admin/; Wagtail lets in only those who may enter."""
    results = UseReport.as_view(results_only=True)
    return [
        path("use-of-search/", UseReport.as_view(), name=UseReport.index_url_name),
        path("use-of-search/results/", results, name=UseReport.index_results_url_name),
        path("suggested-synonyms/", suggested, name="suggested_synonyms"),
    ]


class OfSearch(MenuItem):
    """A report for those who look after search."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Editors."""
        return bool(request.user.has_perm("search.view_searchuse"))


@hooks.register("register_reports_menu_item")
def use_in_the_menu() -> MenuItem:
    """What is looked for."""
    return OfSearch("Use of search", reverse("search_use"), icon_name="search", order=130)


@hooks.register("register_reports_menu_item")
def suggested_in_the_menu() -> MenuItem:
    """What finds nothing."""
    return OfSearch("Suggested synonyms", reverse("suggested_synonyms"), icon_name="comment", order=131)
