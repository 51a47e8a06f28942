"""Forums in the administration: made, described, put in order, and given moderators."""

from __future__ import annotations

from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from forums.forum_form import ForumAdminForm
from forums.models import Forum


class Forums(SnippetViewSet):
    """Every forum. One that holds topics cannot be deleted."""

    model = Forum
    icon = "group"
    menu_label = "Forums"
    menu_order = 590
    add_to_admin_menu = True
    list_display = ("title", "audience", "position")
    ordering = ("position", "title")
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("slug"),
            FieldPanel("description"),
            FieldPanel("audience"),
            FieldPanel("posters"),
            FieldPanel("moderators_by_email"),
            FieldPanel("allows_anonymous"),
            FieldPanel("network"),
            FieldPanel("position"),
        ],
        base_form_class=ForumAdminForm,
    )


register_snippet(Forums)
