"""How allauth meets the hub: no username, our own addresses in mails, fair lock-out."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest

from accounts.models import User

logger = logging.getLogger(__name__)


def at_our_address(url: str) -> str:
    """The same path at the hub's own address: a mail must not carry a forged Host header."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{settings.HUB_BASE_URL}{parts.path}{query}"


class AccountAdapter(DefaultAccountAdapter):
    """The hub's own choices for allauth."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The email address and the password do not belong together. Check both.",
        "too_many_login_attempts": "Too many wrong passwords from where you are. Try again in 5 minutes.",
        "enter_current_password": "This is not the password that you have now.",
        "incorrect_password": "This is not your password.",
        "same_as_current": "This is the address that you have already.",
    }

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Addresses are kept in lower case."""
        saved: User = super().save_user(request, user, form, commit=False)
        saved.email = saved.email.lower()
        if commit:
            saved.save()
        return saved

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails name the hub, and lead to its own address, whatever the request said that it was."""
        for name in ("activate_url", "password_reset_url", "signup_url"):
            if name in context:
                context[name] = at_our_address(context[name])
        hub = {
            "name": settings.HUB_NAME,
            "base_url": settings.HUB_BASE_URL,
            "support_email": settings.HUB_SUPPORT_EMAIL,
        }
        try:
            super().send_mail(template_prefix, email, {**context, "hub": hub})
        except (OSError, SMTPException) as error:
            # The account is kept and the person can ask for the mail again; a page that only
            # said "something went wrong" would not tell them so.
            logger.error("Account mail not sent: %s", type(error).__name__)
            messages.error(
                self.request,
                "The mail could not be sent, because our mail server does not answer. "
                "Try again in a few minutes.",
            )

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Wrong passwords count for an account from one address of the network.

        Counted for the account alone, anybody could lock its owner out by trying passwords.
        """
        return (
            f"{super()._get_login_attempts_cache_key(request, **credentials)}:{self.get_client_ip(request)}"
        )
