"""`make run`: set everything up, then serve the hub with its worker beside it until Ctrl-C.

Runs before any package is installed, so it uses the standard library alone.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

from deploy import prepare

HOST = "127.0.0.1"
PATIENCE = 15  # seconds that a process gets to finish what it is doing


def wanted_port() -> int:
    """The port to serve on, from PORT."""
    words = os.environ.get("PORT") or "8000"
    if not words.isdigit() or not 0 < int(words) < 65536:
        prepare.stop(f"PORT is {words!r}: give a number from 1 to 65535.")
    return int(words)


def require_port(port: int) -> None:
    """Stop early when another program listens already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            prepare.stop(f"port {port} cannot be used ({error.strerror}). Choose another: make run PORT=8001")


def environment(port: int) -> None:
    """Tell the hub its own address, unless the installer has set one."""
    settings = prepare.PROJECT / ".env"
    named = settings.exists() and "HUB_BASE_URL" in settings.read_text(encoding="utf-8")
    if not named:
        os.environ.setdefault("HUB_BASE_URL", f"http://{HOST}:{port}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hub.settings")


def end_with_parent() -> None:
    """On Linux, have the kernel end a child whose parent was killed outright."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # 1 is PR_SET_PDEATHSIG


class House:
    """The server and its worker: they start together and end together."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []
        self.ending = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.end)

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        """Start a process of the hub in a session of its own, so that Ctrl-C reaches it once, through us."""
        process = subprocess.Popen(
            [str(prepare.VENV_PYTHON), *command],
            cwd=prepare.PROJECT,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - this program has one thread
        )
        self.processes.append(process)
        return process

    def end(self, number: int, frame: FrameType | None) -> None:
        """Remember that we were asked to end; the watching loop does the rest."""
        self.ending = True

    def watch(self) -> int:
        """Wait until one process ends or we are asked to end; then end all and give the exit code."""
        code = 0
        while not self.ending:
            ended = [process for process in self.processes if process.poll() is not None]
            if ended:
                code = ended[0].returncode or 1
                break
            time.sleep(0.2)
        self.finish()
        return code

    def finish(self) -> None:
        """Ask every process to end, wait, and only then insist."""
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in self.processes:
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def listening(port: int) -> bool:
    """Whether the server takes connections."""
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def serve(port: int) -> int:
    """Start the server, then the worker; give the exit code when both have ended."""
    house = House()
    server = house.start("-m", "deploy.serve", HOST, str(port))
    while server.poll() is None and not house.ending and not listening(port):
        time.sleep(0.05)
    if server.poll() is None and not house.ending:
        house.start("manage.py", "db_worker", "--queue-name", "*", "--no-startup-delay", "--verbosity", "0")
        prepare.say(f"\nThe hub is at http://{HOST}:{port}/   (Ctrl-C ends it)")
    code = house.watch()
    if house.ending:
        prepare.say("The hub has stopped.")
        return 0
    return code


def main() -> None:
    """Everything that `make run` does, in order."""
    port = wanted_port()
    require_port(port)
    prepare.require_var()
    prepare.packages()
    prepare.assets()
    environment(port)
    sys.exit(serve(port))


if __name__ == "__main__":
    main()
