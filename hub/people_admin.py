"""People, trusts and memberships in the administration.

An administrator makes an account without a password: the person sets their own by "I do not know
my password". Nobody but the person changes the address, because it must be confirmed.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from accounts.models import Membership, Organisation
from moderation.fields import CheckedField


class PersonCreationForm(UserCreationForm):
    """A new account: one name in place of Wagtail's two."""

    first_name = None
    last_name = None
    name = CheckedField(label="Full name", max_length=120, doubtful="refuse")

    class Meta(UserCreationForm.Meta):
        fields: ClassVar = ["email", "name", "is_superuser", "groups"]

    def clean_email(self) -> str:
        """Addresses are kept in lower case."""
        return str(self.cleaned_data["email"]).lower()

    def save(self, commit: bool = True) -> Any:
        """Without a password until the person sets one."""
        self.instance.set_unusable_password()
        return super().save(commit=commit)


class PersonEditForm(UserEditForm):
    """An account as an administrator may change it."""

    first_name = None
    last_name = None
    email = forms.EmailField(disabled=True, required=False, help_text="Only the person can change it.")
    name = CheckedField(label="Full name", max_length=120, doubtful="refuse")

    class Meta(UserEditForm.Meta):
        fields: ClassVar = ["email", "name", "is_active", "is_superuser", "groups"]


class PersonViewSet(UserViewSet):
    """Wagtail's pages of users, with the forms above."""

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """The form to make or to change an account."""
        return PersonEditForm if for_update else PersonCreationForm


class OrganisationForm(forms.ModelForm):
    """A trust or network. What others read is checked, and refused in doubt."""

    contact_name = CheckedField(max_length=120, required=False, doubtful="refuse")
    can_help_with = CheckedField(max_length=500, required=False, doubtful="refuse", lines=True)
    about = CheckedField(max_length=2_000, required=False, doubtful="refuse", lines=True)

    class Meta:
        model = Organisation
        fields: ClassVar = [
            "kind",
            "name",
            "slug",
            "network",
            "unit_type",
            "births_a_year",
            "neonatal_level",
            "contact_name",
            "contact_email",
            "can_help_with",
            "about",
            "invented",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].queryset = Organisation.objects.networks()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A network stands in no network."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("kind") == Organisation.Kind.NETWORK and cleaned.get("network"):
            self.add_error("network", "A network belongs to no other: leave this empty.")
        return cleaned


class OrganisationViewSet(ModelViewSet):
    """Trusts and networks."""

    model = Organisation
    name = "organisations"
    url_prefix = "organisations"
    menu_label = "Trusts and networks"
    icon = "group"
    add_to_settings_menu = True
    list_display: ClassVar = ["name", "kind", "network"]
    list_filter: ClassVar = ["kind"]
    search_fields: ClassVar = ["name"]
    inspect_view_enabled = False

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm]:
        """The checked form."""
        return OrganisationForm


class MembershipViewSet(ModelViewSet):
    """Who works where. A place is ended by its last day, not deleted."""

    model = Membership
    name = "memberships"
    url_prefix = "memberships"
    menu_label = "Memberships"
    icon = "user"
    add_to_settings_menu = True
    form_fields: ClassVar = ["user", "organisation", "role", "started_at", "ended_at"]
    list_display: ClassVar = [
        "user",
        "organisation",
        Column("role", accessor="get_role_display", label="Role"),
        "started_at",
        "ended_at",
    ]
    list_filter: ClassVar = ["role"]
    search_fields: ClassVar = ["user__name", "user__email", "organisation__name"]


viewsets = [OrganisationViewSet("organisations"), MembershipViewSet("memberships")]
