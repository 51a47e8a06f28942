"""What moderators have at hand, looked after in the administration."""

from __future__ import annotations

from typing import ClassVar

from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from moderation.models import ReasonTemplate, WatchedWord


class ReasonTemplates(SnippetViewSet):
    """The reasons that moderators choose from, and the words that people receive."""

    model = ReasonTemplate
    icon = "comment"
    menu_label = "Reasons"
    list_display = ("title", "position")
    ordering = ("position", "title")
    panels: ClassVar = [
        FieldPanel("title"),
        FieldPanel("text"),
        FieldPanel("keeps_nothing"),
        FieldPanel("position"),
    ]


class WatchedWords(SnippetViewSet):
    """The words at which a post is held or refused."""

    model = WatchedWord
    icon = "warning"
    menu_label = "Watched words"
    list_display = ("word", "act")
    list_filter = ("act",)
    search_fields = ("word",)
    panels: ClassVar = [FieldPanel("word"), FieldPanel("act"), FieldPanel("why")]


class Moderation(SnippetViewSetGroup):
    """Both, in one place of the menu."""

    menu_label = "Moderation"
    menu_icon = "warning"
    menu_order = 600
    add_to_admin_menu = True
    items = (ReasonTemplates, WatchedWords)


register_snippet(Moderation)
