"""The cases room: what editors publish."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Case studies, guides and learning sets"

    def ready(self) -> None:
        """Registers what search may find, and connects this room's receivers."""
        from cases import documents, receivers

        documents.register()
        receivers.connect(self)
