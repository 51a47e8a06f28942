"""Forms of accounts. Texts that others read are edited in hub/forms.py, above the identifier check."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest

from accounts.models import User


class SignupForm(forms.Form):
    """What sign-up asks beside address and password. allauth calls `signup`."""

    name = forms.CharField(
        label="Full name",
        max_length=120,
        help_text="Others see it beside what you write.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "email", "password1")

    def clean_name(self) -> str:
        """One line, single spaces, nothing that cannot be printed."""
        return one_line(self.cleaned_data["name"])

    def signup(self, request: HttpRequest, user: User) -> None:
        """Keeps the name."""
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


def one_line(text: str) -> str:
    """Text on one line, without control characters. Raises ValidationError where nothing is left."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    line = " ".join(printable.split())
    if not line:
        raise forms.ValidationError("Enter your name.", code="required")
    return line
