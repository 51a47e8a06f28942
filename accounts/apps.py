"""The accounts room: who people are, where they work, and who may see what."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and trusts"

    def ready(self) -> None:
        """Connects this room's receivers."""
        from accounts import receivers

        receivers.connect(self)
