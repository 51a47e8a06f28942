"""The forums room: every discussion. The only room that imports django-comments-xtd."""

from django.apps import AppConfig
from django.core.exceptions import ImproperlyConfigured
from django.db.models.signals import pre_save


class ForumsConfig(AppConfig):
    name = "forums"
    verbose_name = "Forums"

    def ready(self) -> None:
        """Takes comments-xtd's threading off, and registers what other rooms may ask for."""
        from django_comments_xtd.models import publish_or_unpublish_on_pre_save

        from activity import chores, deliver
        from forums import documents, drafting, following, moderating, opening, receivers
        from forums.models import Post
        from forums.services import attaching

        # It publishes a held reply when its parent is edited. With a wrong order of
        # INSTALLED_APPS there is nothing to disconnect yet, and it would be connected later.
        if not pre_save.disconnect(publish_or_unpublish_on_pre_save, sender=Post):
            raise ImproperlyConfigured(
                "INSTALLED_APPS: forums must come after django_comments_xtd and django_comments."
            )
        deliver.register("forums.open", opening.open_published_page, verbs="hub.page.")
        chores.register("forums.files", attaching.delete_unposted)
        chores.register("forums.drafts", drafting.forget_old)
        documents.register()
        moderating.register()
        following.register()
        receivers.connect(self)
