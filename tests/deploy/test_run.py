"""`make run` serves and ends cleanly; what stops it is told in one clear line."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from deploy import prepare
from tests import migrated
from tests.services import free_port


def start(program: str, *arguments: str, folder: Path = prepare.PROJECT, **env: str) -> subprocess.Popen[str]:
    """Start one of the programs behind make, with its words kept."""
    return subprocess.Popen(
        [sys.executable, "-m", program, *arguments],
        cwd=folder,
        env={**os.environ, "HUB_DEMO": "0", **env},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def last_line(process: subprocess.Popen[str]) -> str:
    """What a program that must refuse said, which must be one line and no traceback."""
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1, said
    lines = said.strip().splitlines()
    assert len(lines) == 1, said
    assert lines[0].startswith("Stopped: ")
    return lines[0]


def wait_for(url: str, process: subprocess.Popen[str]) -> int:
    """The status of the first answer of a server that is starting."""
    for _ in range(600):
        assert process.poll() is None, process.communicate()[1]
        try:
            with urlopen(url, timeout=5) as answer:
                return int(answer.status)
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"{url} did not answer within a minute")


def children(pid: int) -> list[int]:
    """The processes started by a process (Linux)."""
    return [
        int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    ]


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="looks at processes as Linux shows them")
@pytest.mark.skipif(not (prepare.VENV / ".made-packages").exists(), reason="needs .venv, which make sets up")
def test_run_serves_and_ends_with_its_worker(tmp_path: Path) -> None:
    port = free_port()
    migrated.use_file(tmp_path / "hub.sqlite3")
    process = start("deploy.run", PORT=str(port), DATABASE_URL=f"sqlite:///{tmp_path}/hub.sqlite3")
    assert wait_for(f"http://127.0.0.1:{port}/healthz", process) == 200
    time.sleep(0.5)
    server, worker = children(process.pid)
    process.send_signal(signal.SIGTERM)
    said, _ = process.communicate(timeout=30)
    assert process.returncode == 0
    assert f"http://127.0.0.1:{port}/" in said
    assert not any(Path(f"/proc/{pid}").exists() for pid in (server, worker))


def test_port_that_is_taken_stops_at_once() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert f"port {port}" in last_line(start("deploy.run", PORT=str(port)))


@pytest.mark.parametrize("port", ["eighty", "0", "70000", "-1"])
def test_port_that_is_no_port_is_named(port: str) -> None:
    assert f"PORT is {port!r}" in last_line(start("deploy.run", PORT=port))


def test_var_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    shutil.copytree(prepare.PROJECT / "deploy", tmp_path / "deploy")
    (tmp_path / "var").write_text("a file where the folder should be", encoding="ascii")
    line = last_line(start("deploy.run", folder=tmp_path, PORT=str(free_port())))
    assert f"{tmp_path}/var cannot be written" in line


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_folder_without_permission_is_named(tmp_path: Path) -> None:
    shutil.copytree(prepare.PROJECT / "deploy", tmp_path / "deploy")
    tmp_path.chmod(0o500)
    line = last_line(start("deploy.run", folder=tmp_path, PORT=str(free_port())))
    tmp_path.chmod(0o700)
    assert "Permission denied" in line


def test_wrong_setting_names_the_variable() -> None:
    line = last_line(
        start("deploy.serve", "127.0.0.1", str(free_port()), DATABASE_URL="oracle://nowhere/hub")
    )
    assert "wrong setting" in line
    assert "DATABASE_URL" in line


def test_database_from_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "newer.sqlite3"
    with sqlite3.connect(path) as database:
        database.execute(
            "CREATE TABLE django_migrations"
            " (id integer PRIMARY KEY, app varchar(255), name varchar(255), applied datetime)"
        )
        database.execute("INSERT INTO django_migrations VALUES (1, 'cases', '9999_later', '2031-01-01')")
    line = last_line(start("deploy.serve", "127.0.0.1", str(free_port()), DATABASE_URL=f"sqlite:///{path}"))
    assert "newer version" in line
    assert "cases.9999_later" in line


def test_database_that_does_not_answer_is_named() -> None:
    url = f"postgres://hub:secret@127.0.0.1:{free_port()}/hub"
    line = last_line(start("deploy.serve", "127.0.0.1", str(free_port()), DATABASE_URL=url))
    assert "DATABASE_URL" in line
    assert "secret" not in line
