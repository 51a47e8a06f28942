"""A throwaway Elasticsearch 8 on a free port of loopback, from Maven Central, as an unprivileged account.

It is the bare distribution that plugins are tested with: real in all that the client and the hub's
engine say to it, but without stems, accents, `search_as_you_type` and the percolator. The tests
therefore name it with `?modules=none`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import zipfile
from pathlib import Path

from tests.services import free_port
from tests.services.maven import fetched
from tests.services.postgresql import unprivileged
from tests.services.search import wait_for

PROJECT = Path(__file__).with_name("elasticsearch.xml")
HEAP = "-Xms384m -Xmx384m"
SETTINGS = """\
cluster.name: {name}
discovery.type: single-node
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport}
xpack.security.enabled: false
# What is thrown away needs no room left on the disk.
cluster.routing.allocation.disk.threshold_enabled: false
"""


def unpacked(folder: Path, port: int) -> Path:
    """The home of a server in a folder, with its settings."""
    [archive] = fetched(PROJECT).glob("*.zip")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    [home] = folder.glob("elasticsearch-*")
    for program in (home / "bin").iterdir():
        program.chmod(0o755)
    told = SETTINGS.format(name=folder.name, port=port, transport=free_port())
    (home / "config" / "elasticsearch.yml").write_text(told, encoding="utf-8")
    return home


def launch(home: Path) -> None:
    """Starts the server; it writes its id into a file in its home."""
    user = unprivileged()
    if user:
        subprocess.run(["chown", "-R", user, str(home.parent)], check=True)
    java = Path(shutil.which("java") or "java").resolve().parent.parent
    prefix = ["runuser", "-u", user, "--"] if user else []
    with (home.parent / "node.log").open("w", encoding="utf-8") as log:
        subprocess.Popen(
            [*prefix, str(home / "bin" / "elasticsearch"), "-p", str(home / "pid")],
            cwd=home,
            env={**os.environ, "ES_JAVA_HOME": str(java), "ES_JAVA_OPTS": HEAP},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def start(state: dict[str, str]) -> str:
    """Start a server and return its address."""
    fetched(PROJECT)  # says what is missing before anything is made
    folder = Path(tempfile.mkdtemp(prefix="hub-elasticsearch-"))
    port = free_port()
    state["folder"] = str(folder)
    launch(unpacked(folder, port))
    wait_for(f"http://127.0.0.1:{port}")
    return f"elasticsearch://127.0.0.1:{port}"


def stop(state: dict[str, str]) -> None:
    """End the server that was started here and remove its data."""
    folder = Path(state["folder"])
    for kept in folder.glob("elasticsearch-*/pid"):
        pid = int(kept.read_text(encoding="ascii"))
        command = Path(f"/proc/{pid}/cmdline")
        # The id may be somebody else's by now.
        with contextlib.suppress(OSError):
            if str(folder).encode() in command.read_bytes():
                os.kill(pid, signal.SIGTERM)
            for _ in range(100):
                if not command.exists() or str(folder).encode() not in command.read_bytes():
                    break
                time.sleep(0.1)
    shutil.rmtree(folder, ignore_errors=True)
