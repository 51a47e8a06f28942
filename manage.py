#!/usr/bin/env python
"""Django's command line, with a clear line for a wrong setting in place of a traceback."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Wrong setting: {error}")
    except OperationalError as error:
        # Its first line says what; the rest repeats it for each address that was tried.
        sys.exit(f"The database does not answer or refuses: {str(error).splitlines()[0]}")


if __name__ == "__main__":
    main()
