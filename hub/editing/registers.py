"""What the editors' day adds to the rest of the house, when every app is ready."""

from __future__ import annotations

from hub import tasks
from hub.editing import workflow


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    workflow.take_over()
    tasks.register()
