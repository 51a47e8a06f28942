"""The files of a pack, and the names that they have in it.

A file is known by its own name and its bytes. Where two have one name, the second lies in a folder
with a number, `files/2/plan.pdf`, so that both keep the name that a reader gets them under.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from itertools import count
from pathlib import PurePath
from typing import TypeVar

from django.core.files.base import ContentFile

from files.file_types import HEAD_BYTES, what_is_wrong
from files.pictures import WrongPictureError, bare
from hub.models import HubDocument, HubImage
from hub.packs.errors import PackError, PackFault
from hub.packs.source import Source

FOLDER = "files/"
LibraryFile = HubDocument | HubImage
Kind = TypeVar("Kind", HubDocument, HubImage)


def own_name(path: str) -> str:
    """A file's name without the folders of the pack."""
    return path.rpartition("/")[2]


def title_from(path: str) -> str:
    """What a file is called of which the pack says no more than its name."""
    return PurePath(path).stem.replace("-", " ")


class PackFiles:
    """The files of one import or export. Raises PackError for a file that is not there or wrong."""

    def __init__(self, source: Source | None) -> None:
        self.source = source
        self.new: list[LibraryFile] = []
        # Of an export: the names that are taken so far, and what has them.
        self.carried: dict[str, tuple[str, list[LibraryFile]]] = {}
        self._hashes: dict[tuple[bool, str], str] = {}

    # An import: what the pack holds.

    def _read(self, path: str) -> bytes:
        if self.source is None:
            raise PackError.at(path, 1, "is read only while a pack is imported.")
        return self.source.read(path)

    def _bare(self, path: str) -> bytes:
        try:
            return bare(path, self._read(path))
        except WrongPictureError as error:
            raise PackError.at(path, 1, str(error)) from error

    def _hash_of(self, path: str, *, picture: bool) -> str:
        """The SHA-1 of a file of the pack as it is kept: of a picture without what a camera wrote."""
        if (picture, path) not in self._hashes:
            content = self._bare(path) if picture else self._read(path)
            self._hashes[picture, path] = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        return self._hashes[picture, path]

    @cached_property
    def _paths(self) -> dict[str, list[str]]:
        """The files of the pack by their own name."""
        found = defaultdict(list)
        for path in self.source.names() if self.source else ():
            if path.startswith(FOLDER):
                found[own_name(path)].append(path)
        return found

    def check(self) -> None:
        """Raises PackError where one file stands in the pack twice under one name: which of the two
        a page of the hub shows could not be told."""
        faults = []
        for paths in self._paths.values():
            first: dict[str, str] = {}
            for path in paths if len(paths) > 1 else ():
                same = first.setdefault(self._hash_of(path, picture=False), path)
                if same != path:
                    faults.append(PackFault(path, 1, f"is the same file as {same}: name that one."))
        if faults:
            raise PackError(faults)

    def known(self, model: type[Kind], path: str) -> list[Kind]:
        """Those of the library that have the name and the bytes of a file of the pack."""
        file_hash = self._hash_of(path, picture=issubclass(model, HubImage))
        rows = model.objects.filter(file_hash=file_hash).order_by("pk")
        return [row for row in rows if row.filename == own_name(path)]

    def document(self, path: str, title: str) -> HubDocument:
        """The file of a pack as a document: the one that the hub has already, or a new one.

        The same name with the same content is the same file.
        """
        name, file_hash = own_name(path), self._hash_of(path, picture=False)
        if known := self.known(HubDocument, path):
            return known[0]
        content = self._read(path)
        if fault := what_is_wrong(name, content[:HEAD_BYTES]):
            raise PackError.at(path, 1, fault)
        document = HubDocument(title=title, original_name=name, file_hash=file_hash, file_size=len(content))
        self._keep(document, content)
        return document

    def named_in_text(self, path: str) -> HubDocument:
        """The file of a pack that a text links to."""
        return self.document(path, title_from(path))

    def picture(self, path: str, words: str) -> HubImage:
        """The picture of a pack: the one that the hub has already, or a new one, described by
        `words`. The same name with the same content is the same picture."""
        name, file_hash = own_name(path), self._hash_of(path, picture=True)
        if known := self.known(HubImage, path):
            return known[0]
        content = self._bare(path)
        picture = HubImage(
            title=title_from(path),
            description=words[:255],
            original_name=name,
            file_hash=file_hash,
            file_size=len(content),
        )
        self._keep(picture, content)
        return picture

    def _keep(self, file: LibraryFile, content: bytes) -> None:
        file.file.save(file.original_name, ContentFile(content, file.original_name), save=False)
        self.new.append(file)
        file.save()

    def discard_new(self) -> None:
        """After a failed import: nothing half-done is kept, on disk neither."""
        for file in self.new:
            file.file.storage.delete(file.file.name)

    # Both ways: what a file of the hub is called.

    def name_of(self, file: LibraryFile) -> str:
        """A file's path in the pack. While one is imported: the path of the file with its name and
        bytes, or one that the pack has not. While one is exported: its name, with a number where
        another file has taken it."""
        return self._path_in_pack(file) if self.source else self._path_to_write(file)

    def _path_in_pack(self, file: LibraryFile) -> str:
        file_hash, taken = file.get_file_hash(), self._paths.get(file.filename, [])
        # As it lies there first: a picture may lie beside the file that it was taken from.
        for picture in (False, True) if isinstance(file, HubImage) else (False,):
            for path in taken:
                if self._hash_of(path, picture=picture) == file_hash:
                    return path
        return next(path for path in numbered(file.filename) if path not in taken)

    def _path_to_write(self, file: LibraryFile) -> str:
        wanted = (file.filename, file.get_file_hash())
        for path in numbered(file.filename):
            # Some file systems do not tell capitals from small letters.
            _, those = self.carried.setdefault(path.casefold(), (path, []))
            if not those or (those[0].filename, those[0].get_file_hash()) == wanted:
                if file not in those:
                    those.append(file)
                return path
        raise AssertionError("numbers do not end")


def numbered(name: str) -> Iterator[str]:
    """The paths that a file may have in a pack, the plain one first."""
    yield f"{FOLDER}{name}"
    for number in count(2):
        yield f"{FOLDER}{number}/{name}"
