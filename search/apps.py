"""The search room: one box that finds everything a person may see."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        """Registers this room's handler, by which the worker indexes what happened, and connects
        its receiver."""
        from activity import deliver
        from search import index, receivers

        deliver.register(index.HANDLER, index.index_activity)
        receivers.connect(self)
