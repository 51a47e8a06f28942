"""The moderation room: what may not be published, and what a person has to look at first."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "moderation"
    verbose_name = "Moderation"

    def ready(self) -> None:
        """Connects this room's receivers, and gives its verbs their words."""
        from activity import words
        from moderation import receivers

        receivers.connect(self)
        words.register("moderation.hold.released", "checked and published")
        words.register("moderation.hold.rejected", "checked and did not publish")
        words.register("moderation.report.upheld", "the moderators acted on it:")
        words.register("moderation.report.dismissed", "the moderators left it as it is:")
        for kind in ("message", "warning", "suspension"):
            words.register(f"moderation.{kind}.sent", "the moderators wrote to you:")
