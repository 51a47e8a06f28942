"""Groups of invited people in the administration: a pilot, those who lead reviews. An editor makes one,
names its people, and then a forum or a page is for them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import cached_property
from django.utils.text import capfirst
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CreateView
from wagtail.permission_policies import ModelPermissionPolicy

from accounts.kept_in_admin import (
    SeenDelete,
    SeenEdit,
    SeenHistory,
    SeenIndex,
    SeenUsage,
    SeenViewSet,
)
from accounts.models import INVITED, Audience, User
from accounts.naming import PeopleField
from accounts.services import invite
from moderation.fields import CheckedField

GROUPS = "Invited groups"
MUST_BE_IN = "Name yourself too: nobody can look after a group that they cannot see."


class GroupForm(WagtailAdminModelForm):
    """A group and its people. Whether it is confidential is settled when it is made."""

    name = CheckedField(
        max_length=120,
        doubtful="refuse",
        help_text="Such as “People who lead reviews”: pages say that they are for them.",
    )
    slug = forms.SlugField(max_length=60, help_text="A short word for it in content packs: review-leads.")
    people = PeopleField(
        label="Its people",
        help_text="Their email addresses, one in each line. Who is taken out sees nothing of it any more.",
        error_messages={"required": "Name its people."},
    )

    class Meta:
        model = Audience
        fields: ClassVar = ["name", "slug", "confidential", "people"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            named = self.instance.people.active().order_by("email").values_list("email", flat=True)
            self.initial |= {"slug": self.instance.slug, "people": "\n".join(named)}
            for name in ("slug", "confidential"):
                self.fields[name].disabled = True

    def clean_slug(self) -> str:
        """A word that no other group has."""
        slug = str(self.cleaned_data["slug"])
        if Audience.objects.filter(key=f"{INVITED}{slug}").exclude(pk=self.instance.pk).exists():
            raise ValidationError("Another group has this word. Choose another.")
        return slug

    def clean(self) -> dict[str, Any]:
        """Whoever saves a group can see it afterwards."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        named: list[User] | None = cleaned.get("people")
        if named is not None and self.for_user not in named and not self._sees_it_anyway(cleaned):
            self.add_error("people", MUST_BE_IN)
        return cleaned

    def _sees_it_anyway(self, cleaned: dict[str, Any]) -> bool:
        user: User = self.for_user
        return not cleaned.get("confidential") and user.has_perm("accounts.see_every_audience")

    def save(self, commit: bool = True) -> Audience:
        """Makes it, or changes its name and its people."""
        data = self.cleaned_data
        self.instance = invite(
            data["slug"], data["people"], name=data["name"], confidential=data["confidential"]
        )
        return self.instance


class NeverDeleted(ModelPermissionPolicy):
    """A group stays for what is said to be for it; without people nobody is in it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Anything but deleting."""
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """The same of several."""
        return any(self.user_has_permission(user, action) for action in actions)


class OfGroups:
    """A page of the administration that says group where the model says audience."""

    model: type[Audience]
    request: Any

    def seen(self) -> models.QuerySet[Audience]:
        """The groups that a person may look after: of the confidential ones those that they are in."""
        return Audience.objects.invited().filter(pk__in=Audience.objects.ids_for(self.request.user))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """The way here, with the list by its own name."""
        wrong = capfirst(self.model._meta.verbose_name_plural)
        items: list[dict[str, Any]] = super().get_breadcrumbs_items()  # type: ignore[misc]
        return [item | ({"label": GROUPS} if item.get("label") == wrong else {}) for item in items]


class GroupIndex(OfGroups, SeenIndex):
    """The list of groups."""

    page_title = GROUPS
    add_item_label = "Add a group"
    verbose_name = "group"
    verbose_name_plural = "groups that you are in"

    def get_base_queryset(self) -> models.QuerySet[Audience]:
        """With how many people are in each."""
        count = models.Count("people", filter=models.Q(people__is_active=True))
        return super().get_base_queryset().annotate(size=count)


class GroupCreate(OfGroups, CreateView):
    """Making a group."""

    success_message = "The group “%(object)s” is made. Now a forum can be for it."

    def get_page_subtitle(self) -> str:
        """What is new."""
        return "Invited group"


class GroupEdit(OfGroups, SeenEdit):
    """Changing a group."""

    success_message = "The group “%(object)s” is changed."


class GroupDelete(OfGroups, SeenDelete):
    """Nobody may: see NeverDeleted."""


class GroupHistory(OfGroups, SeenHistory):
    """Who changed a group."""


class GroupUsage(OfGroups, SeenUsage):
    """What is for a group."""


class GroupViewSet(SeenViewSet):
    """Invited groups."""

    model = Audience
    name = "invited_groups"
    url_prefix = "invited-groups"
    menu_label = GROUPS
    icon = "group"
    add_to_settings_menu = True
    index_view_class = GroupIndex
    add_view_class = GroupCreate
    edit_view_class = GroupEdit
    delete_view_class = GroupDelete
    history_view_class = GroupHistory
    usage_view_class = GroupUsage
    list_display: ClassVar = [
        "name",
        Column("size", label="People"),
        Column(
            "confidential",
            accessor=lambda group: "Confidential" if group.confidential else "Restricted",
            label="Level",
        ),
    ]
    search_fields: ClassVar = ["name"]
    ordering: ClassVar = ["name"]

    @cached_property
    def permission_policy(self) -> NeverDeleted:
        """Without deleting."""
        return NeverDeleted(self.model)

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """The checked form."""
        return GroupForm


viewsets = [GroupViewSet("invited_groups")]
