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
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.services import free_port
from tests.services.maven import fetched
from tests.services.postgresql import unprivileged
from tests.services.search import wait_for

PROJECT = Path(__file__).with_name("elasticsearch.xml")
# It starts sooner when Java does not compile its code as well as it can.
JAVA = "-Xms384m -Xmx384m -XX:TieredStopAtLevel=1"
SETTINGS = {
    "network.host": "127.0.0.1",
    "xpack.security.enabled": "false",
    # What is thrown away needs no room left on the disk.
    "cluster.routing.allocation.disk.threshold_enabled": "false",
}
ALONE = {"discovery.type": "single-node"}


@dataclass(frozen=True, slots=True)
class Node:
    """One server: its own settings, data and ports, in a home that several may share."""

    home: Path
    name: str
    port: int
    transport: int

    @property
    def folder(self) -> Path:
        """Where its settings, data and id are."""
        return self.home.parent / self.name

    def configure(self, more: Mapping[str, str]) -> None:
        """Writes its settings."""
        shutil.copytree(self.home / "config", self.folder / "config")
        told = {
            "cluster.name": self.home.parent.name,
            "node.name": self.name,
            "http.port": str(self.port),
            "transport.port": str(self.transport),
            "path.data": str(self.folder / "data"),
            "path.logs": str(self.folder / "log"),
        }
        lines = [f"{name}: {value}\n" for name, value in {**SETTINGS, **told, **more}.items()]
        (self.folder / "config" / "elasticsearch.yml").write_text("".join(lines), encoding="utf-8")

    def launch(self) -> None:
        """Starts it; it writes its id into a file."""
        user = unprivileged()
        if user:
            subprocess.run(["chown", "-R", user, str(self.home.parent)], check=True)
        java = Path(shutil.which("java") or "java").resolve().parent.parent
        prefix = ["runuser", "-u", user, "--"] if user else []
        told = {
            "ES_JAVA_HOME": str(java),
            "ES_JAVA_OPTS": JAVA,
            "ES_PATH_CONF": str(self.folder / "config"),
        }
        with (self.home.parent / f"{self.name}.log").open("w", encoding="utf-8") as log:
            subprocess.Popen(
                [*prefix, str(self.home / "bin" / "elasticsearch"), "-p", str(self.folder / "pid")],
                cwd=self.home,
                env={**os.environ, **told},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Ends it, if it runs."""
        with contextlib.suppress(OSError, ValueError):
            pid = int((self.folder / "pid").read_text(encoding="ascii"))
            command = Path(f"/proc/{pid}/cmdline")
            # The id may be somebody else's by now.
            if str(self.home.parent).encode() in command.read_bytes():
                os.kill(pid, how)
            for _ in range(100):
                if str(self.home.parent).encode() not in command.read_bytes():
                    break
                time.sleep(0.1)


def unpacked(folder: Path) -> Path:
    """The home of servers, in a folder."""
    [archive] = fetched(PROJECT).glob("*.zip")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    [home] = folder.glob("elasticsearch-*")
    for program in (home / "bin").iterdir():
        program.chmod(0o755)
    return home


def start(state: dict[str, str]) -> str:
    """Start a server and return its address."""
    fetched(PROJECT)  # says what is missing before anything is made
    folder = Path(tempfile.mkdtemp(prefix="hub-elasticsearch-"))
    state["folder"] = str(folder)
    node = Node(unpacked(folder), "node", free_port(), free_port())
    node.configure(ALONE)
    node.launch()
    wait_for(f"http://127.0.0.1:{node.port}")
    return f"elasticsearch://127.0.0.1:{node.port}"


def stop(state: dict[str, str]) -> None:
    """End the server that was started here and remove its data."""
    folder = Path(state["folder"])
    Node(folder / "home", "node", 0, 0).end()
    shutil.rmtree(folder, ignore_errors=True)
