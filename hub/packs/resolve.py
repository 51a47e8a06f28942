"""Finds what an entry of a pack refers to: pages, people, trusts, audiences, files."""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import PurePath

from django.core.files.base import ContentFile

from accounts.models import Audience, Organisation, User
from accounts.services import audience_for_key
from files.file_types import HEAD_BYTES, what_is_wrong
from files.pictures import WrongPictureError, bare
from hub.models import BasePage, HomePage, HubDocument, HubImage
from hub.packs.errors import PackError
from hub.packs.source import Source


class Resolver:
    """One import's or export's view of the hub. Raises ValueError in words for a wrong name."""

    def __init__(self, source: Source | None = None) -> None:
        self.source = source
        self.new_files: list[HubDocument | HubImage] = []

    @cached_property
    def home(self) -> HomePage:
        """The home page; all addresses start there."""
        page: HomePage = HomePage.objects.get()
        return page

    def page_or_none(self, path: str) -> BasePage | None:
        """The page at an address, published or not."""
        url_path = self.home.url_path + path.strip("/") + ("/" if path.strip("/") else "")
        page: BasePage | None = BasePage.objects.filter(url_path=url_path).first()
        return page

    def page(self, path: str) -> BasePage:
        """The page at an address."""
        page = self.page_or_none(path)
        if page is None:
            raise ValueError(f"there is no page at {path}, here or in the pack.")
        specific: BasePage = page.specific
        return specific

    def page_id(self, path: str) -> int | None:
        """For links in running text."""
        page = self.page_or_none(path)
        return page.pk if page else None

    def path(self, page_id: int) -> str | None:
        """The reverse of `page_id`."""
        url_path = BasePage.objects.filter(pk=page_id).values_list("url_path", flat=True).first()
        return self.path_of(url_path) if url_path else None

    def path_of(self, url_path: str) -> str:
        """A page's address as a pack writes it."""
        return "/" + url_path.removeprefix(self.home.url_path)

    def organisation(self, slug: str) -> Organisation:
        """A trust or a network."""
        found = Organisation.objects.filter(slug=slug).first()
        if found is None:
            raise ValueError(f"there is no trust or network called {slug}, here or in the pack.")
        return found

    def user(self, email: str) -> User:
        """A person by address."""
        found: User | None = User.objects.filter(email__iexact=email).first()
        if found is None:
            raise ValueError(f"there is nobody with the address {email}, here or in the pack.")
        return found

    def audience(self, key: str) -> Audience:
        """An audience by its key."""
        try:
            return audience_for_key(key)
        except (Audience.DoesNotExist, Organisation.DoesNotExist) as error:
            raise ValueError(f"there is no audience {key}, here or in the pack.") from error

    def _read(self, name: str) -> bytes:
        if self.source is None:
            raise PackError.at(name, 1, "is read only while a pack is imported.")
        return self.source.read(name)

    def hash_of(self, name: str) -> str:
        """The SHA-1 of a file of the pack, as Wagtail keeps it of a document."""
        return hashlib.sha1(self._read(name), usedforsecurity=False).hexdigest()

    def document(self, name: str, title: str) -> HubDocument:
        """The file of a pack as a document: the one that the hub has already, or a new one.

        The same name with the same content is the same file.
        """
        content = self._read(name)
        filename = name.removeprefix("files/")
        file_hash = self.hash_of(name)
        for known in HubDocument.objects.filter(file_hash=file_hash):
            if known.filename == filename:
                return known
        if fault := what_is_wrong(filename, content[:HEAD_BYTES]):
            raise PackError.at(name, 1, fault)
        document = HubDocument(
            title=title, original_name=filename, file_hash=file_hash, file_size=len(content)
        )
        document.file.save(filename, ContentFile(content), save=False)
        self.new_files.append(document)
        document.save()
        return document

    def hash_of_picture(self, name: str) -> str:
        """The SHA-1 of a picture of the pack, as it is kept: without what a camera wrote into it."""
        return hashlib.sha1(self._bare(name), usedforsecurity=False).hexdigest()

    def _bare(self, name: str) -> bytes:
        try:
            return bare(name, self._read(name))
        except WrongPictureError as error:
            raise PackError.at(name, 1, str(error)) from error

    def picture(self, name: str, words: str) -> HubImage:
        """The picture of a pack: the one that the hub has already, or a new one, described by
        `words`. The same name with the same content is the same picture."""
        content = self._bare(name)
        filename, file_hash = name.removeprefix("files/"), self.hash_of_picture(name)
        for known in HubImage.objects.filter(file_hash=file_hash):
            if known.filename == filename:
                return known
        picture = HubImage(
            title=PurePath(filename).stem.replace("-", " "),
            description=words[:255],
            original_name=filename,
            file_hash=file_hash,
            file_size=len(content),
        )
        picture.file.save(filename, ContentFile(content, filename), save=False)
        self.new_files.append(picture)
        picture.save()
        return picture

    def discard_new_files(self) -> None:
        """After a failed import: nothing half-done is kept, on disk neither."""
        for document in self.new_files:
            document.file.storage.delete(document.file.name)
