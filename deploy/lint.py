"""`make lint`: every check of the code that is not a test. Runs them all and fails when one fails."""

from __future__ import annotations

import os
import subprocess
import sys

from deploy import prepare

# Only our own: a library's models may follow a setting, and its migrations are not ours to write.
ROOMS = sorted(folder.parent.name for folder in prepare.PROJECT.glob("*/migrations"))
CHECKS = (
    ("style", ["ruff", "check", "."]),
    ("format", ["ruff", "format", "--check", "."]),
    ("types", ["mypy"]),
    ("floors", ["lint-imports", "--no-logo"]),
    ("templates", ["djlint", "--lint", "--quiet", "templates"]),
    ("settings", ["python", "manage.py", "check"]),
    ("migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run", *ROOMS]),
)


def main() -> None:
    """Run each check and say at the end which failed."""
    prepare.require_var()
    prepare.packages(dev=True)
    env = {**os.environ, "DATABASE_URL": "sqlite:///var/lint.sqlite3", "PYTHONPATH": str(prepare.PROJECT)}
    failed = []
    for name, (program, *arguments) in CHECKS:
        prepare.say(f"- {name}")
        command = [str(prepare.VENV / "bin" / program), *arguments]
        if subprocess.run(command, cwd=prepare.PROJECT, env=env, check=False).returncode != 0:
            failed.append(name)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")
    prepare.say("All checks passed.")


if __name__ == "__main__":
    main()
