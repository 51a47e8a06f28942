"""The hub's settings with the migration linter beside its rooms: it works only as an installed app."""

from hub.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "django_migration_linter"]  # noqa: F405
