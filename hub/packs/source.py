"""Where a pack's files come from and go to: a folder or a zip, read with limits."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Protocol

from hub.packs.errors import PackError

MAX_FILES = 20_000
MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_PACK_BYTES = 2 * 1024 * 1024 * 1024
MAX_RATIO = 200  # a real text shrinks 3 to 10 times; a bomb a thousand times and more


class Source(Protocol):
    """The files of a pack, by their path with forward slashes."""

    def names(self) -> list[str]:
        """Every file, in order."""
        ...

    def read(self, name: str) -> bytes:
        """One file. Raises PackError where it is not there."""
        ...


class FolderSource:
    """A pack in a folder. Links that lead out of it are not followed."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def names(self) -> list[str]:
        """Every file below the folder that is not hidden."""
        found = (path for path in self.root.rglob("*") if path.is_file())
        names = (path.relative_to(self.root).as_posix() for path in found)
        return sorted(name for name in names if not any(p.startswith(".") for p in name.split("/")))

    def read(self, name: str) -> bytes:
        """One file below the folder."""
        path = (self.root / name).resolve()
        if not path.is_relative_to(self.root) or not path.is_file():
            raise PackError.at(name, 1, "there is no such file in the pack.")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise PackError.at(name, 1, "is larger than 50 MB.")
        return path.read_bytes()


class ZipSource:
    """A pack in a zip. Never unpacked to disk; sizes are checked before anything is read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.infos = {info.filename: info for info in archive.infolist() if not info.is_dir()}
        self._check()

    def _check(self) -> None:
        infos = self.infos.values()
        if len(self.infos) > MAX_FILES or sum(info.file_size for info in infos) > MAX_PACK_BYTES:
            raise PackError.at("", 1, "The zip holds more than 20,000 files or 2 GB.")
        for name, info in self.infos.items():
            if name.startswith("/") or ".." in PurePosixPath(name).parts:
                raise PackError.at(name, 1, "leads out of the pack.")
            if info.file_size > MAX_FILE_BYTES or (
                info.file_size > 1_000_000 and info.file_size > MAX_RATIO * info.compress_size
            ):
                raise PackError.at(name, 1, "is too large when unpacked.")

    def names(self) -> list[str]:
        """Every file of the zip."""
        return sorted(self.infos)

    def read(self, name: str) -> bytes:
        """One file of the zip."""
        if name not in self.infos:
            raise PackError.at(name, 1, "there is no such file in the pack.")
        return self.archive.read(name)


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """The pack at a path. Raises PackError where there is none."""
    if path.is_dir():
        yield FolderSource(path)
        return
    if not path.is_file():
        raise PackError.at("", 1, f"There is no content pack at {path}.")
    try:
        with zipfile.ZipFile(path) as archive:
            yield ZipSource(archive)
    except zipfile.BadZipFile as error:
        raise PackError.at("", 1, f"{path} is neither a folder nor a zip.") from error


class FolderTarget:
    """Writes a pack into a new or empty folder."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, content: bytes) -> None:
        """Writes one file, with the folders above it."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


class ZipTarget:
    """Writes a pack into a zip. The same content gives the same bytes."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive

    def write(self, name: str, content: bytes) -> None:
        """Writes one file with a fixed time."""
        info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        self.archive.writestr(info, content)


Target = FolderTarget | ZipTarget


@contextmanager
def open_target(path: Path) -> Iterator[Target]:
    """Where to write a pack. Raises PackError where something is already there."""
    if path.exists() and (path.is_file() or any(path.iterdir())):
        raise PackError.at("", 1, f"{path} is already there: choose a new name or an empty folder.")
    try:
        if path.suffix != ".zip":
            path.mkdir(parents=True, exist_ok=True)
            yield FolderTarget(path)
            return
        with zipfile.ZipFile(path, "w") as archive:
            yield ZipTarget(archive)
    except OSError as error:
        raise PackError.at("", 1, f"{path} cannot be written: {error.strerror}.") from error
