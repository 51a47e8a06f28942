"""allauth's own forms in the hub's words: labels say what to type, nothing stands in the fields.

Apart from forms.py, which allauth imports while its own forms are still being made.
"""

from __future__ import annotations

from typing import Any

from allauth.account import forms as allauth_forms
from django.utils.safestring import mark_safe

ADDRESS = "Email address"
NEW_PASSWORD = "New password"  # noqa: S105 - a label
PASSWORD_HINT = "At least 10 characters. Three words that you will remember make a good one."  # noqa: S105 - a hint
RESET_HINT = mark_safe('<a href="/account/password/reset/">I do not know my password</a>')


class PlainWords:
    """Sets labels and hints by the name of the field, and takes allauth's placeholders out."""

    words: dict[str, tuple[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            if name in self.words:
                field.label, field.help_text = self.words[name]


class SignInForm(PlainWords, allauth_forms.LoginForm):
    """Sign in."""

    words = {
        "login": (ADDRESS, ""),
        "password": ("Password", RESET_HINT),
        "remember": ("Keep me signed in", "Not on a computer that others use."),
    }


class MakeAccountForm(PlainWords, allauth_forms.SignupForm):
    """Make an account."""

    words = {
        "email": (ADDRESS, "Best the one from work. We send you a link to confirm it."),
        "password1": ("Password", PASSWORD_HINT),
    }


class ChangeAddressForm(PlainWords, allauth_forms.AddEmailForm):
    """Change the address."""

    words = {
        "email": ("New email address", "We send a link to it. Until you open the link, nothing changes.")
    }


class ChangePasswordForm(PlainWords, allauth_forms.ChangePasswordForm):
    """Change the password, knowing the old one."""

    words = {
        "oldpassword": ("Password that you have now", RESET_HINT),
        "password1": (NEW_PASSWORD, PASSWORD_HINT),
        "password2": ("New password again", ""),
    }


class SetPasswordForm(PlainWords, allauth_forms.SetPasswordForm):
    """The first password of an account made by an administrator."""

    words = {"password1": (NEW_PASSWORD, PASSWORD_HINT), "password2": ("New password again", "")}


class AskForResetForm(PlainWords, allauth_forms.ResetPasswordForm):
    """Ask for a link that sets a new password."""

    words = {"email": (ADDRESS, "The one that you sign in with.")}


class ResetPasswordForm(PlainWords, allauth_forms.ResetPasswordKeyForm):
    """Set a new password by the link from a mail."""

    words = {"password1": (NEW_PASSWORD, PASSWORD_HINT), "password2": ("New password again", "")}


class SignInAgainForm(PlainWords, allauth_forms.ReauthenticateForm):
    """The password once more, before something that an open session alone must not do."""

    words = {"password": ("Password", RESET_HINT)}
