"""The activity room: what happened, who follows it, and how it reaches them."""

from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "activity"
    verbose_name = "Activity"

    def ready(self) -> None:
        """Registers this room's handler: tell the people who follow."""
        from activity import deliver, notify

        deliver.register("activity.notify", notify.notify_followers)
