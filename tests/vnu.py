"""The W3C's HTML checker (vnu), started once in a process: it takes seconds to start, and milliseconds for
each page."""

from __future__ import annotations

import json
import subprocess
import time
from functools import cache
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import ProxyHandler, Request, build_opener

from tests.services import free_port

PROGRAM = Path(__file__).resolve().parent.parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
# It compiles itself as little as it can, which needs a deeper stack: it is not long at work.
OPTIONS = ["-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m"]
BINDING = "-Dnu.validator.servlet.bind-address=127.0.0.1"
PATIENCE = 120
_opener = build_opener(ProxyHandler({}))


class Checker:
    """A running checker."""

    def __init__(self) -> None:
        self.port = free_port()
        program = ["-cp", str(PROGRAM), "nu.validator.servlet.Main", str(self.port)]
        self.process = subprocess.Popen(
            ["java", *OPTIONS, BINDING, *program], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + PATIENCE
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(f"the HTML checker did not start: java {' '.join(program)}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            self.messages("<!doctype html><title>Ready</title>")
        except URLError:
            return False
        return True

    def messages(self, text: str) -> list[dict[str, Any]]:
        """What the checker says of one page."""
        asked = Request(
            f"http://127.0.0.1:{self.port}/?out=json",
            data=text.encode(),
            headers={"Content-Type": "text/html; charset=utf-8"},
        )
        with _opener.open(asked, timeout=PATIENCE) as answer:
            said: list[dict[str, Any]] = json.load(answer)["messages"]
        return said

    def stop(self) -> None:
        """End it."""
        self.process.kill()
        self.process.wait()


@cache
def checker() -> Checker:
    """The checker of this process, started when it is first asked for."""
    return Checker()


def stop() -> None:
    """End the checker, if it was started."""
    if checker.cache_info().currsize:
        checker().stop()
