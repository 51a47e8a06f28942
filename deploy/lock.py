"""`make lock`: pin the packages of requirements*.in again, with hashes for every platform."""

from __future__ import annotations

import subprocess
import sys

from deploy import prepare


def main() -> None:
    """Resolve each list of requirements into its lock file; no address of an index is written."""
    prepare.require_var()
    prepare.packages(dev=True)
    for name in ("requirements", "requirements-dev", "requirements-node"):
        command = [str(prepare.VENV / "bin" / "uv"), "pip", "compile", "--quiet", "--universal"]
        command += ["--generate-hashes", "--python-version", "3.11", "--no-header", "--no-annotate"]
        command += [*sys.argv[1:], f"{name}.in", "--output-file", f"{name}.txt"]
        subprocess.run(command, cwd=prepare.PROJECT, check=True)


if __name__ == "__main__":
    main()
