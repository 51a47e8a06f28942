"""The cases room: what editors publish."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "Case studies, guides and learning sets"

    def ready(self) -> None:
        """Connects receivers; registers what search may find and what a content pack may hold."""
        from activity import deliver, senders, words
        from cases import documents, like_mine, packs, receivers, tried, waiting
        from cases.models import InterventionGuide
        from cases.models.version import TOLD_AS
        from cases.services import (
            adoption,
            citations,
            from_topic,
            like_asker,
            messages,
            related,
            submission_news,
            versions,
        )
        from forums import asking_once
        from hub.services import register_teller
        from search import narrowing

        deliver.register(citations.HANDLER, citations.cite_activity)
        deliver.register(related.HANDLER, related.relate_activity, verbs="hub.page.")
        register_teller(InterventionGuide, versions.keep_version)
        words.register(TOLD_AS, "published")
        adoption.register_words()
        submission_news.register_words()
        senders.register("cases.messages", messages.SENDER)
        from_topic.register()
        narrowing.register(like_mine.units_like_mine)
        asking_once.register(like_asker.teams_like_the_asker)
        documents.register()
        tried.register()
        packs.register()
        waiting.register()
        receivers.connect(self)
