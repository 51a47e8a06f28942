"""What search knows of general pages, news and files."""

from __future__ import annotations

import re
from html import unescape
from itertools import accumulate

from django.db import models
from django.db.models.functions import Left
from django.utils.html import strip_tags

from accounts.models import PUBLIC_ID
from files.file_types import ending_of
from files.reading.result import PAGE_BREAK
from hub.models import Attachment, BasePage, GeneralPage, NewsPage, TextState
from search import registry
from search.folding import clean
from search.index import LONGEST, LONGEST_BODY
from search.registry import Facet, Fields

LONGEST_PATH = LONGEST["path"] or 0
# Pages, slides and sheets that a reader sees with the same number. A Word file has pages only as
# the machine lays them out that opens it.
NUMBERED = {"pdf", "pptx", "odp", "xlsx", "ods"}


def plain(html: str) -> str:
    """HTML as the words a reader would read, with a space where a tag stood."""
    html = re.sub(r"(?<![.?!:])</h[1-6]>", ".</h>", html)  # a heading ends as a sentence does
    text = unescape(strip_tags(html.replace("<", " <")))
    return " ".join(text.replace(" .", ".").split())


def trust_facet(page: BasePage) -> tuple[Facet, ...]:
    """The trust whose work a page is."""
    return (Facet("trust", page.trust.slug, page.trust.name),) if page.trust else ()


def _with_whose(text: str, page: BasePage) -> str:
    """A page's text, and behind it the trust whose work it is and its network, as words to be found
    by: the text itself seldom names them."""
    named = (page.trust, page.trust.network) if page.trust else ()
    names = ", ".join(each.name for each in named if each)
    if not names:
        return text
    end = "" if not text or text.endswith((".", "?", "!")) else "."
    return f"{text}{end} {names}.".strip()


def places_of_pages(text: str) -> tuple[tuple[int, int], ...]:
    """Where each page of a file's text begins in the body of its entry, and its number from 1.

    The body is the text after `search.folding.clean`, which may make a page shorter or longer, cut
    at `LONGEST_BODY` characters; of what is cut off nothing is told. One page alone is no place.
    """
    pages = text.split(PAGE_BREAK)
    starts = accumulate((len(clean(page)) + len(PAGE_BREAK) for page in pages[:-1]), initial=0)
    kept = [(start, number) for number, start in enumerate(starts, 1) if start < LONGEST_BODY]
    return tuple(kept) if len(pages) > 1 else ()


def page_fields(page: BasePage, **more: object) -> Fields:
    """What every page is found by; a type adds to it."""
    published = page.first_published_at or page.latest_revision_created_at
    return Fields(
        title=page.title,
        path=page.get_absolute_url(),
        audience_id=page.audience_id,
        published=published,
        updated=page.last_published_at or published,
        summary=page.summary,
        body=_with_whose(plain(page.full_text_html()), page),
        **more,  # type: ignore[arg-type]
    )


class PageDocument:
    """General pages and news: found by title, summary and text."""

    def __init__(self, model: type[BasePage], kind: str, label: str, plural: str) -> None:
        self.model = model
        self.kind = kind
        self.label = label
        self.plural = plural

    def get_queryset(self) -> models.QuerySet[BasePage]:
        """Published pages of the type. What the ground laid and nobody has written yet has no
        revision, and nothing to find."""
        written = self.model.objects.filter(live=True, latest_revision__isnull=False)
        pages: models.QuerySet[BasePage] = written
        return pages.select_related("trust__network")

    def fields(self, page: BasePage) -> Fields:
        """The page as search knows it."""
        return page_fields(page, facets=trust_facet(page))


class FileDocument:
    """Files that pages carry: found by their title and their text.

    A file that two different groups would have to share, by the page's audience and by its own,
    is not indexed: an entry has one audience.
    """

    model = Attachment
    kind = "file"
    label = "File"
    plural = "Files"

    def get_queryset(self) -> models.QuerySet[Attachment]:
        """Files that were read, on published pages."""
        same = models.Q(audience__isnull=True) | models.Q(audience_id=models.F("page__audience_id"))
        one_is_public = models.Q(audience_id=PUBLIC_ID) | models.Q(page__audience_id=PUBLIC_ID)
        rows: models.QuerySet[Attachment] = Attachment.objects.filter(
            same | one_is_public, document__text_state=TextState.READ, page__live=True
        )
        return rows.select_related("document", "page__trust__network").annotate(
            words=Left("document__file_text__text", LONGEST_BODY)
        )

    def fields(self, row: Attachment) -> Fields:
        """The file as search knows it, under the name that the page gives it."""
        page: BasePage = row.page
        path = row.url
        own = row.audience_id or page.audience_id
        published = page.first_published_at or page.latest_revision_created_at
        words = row.words or ""
        numbered = ending_of(row.document.filename) in NUMBERED
        return Fields(
            title=row.title,
            # A name in another script may make an address longer than search keeps.
            path=path if len(path) <= LONGEST_PATH else page.get_absolute_url(),
            audience_id=page.audience_id if own == PUBLIC_ID else own,
            published=published,
            updated=page.last_published_at or published,
            body=words,
            meta=f"{row.document.type_and_size}, on “{page.title}”",
            facets=trust_facet(page),
            pages=places_of_pages(words) if numbered else (),
        )


def register() -> None:
    """Adds general pages, news and files to what can be found."""
    registry.register(PageDocument(NewsPage, "news", "News", "News"))
    registry.register(PageDocument(GeneralPage, "page", "Page", "Pages"))
    registry.register(FileDocument())
