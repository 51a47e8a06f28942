"""The cases room: what editors publish."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Case studies, guides and learning sets"

    def ready(self) -> None:
        """Connects receivers; registers what search may find and what a content pack may hold."""
        from activity import deliver, senders
        from cases import documents, packs, receivers
        from cases.services import citations, messages, related

        deliver.register(citations.HANDLER, citations.cite_activity)
        deliver.register(related.HANDLER, related.relate_activity)
        senders.register("cases.messages", messages.SENDER)
        documents.register()
        packs.register()
        receivers.connect(self)
