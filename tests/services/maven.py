"""Fetches what a service is made of from Maven Central, once."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from tests.services import FOLDER, Unavailable


def fetched(project: Path) -> Path:
    """The folder with all that a project depends on, fetched when it is not there."""
    folder = FOLDER / f"{project.stem}-jars"
    if not folder.exists():
        maven = shutil.which("mvn")
        if not maven or not shutil.which("java"):
            raise Unavailable("Java and Maven are not installed (Debian: apt install maven)")
        part = folder.with_name(f"{folder.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        command = [maven, "--quiet", "--batch-mode", "-f", str(project)]
        command += ["dependency:copy-dependencies", f"-DoutputDirectory={part}"]
        done = subprocess.run(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
        )
        if done.returncode != 0:
            raise Unavailable(f"Maven could not fetch {project.stem}: {done.stderr.strip()[-300:]}")
        part.rename(folder)
    return folder
