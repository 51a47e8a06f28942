"""Forms of accounts. Texts that others read are edited in hub/forms.py, above the identifier check."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest

from accounts.models import Profile, User


class SignupForm(forms.Form):
    """What sign-up asks beside address and password. allauth calls `signup`."""

    name = forms.CharField(
        label="Full name", max_length=120, help_text="Others see it beside what you write."
    )
    field_order = ("name", "email", "password1")

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keeps the name, and makes the profile."""
        user.name = " ".join(self.cleaned_data["name"].split())
        user.save(update_fields=["name"])
        Profile.objects.get_or_create(user=user)
