"""`make lint`: every check of the code that is not a test. Runs them all and fails when one fails."""

from __future__ import annotations

import os
import subprocess
import sys

from deploy import prepare
from tests import services

# Only our own: a library's models may follow a setting, and its migrations are not ours to write.
ROOMS = sorted(folder.parent.name for folder in prepare.PROJECT.glob("*/migrations"))
# Made before the first release, so no hub with data ever runs it.
BEFORE_RELEASE = [
    "0003_sent_once",
    "0003_resources_in_full",
    "0002_resources_in_full",
    "0004_no_what_we_did",
    "0006_texts_of_files",
    "0004_handles_and_mutes",
    "0004_community",
    "0002_reports_and_measures",
]
LINT_MIGRATIONS = ["python", "manage.py", "lintmigrations", "--settings=tests.lint_settings", "--no-cache"]
LINT_MIGRATIONS += ["--quiet", "ignore", "ok", "--include-apps", *ROOMS, "--ignore-name", *BEFORE_RELEASE]
CHECKS = (
    ("style", ["ruff", "check", "."]),
    ("format", ["ruff", "format", "--check", "."]),
    ("types", ["mypy"]),
    ("floors", ["lint-imports", "--no-logo"]),
    ("templates", ["djlint", "--lint", "--quiet", "templates"]),
    ("settings", ["python", "manage.py", "check"]),
    ("migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run", *ROOMS]),
)


def passes(name: str, program: str, arguments: list[str], database: str) -> bool:
    """Run one check and say whether it passed."""
    prepare.say(f"- {name}")
    env = {**os.environ, "DATABASE_URL": database, "PYTHONPATH": str(prepare.PROJECT)}
    command = [str(prepare.VENV / "bin" / program), *arguments]
    return subprocess.run(command, cwd=prepare.PROJECT, env=env, check=False).returncode == 0


def main() -> None:
    """Run each check and say at the end which failed."""
    prepare.require_var()
    prepare.packages(dev=True)
    sqlite = "sqlite:///var/lint.sqlite3"
    failed = [name for name, (program, *rest) in CHECKS if not passes(name, program, rest, sqlite)]
    # Only PostgreSQL's own SQL shows which migrations would hold up a busy hub.
    server = services.address("postgresql")
    name = "migrations that would block a hub"
    if server is None:
        prepare.say(f"- {name}: skipped, no PostgreSQL answers (make services starts one)")
    elif not passes(name, LINT_MIGRATIONS[0], LINT_MIGRATIONS[1:], server):
        failed.append(name)
    if failed:
        sys.exit(f"Failed: {', '.join(failed)}")
    prepare.say("All checks passed.")


if __name__ == "__main__":
    main()
