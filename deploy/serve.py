"""The hub's web server: opens the database, brings it up to date, then serves with gunicorn.

Started by deploy/run.py inside the virtual environment. One process does all of it, so that Django is
loaded once and a second start takes seconds.
"""

from __future__ import annotations

import sys
from typing import Any

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.module_loading import import_string
from gunicorn.app.base import BaseApplication

from deploy import prepare

WEB_WORKERS = 2
DEMO = "cases.management.commands.load_demo"


def unknown_migrations(executor: MigrationExecutor) -> list[str]:
    """Migrations that this database has and this code does not: a newer version has been here."""
    loader = executor.loader
    known = set(loader.disk_migrations)
    for migration in loader.disk_migrations.values():
        known.update(migration.replaces)
    return sorted(f"{app}.{name}" for app, name in set(loader.applied_migrations) - known)


def open_database() -> None:
    """Apply the migrations that are missing; refuse a database from a newer version."""
    executor = MigrationExecutor(connection)
    unknown = unknown_migrations(executor)
    if unknown:
        prepare.stop(
            f"the database is from a newer version of the hub ({unknown[0]} is not known here). "
            "Run that version, or restore a backup made with this one."
        )
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        prepare.say("Bringing the database up to date ...")
        call_command("migrate", verbosity=0, interactive=False)


def start_clock() -> None:
    """What is due by time needs a tick that waits for the worker; one that was lost is made again."""
    import_string("hub.tasks.keep_ticking")()


def collect_static() -> None:
    """Copy the built front end and the admin's files to where the server serves them from."""
    rooms = [folder for folder in prepare.PROJECT.glob("*/static") if folder.parent != prepare.VAR]
    inputs = [prepare.PROJECT / "static_build", prepare.PROJECT / "requirements.txt", *rooms]
    prepare.once(
        prepare.VAR / "static" / ".made",
        inputs,
        "Collecting the static files",
        lambda: call_command("collectstatic", verbosity=0, interactive=False),
    )


def first_content() -> None:
    """Fill an empty hub with the demonstration, or say how to begin without it."""
    if get_user_model().objects.exists():
        return
    if settings.HUB_DEMO:
        prepare.say("Loading the demonstration content ...")
        call_command("load_demo")
    else:
        prepare.say(
            "The hub is empty. Make the first administrator: .venv/bin/python manage.py createsuperuser"
        )


def say_accounts() -> None:
    """Print who can be tried in a hub with the demonstration, and their password."""
    if not settings.HUB_DEMO:
        return
    names = [f"{name}@example.org" for name in import_string(f"{DEMO}.CAST")]
    password = import_string(f"{DEMO}.PASSWORD")
    people = get_user_model().objects.with_place().filter(email__in=names).order_by("email")
    if people:
        prepare.say(f'\nDemonstration accounts, each with the password "{password}":')
    for person in people:
        prepare.say(f"  {person.email:20} {person.name}, {person.byline}")


class Server(BaseApplication):
    """gunicorn, told in code what to serve; the application is loaded before its workers are forked."""

    def __init__(self, host: str, port: str) -> None:
        self.bind = f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's own defaults."""
        chosen = {
            "bind": self.bind,
            "workers": WEB_WORKERS,
            "preload_app": True,
            "loglevel": "warning",
            "graceful_timeout": 10,
            "timeout": 60,
            "control_socket_disable": True,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application that the settings name."""
        return import_string(settings.WSGI_APPLICATION)


def main() -> None:
    """Open the database, fill it the first time, serve."""
    host, port = sys.argv[1:]
    try:
        django.setup()
        open_database()
        collect_static()
        first_content()
        start_clock()
        say_accounts()
    except ImproperlyConfigured as error:
        prepare.stop(f"wrong setting: {error}")
    except DatabaseError as error:
        line = str(error).strip().splitlines()[0]
        prepare.stop(f"the database cannot be used ({line}). Look at DATABASE_URL.")
    except CommandError as error:
        prepare.stop(str(error))
    connections.close_all()
    Server(host, port).run()


if __name__ == "__main__":
    main()
