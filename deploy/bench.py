"""`make bench`: set up, then print the cost of the main pages (see bench/)."""

from __future__ import annotations

import subprocess
import sys

from deploy import prepare


def main() -> None:
    """Hand over to the bench inside the virtual environment."""
    prepare.require_var()
    prepare.packages()
    prepare.assets()
    command = [str(prepare.VENV_PYTHON), "-m", "bench", *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=prepare.PROJECT, check=False).returncode)


if __name__ == "__main__":
    main()
