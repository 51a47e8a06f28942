"""The pages that every hub has, as files: home, general pages, news."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import StringConstraints

from hub.models import GeneralPage, HomePage, NewsPage
from hub.packs.bodies import to_body, to_text
from hub.packs.located import Record, read_front_matter
from hub.packs.pages import PageSection
from hub.packs.resolve import Resolver
from hub.packs.schema import PageFile, validated
from hub.packs.source import Source


class BodySection(PageSection[PageFile]):
    """A page that is one body of blocks."""

    schema = PageFile

    def fill(self, page: Any, entry: PageFile, resolve: Resolver) -> None:
        """The body as blocks."""
        field = self.model._meta.get_field("body")
        page.body = to_body(dict(entry.sections).get("body", ""), field, resolve)

    def _texts(self, page: Any, resolve: Resolver) -> tuple[tuple[str, str], ...]:
        whole = to_text(page.body, resolve)
        return (("body", whole),) if whole else ()


class GeneralPages(BodySection):
    """pages/about.md is /about/; a folder is the page above."""

    name = "pages"
    folder = "pages"
    model = GeneralPage

    def owns(self, file: str) -> bool:
        """All but the home page."""
        return super().owns(file) and file != "pages/home.md"

    def path_for(self, file: str) -> str:
        """Without the folder of the pack."""
        return super().path_for(file.removeprefix("pages/"))

    def file_for(self, path: str) -> str:
        """With the folder of the pack."""
        return f"pages/{super().file_for(path)}"


class News(BodySection):
    """news/<slug>.md."""

    name = "news"
    folder = "news"
    model = NewsPage


class HomeFile(PageFile):
    """The home page's file."""

    lede: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    try_: tuple[str, ...] = ()


class Home(PageSection[HomeFile]):
    """pages/home.md: the page is there from the start, so it is only filled in."""

    name = "home"
    folder = "pages"
    model = HomePage
    schema = HomeFile

    def owns(self, file: str) -> bool:
        """The one file."""
        return file == "pages/home.md"

    def path_for(self, file: str) -> str:
        """The top of the hub."""
        return "/"

    def file_for(self, path: str) -> str:
        """The one file."""
        return "pages/home.md"

    def read(self, source: Source, file: str) -> list[tuple[Record, Any]]:
        """`try` is a word of Python's, so the schema calls it `try_`."""
        record = read_front_matter(file, source.read(file))
        if "try" in record.data:
            record.data["try_"] = record.data.pop("try")
        entry = validated(self.schema, record, path="/", sections=self._parts(record, set(source.names())))
        return [(record, entry)]

    def fill(self, page: Any, entry: Any, resolve: Resolver) -> None:
        """Lede, searches, and the words beside the guides."""
        page.lede = entry.lede
        page.try_searches = "\n".join(entry.try_)
        page.places_intro = dict(entry.sections).get("body", "").strip()

    def values(self, page: Any, resolve: Resolver) -> dict[str, Any]:
        """The reverse of `fill`."""
        return {"lede": page.lede, "try_": tuple(page.searches())}

    def _texts(self, page: Any, resolve: Resolver) -> tuple[tuple[str, str], ...]:
        return (("body", f"{page.places_intro}\n"),) if page.places_intro else ()

    def front_matter(self, entry: HomeFile) -> dict[str, Any]:
        """With `try` under its own name."""
        data = entry.front_matter()
        return {("try" if key == "try_" else key): value for key, value in data.items()}
