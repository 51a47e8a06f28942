"""What the editors' day adds to the rest of the house, when every app is ready."""

from __future__ import annotations

from hub import clock, tasks
from hub.editing import hooks, needs_you, reviews, workflow  # noqa: F401 - Wagtail finds its hooks by import
from hub.editing.checks import page


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    workflow.take_over()
    tasks.register()
    reviews.register_words()
    needs_you.register_lines()
    clock.register("reviews.remind", reviews.remind)
    clock.register("checks.renew", page.renew, every=tasks.PERIOD)
