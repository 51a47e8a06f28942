"""A throwaway OpenSearch node on a free port of loopback, made of jars from Maven Central."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.services import Unavailable, answers
from tests.services.maven import fetched

PROJECT = Path(__file__).with_name("opensearch.xml")
MAIN = "org.codelibs.opensearch.runner.OpenSearchRunner"
# The runner counts up from its base port, and knows no other range.
BASES = range(9200, 9290, 10)
PATIENCE = 90  # seconds


def free_base() -> int:
    """The first base whose own port and the next are free."""
    for base in BASES:
        if not any(answers(f"http://127.0.0.1:{port}") for port in (base, base + 1, base + 101)):
            return base
    raise Unavailable("every port from 9200 to 9290 is taken")


def launch(folder: Path, base: int, *, nodes: int = 1) -> int:
    """Starts a runner with its nodes; returns the id of its process."""
    command = ["java", "-Xms384m", "-Xmx384m", "-cp", f"{fetched(PROJECT)}/*", MAIN]
    command += ["-basePath", str(folder), "-numOfNode", str(nodes), "-baseHttpPort", str(base)]
    with (folder / "node.log").open("w", encoding="utf-8") as log:
        return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True).pid


def wait_for(url: str, patience: int = PATIENCE) -> None:
    """Until the node says that it is there, for so many seconds. Raises Unavailable."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(patience * 4):
        try:
            with opener.open(f"{url}/_cluster/health?wait_for_status=yellow&timeout=5s", timeout=8):
                return
        except OSError:
            time.sleep(0.25)
    raise Unavailable("the search node was started but does not answer; node.log in its folder says why")


def start(state: dict[str, str]) -> str:
    """Start a node and return its address."""
    fetched(PROJECT)  # says what is missing before anything is made
    folder = Path(tempfile.mkdtemp(prefix="hub-search-"))
    base = free_base()
    state |= {"folder": str(folder), "pid": str(launch(folder, base))}
    wait_for(f"http://127.0.0.1:{base + 1}")
    return f"opensearch://127.0.0.1:{base + 1}"


def stop(state: dict[str, str]) -> None:
    """End the node that was started here and remove its data."""
    pid = int(state["pid"])
    command = Path(f"/proc/{pid}/cmdline")
    # The id may be somebody else's by now.
    if command.exists() and MAIN.encode() in command.read_bytes():
        os.kill(pid, signal.SIGTERM)
        for _ in range(100):
            if not command.exists() or MAIN.encode() not in command.read_bytes():
                break
            time.sleep(0.1)
    shutil.rmtree(state["folder"], ignore_errors=True)
