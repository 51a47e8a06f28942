"""What happens to a draft that has passed every step.

Apart from the rest, because Wagtail imports it while its own models are still being made.
"""

from __future__ import annotations

from typing import Any


def publish(state: Any, user: Any = None) -> None:
    """Publishes, or schedules, the draft of a workflow state (WAGTAIL_FINISH_WORKFLOW_ACTION).

    Wagtail's own asks whether whoever approved last may publish on their own. A reviewer may not:
    the steps before theirs are the permission.
    """
    state.content_object.get_latest_revision().publish(user=user, skip_permission_checks=True)
