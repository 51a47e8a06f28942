"""`make test`: set up, then run every test on SQLite, and on PostgreSQL where a server answers.

What comes out the same on any database (the mark `once`) is run on SQLite alone.

The last line counts both runs: `N passed, N failed`.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections import Counter
from xml.etree import ElementTree

from deploy import prepare
from tests import services

SQLITE = "sqlite:///var/tests.sqlite3"
# Given here so that a developer's own .env does not change what the tests find.
SETTINGS = {
    "SEARCH_URL": "database://",
    "CACHE_URL": "locmem://",
    "EMAIL_URL": "file:///var/mail",
    "FILES_URL": "file:///var/files",
    "HUB_BASE_URL": "http://127.0.0.1:8000",
    "HUB_DEBUG": "0",
}
# A file stays in one process, which plants once what its tests read; tests/conftest.py orders them.
TOGETHER = ("--dist=loadfile", "--no-loadscope-reorder")


def required() -> set[str]:
    """The services that must not be missing."""
    return {word.strip() for word in os.environ.get("HUB_REQUIRE", "").split(",") if word.strip()}


def environment(database: str) -> dict[str, str]:
    """What the tests on one database are run with."""
    own = {"DATABASE_URL": database, "SECRET_KEY": secrets.token_urlsafe(48)}
    return {**SETTINGS, "DJANGO_SETTINGS_MODULE": "hub.settings", **os.environ, **own}


def make_databases(*databases: str) -> None:
    """Migrate both databases at once, for all processes. Where that fails, the tests say why."""
    command = [str(prepare.VENV_PYTHON), "-m", "tests.migrated"]
    running = [
        subprocess.Popen(command, cwd=prepare.PROJECT, env=environment(database)) for database in databases
    ]
    for each in running:
        each.wait()


def run_on(name: str, database: str, require: set[str], *more: str) -> Counter[str]:
    """Run the tests on one database and count what came of it; `more` goes to pytest."""
    prepare.say(f"\nTests on {name}")
    report = prepare.VAR / "log" / f"tests-{name.lower()}.xml"
    report.unlink(missing_ok=True)
    env = {**environment(database), "HUB_REQUIRE": ",".join(sorted(require))}
    command = [str(prepare.VENV_PYTHON), "-m", "pytest", "-q", f"--junitxml={report}"]
    command += ["--numprocesses", processes(), *TOGETHER, *more, *sys.argv[1:]]
    done = subprocess.run(command, cwd=prepare.PROJECT, env=env, check=False)
    return count(report.read_text(encoding="utf-8") if report.exists() else "", done.returncode)


def processes() -> str:
    """Two are sensible on a small machine; more than four spend their time making databases."""
    return str(min(4, max(2, os.cpu_count() or 2)))


def count(report: str, code: int) -> Counter[str]:
    """Passed, failed and skipped of one run, from its JUnit report; a broken run is one failure."""
    found: Counter[str] = Counter()
    suites = ElementTree.fromstring(report).iter("testsuite") if report else []  # noqa: S314 - our own report
    for suite in suites:
        failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped = int(suite.get("skipped", 0))
        found.update(failed=failed, skipped=skipped, passed=int(suite.get("tests", 0)) - failed - skipped)
    if code != 0 and not found["failed"]:
        found["failed"] = 1
    return found


def main() -> None:
    """Run both halves, and end with their sum."""
    prepare.require_var()
    prepare.packages(dev=True)
    prepare.assets(dev=True)
    require, url = required(), services.address("postgresql")
    prepare.say("Making the databases of the tests")
    make_databases(SQLITE, *([url] if url else []))
    # The half on SQLite cannot have PostgreSQL: whether that is missing is decided here.
    total = run_on("SQLite", SQLITE, require - {"postgresql"})
    if url:
        total += run_on("PostgreSQL", url, require, "-m", "not once")
    elif "postgresql" in require:
        prepare.say("\nTests on PostgreSQL: FAILED, it is required and no server answers (make services)")
        total["failed"] += 1
    else:
        prepare.say("\nTests on PostgreSQL: skipped, no server answers (make services starts one)")
        total["skipped"] += 1
    skipped = f", {total['skipped']} skipped" if total["skipped"] else ""
    prepare.say(f"\n{total['passed']} passed, {total['failed']} failed{skipped}")
    sys.exit(1 if total["failed"] else 0)


if __name__ == "__main__":
    main()
