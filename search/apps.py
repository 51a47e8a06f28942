"""The search room: one box that finds everything a person may see."""

from django.apps import AppConfig
from django.core.signals import request_started


class SearchConfig(AppConfig):
    name = "search"
    verbose_name = "Search"

    def ready(self) -> None:
        """Registers this room's handler, by which the worker indexes what happened, and connects
        its receiver."""
        from activity import chores, deliver, senders
        from search import index, receivers
        from search.engines import uses_cluster
        from search.engines.patience import patience
        from search.saved import telling
        from search.use import counting

        deliver.register(index.HANDLER, index.index_activity)
        # After the index, which knows what is new by then.
        deliver.register(telling.HANDLER, telling.match_activity)
        telling.register_words()
        chores.register("search.saved.daily", telling.tell_daily)
        chores.register("search.use", counting.forget_old)
        if uses_cluster():
            # Not otherwise: the client takes some megabytes.
            from search.engines.cluster import sending

            senders.register("search.cluster", sending.sender)
        request_started.connect(patience.begin, dispatch_uid="search.patience")
        receivers.connect(self)
