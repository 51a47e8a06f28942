"""The activity room: what happened, who follows it, and how it reaches them."""

from django.apps import AppConfig


class ActivityConfig(AppConfig):
    name = "activity"
    verbose_name = "Activity"

    def ready(self) -> None:
        """Registers this room's handler, and what of accounts can be followed and read as a feed."""
        from accounts.models import Organisation
        from activity import deliver, feed_directory, followable, notify

        deliver.register("activity.notify", notify.notify_followers)
        followable.register(Organisation, "Trust")
        feed_directory.register("Trusts", feed_directory.trusts, place=30)
        feed_directory.register("Networks", feed_directory.networks, place=40)
