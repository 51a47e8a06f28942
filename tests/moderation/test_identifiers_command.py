"""`python -m moderation.identifiers` reads and prints one JSON object a line, and never prints the text."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SECRET = "943 476 5919"


def ask(given: bytes, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "moderation.identifiers", *arguments],
        input=given,
        capture_output=True,
        cwd=PROJECT,
        timeout=60,
        check=False,
    )


def answers(done: subprocess.CompletedProcess[bytes]) -> list[dict[str, object]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_each_line_is_answered_in_order() -> None:
    texts = [f"NHS {SECRET}", "9434765919", "28 February 2017", "\ud800\x00", "٩٤٣ ٤٧٦ ٥٩١٩\nbaby Smith"]
    done = ask("\r\n".join(json.dumps({"text": text}) for text in texts).encode())
    assert (done.returncode, done.stderr) == (0, b"")
    assert answers(done) == [
        {"verdict": "refuse", "kinds": ["nhs-number"]},
        {"verdict": "hold", "kinds": ["nhs-number"]},
        {"verdict": "pass", "kinds": []},
        {"verdict": "pass", "kinds": []},
        {"verdict": "refuse", "kinds": ["nhs-number", "patient-name"]},
    ]


def test_nothing_in_gives_nothing_out() -> None:
    done = ask(b"\n \n")
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (f"{SECRET}".encode(), "not JSON"),
        (f'{{"text": "{SECRET}'.encode(), "not JSON"),
        (f'["{SECRET}"]'.encode(), "not a JSON object"),
        (f'{{"body": "{SECRET}"}}'.encode(), 'no "text"'),
        (b'{"text": 9434765919}', 'no "text"'),
        (f'{{"text": "{SECRET}\xff"}}'.encode("latin-1"), "not UTF-8"),
        (b"[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_line_is_named_without_its_text_and_the_others_are_answered(line: bytes, reason: str) -> None:
    done = ask(b'{"text": "a"}\n' + line + b'\n{"text": "b"}\n')
    assert done.returncode == 1
    assert len(answers(done)) == 2
    (error,) = done.stderr.decode().splitlines()
    assert error.startswith("line 2: ")
    assert reason in error
    assert "943" not in error


def test_a_trusts_pattern_can_be_given() -> None:
    assert answers(ask(b'{"text": "FEN123456"}', "--pattern", r"FEN\d{6}"))[0]["verdict"] == "refuse"
    done = ask(b"", "--pattern", "(a+)+")
    assert done.returncode == 2
    assert b"--pattern" in done.stderr


def test_help_says_how() -> None:
    done = ask(b"", "--help")
    assert done.returncode == 0
    assert b'{"text": "..."}' in done.stdout
