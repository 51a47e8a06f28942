"""A throwaway Redis on a free port of loopback that keeps nothing on disk."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time

from tests.services import Unavailable, answers, free_port


def start(state: dict[str, str]) -> str:
    """Start a server and return its address."""
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if not program:
        raise Unavailable("Redis is not installed (Debian: apt install redis-server)")
    port = free_port()
    url = f"redis://127.0.0.1:{port}/0"
    subprocess.Popen(
        [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    state["port"] = str(port)
    for _ in range(100):
        if answers(url):
            return url
        time.sleep(0.05)
    raise Unavailable("Redis was started but does not answer")


def stop(state: dict[str, str]) -> None:
    """Ask the server to end; one that has gone already is no error."""
    try:
        with socket.create_connection(("127.0.0.1", int(state["port"])), timeout=2) as line:
            line.sendall(b"SHUTDOWN NOSAVE\r\n")
            line.recv(64)
    except OSError:
        return
