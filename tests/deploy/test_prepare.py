"""Each step of set-up is done once, and again only when what it is made from has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy import prepare, test
from tests.services import free_port


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(prepare, "PROJECT", tmp_path)
    monkeypatch.setattr(prepare, "VAR", tmp_path / "var")
    (tmp_path / "var" / "log").mkdir(parents=True)
    return tmp_path


def test_a_step_runs_again_only_when_its_inputs_change(project: Path) -> None:
    done: list[str] = []
    source = project / "source"
    source.mkdir()
    (source / "one.scss").write_text("a{}", encoding="ascii")

    def step() -> None:
        prepare.once(project / ".made", [source], "Building", lambda: done.append("built"))

    step()
    step()
    assert done == ["built"]
    (source / "one.scss").write_text("a{b:c}", encoding="ascii")
    step()
    (source / "two.scss").write_text("", encoding="ascii")
    step()
    assert done == ["built"] * 3


def test_a_step_that_failed_is_tried_again(project: Path) -> None:
    def fails() -> None:
        prepare.stop("no network")

    for _ in range(2):
        with pytest.raises(SystemExit, match="no network"):
            prepare.once(project / ".made", [], "Installing", fails)
    assert not (project / ".made").exists()


def test_a_failed_command_stops_with_its_reason(project: Path) -> None:
    with pytest.raises(SystemExit) as stopped:
        prepare.quietly(["sh", "-c", "echo ERROR: the disk is full; exit 3"], "x.log", "It could not be done")
    assert str(stopped.value) == (
        "Stopped: It could not be done (ERROR: the disk is full). All it said is in var/log/x.log."
    )


@pytest.mark.skipif(not prepare.VENV_PYTHON.exists(), reason="needs .venv, which make sets up")
def test_packages_without_a_network_say_so(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = project / "requirements.txt"
    lock.write_text(f"no-such-package==1.0 --hash=sha256:{'0' * 64}\n", encoding="ascii")
    monkeypatch.setenv("PIP_INDEX_URL", f"http://127.0.0.1:{free_port()}/simple")
    monkeypatch.setenv("PIP_NO_INDEX", "0")
    with pytest.raises(SystemExit, match="no answer from the network"):
        prepare.pip_install(lock)


REPORT = '<testsuites><testsuite tests="10" failures="{}" errors="1" skipped="3"/></testsuites>'


def test_results_are_counted_from_the_report() -> None:
    assert test.count(REPORT.format(2), 1) == {"passed": 4, "failed": 3, "skipped": 3}


def test_a_run_that_broke_counts_as_a_failure() -> None:
    assert test.count("", 3)["failed"] == 1
