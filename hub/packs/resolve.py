"""Finds what an entry of a pack refers to: pages, people, trusts, audiences, files."""

from __future__ import annotations

from functools import cached_property

from accounts.models import Audience, Organisation, User
from accounts.services import audience_for_key
from hub.models import BasePage, HomePage, HubDocument
from hub.packs.files import PackFiles
from hub.packs.source import Source


class Resolver:
    """One import's or export's view of the hub. Raises ValueError in words for a wrong name."""

    def __init__(self, source: Source | None = None) -> None:
        self.files = PackFiles(source)

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

    def document_id(self, name: str) -> int | None:
        """For links in running text to a file of the pack."""
        return self.files.named_in_text(name).pk

    def document_name(self, document_id: int) -> str | None:
        """The reverse of `document_id`."""
        document = HubDocument.objects.filter(pk=document_id).first()
        return self.files.name_of(document) if document else None

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
