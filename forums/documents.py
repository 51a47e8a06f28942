"""What search knows of topics."""


def register() -> None:
    """Adds topics to what can be found."""
