"""The hub room: the shell that everything stands in, and the ground that pages stand on."""

from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "hub"
    verbose_name = "Hub"

    def ready(self) -> None:
        """Connects receivers; registers what search may find and what a content pack may hold."""
        from activity import deliver
        from hub import documents, following, images, receivers, showing, tasks
        from hub.editing import registers as editing
        from hub.feedback import registers as feedback
        from hub.packs import general, groups, library, people, sections

        editing.register()
        feedback.register()
        receivers.connect(self)
        images.write_avif_sooner()
        documents.register()
        following.register()
        deliver.register("hub.pictures", showing.prepare_pictures, verbs="hub.page.")
        deliver.register("hub.files.read", tasks.ask_for_reading, verbs="hub.page.")
        for section in (
            people.Organisations(),
            people.People(),
            groups.InvitedGroups(),
            general.Home(),
            general.GeneralPages(),
            general.News(),
            library.Library(),
        ):
            sections.register(section)
