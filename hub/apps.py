"""The hub room: the shell that everything stands in, and the ground that pages stand on."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "hub"
    verbose_name = "Hub"

    def ready(self) -> None:
        """Connects the receivers of Wagtail's signals and registers what search may find."""
        from hub import documents, receivers

        receivers.connect(self)
        documents.register()
