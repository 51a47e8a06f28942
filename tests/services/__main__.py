"""`python3 -m tests.services start|stop`: what `make services` and `make services-stop` call.

Runs without any package, so it uses the standard library alone.
"""

from __future__ import annotations

import json
import sys

from tests.services import (
    ADDRESSES,
    FOLDER,
    Unavailable,
    addresses,
    answers,
    elasticsearch,
    postgresql,
    redis,
    search,
)

SERVICES = {"postgresql": postgresql, "redis": redis, "search": search, "elasticsearch": elasticsearch}


def start() -> None:
    """Start each service that is not up, and keep the addresses for the tests."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    found = {name: url for name, url in addresses().items() if answers(url)}
    for name, service in SERVICES.items():
        if name in found:
            print(f"{name}: already at {found[name]}")
            continue
        forget(name)
        state: dict[str, str] = {}
        try:
            found[name] = service.start(state)
            print(f"{name}: {found[name]}")
        except Unavailable as missing:
            print(f"{name}: not started. {missing}")
        finally:
            (FOLDER / f"{name}.json").write_text(json.dumps(state), encoding="utf-8")
        ADDRESSES.write_text(json.dumps(found, indent=2), encoding="utf-8")


def forget(name: str) -> bool:
    """Stop what `start` has started of one service, and say whether there was anything."""
    kept = FOLDER / f"{name}.json"
    state = json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    if state:
        SERVICES[name].stop(state)
    kept.unlink(missing_ok=True)
    return bool(state)


def stop() -> None:
    """Stop what `start` has started; nothing else is touched."""
    for name in SERVICES:
        if forget(name):
            print(f"{name}: stopped")
    ADDRESSES.unlink(missing_ok=True)


def main() -> None:
    """Read the one word of the command line."""
    verbs = {"start": start, "stop": stop}
    if len(sys.argv) != 2 or sys.argv[1] not in verbs:
        sys.exit("Usage: python3 -m tests.services start|stop")
    verbs[sys.argv[1]]()


if __name__ == "__main__":
    main()
