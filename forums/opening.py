"""Opens the discussion of a page when it is published."""

from activity.models import Activity


def open_published_page(activity: Activity) -> None:
    """Makes the topic of a page that is opened for discussion."""
