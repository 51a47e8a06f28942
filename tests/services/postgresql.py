"""A throwaway PostgreSQL: its own data folder, a free port of loopback, an unprivileged account."""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.services import Unavailable, free_port

# Only speed matters for data that is thrown away.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",
    # As the install guide has it: compiling a query takes longer than any of ours takes to run.
    "jit": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "120",
}


def programs() -> Path:
    """The folder with initdb and pg_ctl of the newest PostgreSQL here."""
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: version_of(path.parent))
    if not found:
        raise Unavailable("PostgreSQL is not installed (Debian: apt install postgresql)")
    return found[-1].parent


def version_of(folder: Path) -> int:
    """The major version of the programs in a folder."""
    said = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)", said)
    return int(found.group(1)) if found else 0


def unprivileged() -> str | None:
    """The account to run as when we are root, which PostgreSQL refuses; None when we are somebody else."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def run(command: Sequence[str], folder: Path) -> None:
    """Run one of PostgreSQL's programs as the right account; its words go to a file beside the data."""
    user = unprivileged()
    prefix = ["runuser", "-u", user, "--"] if user else []
    with (folder / "commands.log").open("a", encoding="utf-8") as log:
        done = subprocess.run([*prefix, *command], cwd=folder, stdout=log, stderr=log, check=False)
    if done.returncode != 0:
        raise Unavailable(f"PostgreSQL did not start; {folder}/commands.log and server.log say why")


def initialise(folder: Path, password: str) -> list[str]:
    """The command that makes the data folder, sorting text as English does where this PostgreSQL can.

    A real locale is wanted: with the C locale a missing collation in our own code would not be noticed.
    """
    secret = folder / "password"
    secret.write_text(password, encoding="ascii")
    command = [str(programs() / "initdb"), "-D", str(folder / "data"), "-U", "hub", "--encoding=UTF8"]
    command += ["--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync", "--locale=C.UTF-8"]
    if version_of(programs()) >= 15:
        command += ["--locale-provider=icu", "--icu-locale=en-GB"]
    return command


def start(state: dict[str, str]) -> str:
    """Start a server and return its address."""
    programs()  # says what is missing before anything is made
    folder = Path(tempfile.mkdtemp(prefix="hub-postgresql-"))
    state["folder"] = str(folder)
    user = unprivileged()
    password, port = secrets.token_urlsafe(16), free_port()
    command = initialise(folder, password)
    if user:
        shutil.chown(folder, user)
        shutil.chown(folder / "password", user)
    run(command, folder)
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
    options += f" -c port={port} -c unix_socket_directories={folder}"
    control = [str(programs() / "pg_ctl"), "-D", str(folder / "data"), "-w", "-l", str(folder / "server.log")]
    run([*control, "-o", options, "start"], folder)
    return f"postgres://hub:{password}@127.0.0.1:{port}/postgres"


def stop(state: dict[str, str]) -> None:
    """Stop the server and remove its data; a machine that was switched off has ended it already."""
    folder = Path(state["folder"])
    with contextlib.suppress(Unavailable):
        run([str(programs() / "pg_ctl"), "-D", str(folder / "data"), "-m", "immediate", "stop"], folder)
    shutil.rmtree(folder, ignore_errors=True)
