"""Forums in the administration, for editors: only those that they may see."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db import models
from wagtail import hooks
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSet

from accounts.kept_in_admin import SeenIndex, SeenViewSet
from accounts.models import Audience
from forums.forum_form import ForumAdminForm
from forums.models import Forum
from moderation.fields import CheckedField

TAKEN = {"ask", "read", "topics", "files", "drafts", "mentions"}

WHO_READS = "It stays so. Invited people are made a group first: Settings, Invited groups."


class ForumForm(ForumAdminForm):
    """A forum. What others read is checked; an audience that an editor may not see is not offered."""

    title = CheckedField(max_length=80, doubtful="refuse")
    description = CheckedField(max_length=255, doubtful="refuse")

    class Meta:
        model = Forum
        fields: ClassVar = [
            "title",
            "slug",
            "description",
            "audience",
            "posters",
            "network",
            "position",
            "allows_anonymous",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Audience.objects.filter(pk__in=Audience.objects.ids_for(self.for_user))
        for name in ("audience", "posters"):
            self.fields[name].queryset = seen
        if not self.instance.pk:
            self.fields["audience"].help_text = WHO_READS

    def clean_slug(self) -> str:
        """Other pages stand at some addresses below /forums/."""
        slug = str(self.cleaned_data["slug"])
        if slug in TAKEN:
            raise forms.ValidationError("Another page stands at this address. Choose another word.")
        return slug


class ForumIndex(SeenIndex):
    """The list of forums."""

    def get_base_queryset(self) -> models.QuerySet[Forum]:
        """With who each is for."""
        return super().get_base_queryset().select_related("audience")


class ForumViewSet(SeenViewSet):
    """Forums."""

    model = Forum
    # Not "forums": the room's own addresses have that name.
    name = "forum_keeping"
    url_prefix = "forums"
    menu_label = "Forums"
    icon = "comment"
    add_to_admin_menu = True
    index_view_class = ForumIndex
    list_display: ClassVar = [
        "title",
        Column("level", accessor=lambda forum: forum.level.label, label="Level"),
        "audience",
        "position",
    ]
    search_fields: ClassVar = ["title", "description"]
    ordering: ClassVar = ["position", "title"]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """The checked form."""
        return ForumForm


@hooks.register("register_admin_viewset")
def keep_forums() -> list[ViewSet]:
    """Forums, for those who have the right to change them."""
    return [ForumViewSet("forum_keeping")]
