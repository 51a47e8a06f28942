"""Check texts from the command line: one JSON object a line in, one a line out.

    echo '{"text": "NHS number 943 476 5919"}' | python -m moderation.identifiers
    {"verdict": "refuse", "kinds": ["nhs-number"]}

The text itself is never printed, on neither output.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable
from typing import TextIO

from moderation.identifiers import PatternError, check, compile_pattern


class LineError(ValueError):
    """A line of the input cannot be read; the message says why, without the line."""


def read_text(line: bytes) -> str:
    """The text of one line ``{"text": ...}``. Raises ``LineError``."""
    try:
        value = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise LineError("the line is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise LineError("the line is not JSON") from error
    if not isinstance(value, dict):
        raise LineError('the line is not a JSON object; write {"text": "..."}')
    if not isinstance(value.get("text"), str):
        raise LineError('the object has no "text" that is a string')
    return str(value["text"])


def run(lines: Iterable[bytes], out: TextIO, err: TextIO, patterns: list[str]) -> int:
    """Answer every line; return 1 when one could not be read, else 0. Blank lines are left out."""
    status = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            answer = check(read_text(line), hospital_number_patterns=patterns)
        except LineError as error:
            err.write(f"line {number}: {error}\n")
            status = 1
            continue
        out.write(json.dumps({"verdict": answer.verdict, "kinds": list(answer.kinds)}) + "\n")
        out.flush()
    return status


def main() -> int:
    """Read the arguments and standard input; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m moderation.identifiers",
        description="Say for each text whether it identifies a patient. Reads one JSON object a line from "
        'standard input, {"text": "..."}, and prints one a line, '
        '{"verdict": "refuse|hold|pass", "kinds": [...]}. '
        "A line that cannot be read is named on standard error, and the exit status is then 1.",
    )
    parser.add_argument(
        "--pattern",
        action="append",
        default=[],
        metavar="PATTERN",
        help=r"a trust's own form of hospital number, such as [A-Z]{2}\d{6}; may be given more than once",
    )
    patterns: list[str] = parser.parse_args().pattern
    try:
        for pattern in patterns:
            compile_pattern(pattern)
    except PatternError as error:
        parser.error(f"argument --pattern: {error}")
    try:
        return run(sys.stdin.buffer, sys.stdout, sys.stderr, patterns)
    except BrokenPipeError:
        # The reader went away: nothing more can be said, and Python must not try again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
