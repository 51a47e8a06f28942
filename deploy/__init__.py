"""Setting up, serving, testing and checking the hub: what make calls."""

# Read by whatever Python there is, however old, before any file with newer syntax.
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older one may well read this
    sys.exit(
        "Stopped: Python 3.11 or later is needed and this is %d.%d. "  # noqa: UP031
        "Install one, or name it: make run PYTHON=/path/to/python3" % sys.version_info[:2]
    )
