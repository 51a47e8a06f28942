"""The search room: one box that finds everything a person may see."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        """Registers this room's handler: what happened is indexed by the worker."""
        from activity import deliver
        from search import index

        deliver.register("search.index", index.index_activity)
