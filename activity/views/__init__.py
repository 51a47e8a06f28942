"""Pages of activity: notifications, following, feeds, and a demonstration's mail."""
