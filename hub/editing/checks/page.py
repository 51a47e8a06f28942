"""The checks of one page, and what is kept of them for the report."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q
from django.urls import Resolver404, resolve
from django.utils import timezone
from wagtail.fields import StreamField
from wagtail.models import Site
from wagtail.views import serve

from accounts.models import MEMBERS_ID, PUBLIC_ID
from hub.editing.checks import links, pictures, reading, structure
from hub.editing.checks.finding import WAGTAILS, Finding
from hub.editing.checks.links import Link, Target
from hub.editing.checks.reading import Reading
from hub.models import BasePage, ContentCheck, HubDocument

# Pages that others link to come and go, so each is checked anew.
STALE = timedelta(days=1)
AT_ONCE = 30
WITHOUT_SUMMARY = frozenset({"home", "index"})


@dataclass(frozen=True, slots=True)
class Checked:
    """What a page asks of its reader, and what is to be mended in it."""

    reading: Reading
    findings: tuple[Finding, ...]

    @property
    def beyond_wagtail(self) -> tuple[Finding, ...]:
        """What Wagtail's own checker does not see."""
        return tuple(finding for finding in self.findings if finding.kind not in WAGTAILS)


def check(page: BasePage) -> Checked:
    """Checks a page as it is in memory: a draft, or what readers see. Four queries at most, beside
    those that its full text takes."""
    html = page.full_text_html()
    read = reading.read(html)
    found = [*structure.findings(html), *pictures.in_html(html), *reading.findings(read)]
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            found += pictures.in_blocks(list(getattr(page, field.name).raw_data))
    found += _dead_links(page, html)
    if not page.summary and page.KIND not in WITHOUT_SUMMARY:
        found.append(
            Finding("summary", "There is no summary: lists, search results and feeds have nothing to show.")
        )
    return Checked(read, tuple(found))


def _dead_links(page: BasePage, html: str) -> list[Finding]:
    found = links.links_in(html, base=settings.HUB_BASE_URL)
    if page.pk:
        rows = page.attachments.all()
        found += [Link(row.title, page=row.linked_page_id) for row in rows if row.linked_page_id]
    if not found:
        return []
    pages = BasePage.objects.filter(pk__in={link.page for link in found if link.page})
    files = HubDocument.objects.filter(pk__in={link.file for link in found if link.file})
    return links.dead(
        found,
        pages={pk: Target(live, to) for pk, live, to in pages.values_list("pk", "live", "audience")},
        paths=_pages_at({link.path for link in found if link.path}),
        files=frozenset(files.values_list("pk", flat=True)),
        may_open=lambda audience: all_may_open(page.audience_id, audience),
        answers=answers,
    )


def all_may_open(readers: int, audience: int) -> bool:
    """Whether everyone of one audience belongs to another, as far as their kinds say."""
    return audience in {readers, PUBLIC_ID} or (audience == MEMBERS_ID and readers != PUBLIC_ID)


def _pages_at(paths: set[str]) -> dict[str, Target]:
    site = Site.objects.select_related("root_page").filter(is_default_site=True).first() if paths else None
    if site is None:
        return {}
    root = site.root_page.url_path
    by_url_path = {f"{root}{path.strip('/')}/" if path.strip("/") else root: path for path in paths}
    pages = BasePage.objects.filter(url_path__in=by_url_path)
    rows = pages.values_list("url_path", "live", "audience")
    return {by_url_path[at]: Target(live, audience) for at, live, audience in rows}


def answers(path: str) -> bool:
    """Whether an address that is no page's belongs to another part of the hub."""
    try:
        return resolve(path).func is not serve
    except Resolver404:
        return False


def keep(page: BasePage) -> None:
    """Checks what readers see of a page, and keeps what was found."""
    checked = check(page)
    ContentCheck.objects.update_or_create(
        page_id=page.pk,
        defaults={
            "words": checked.reading.words,
            "reading_age": checked.reading.age,
            "findings": [asdict(finding) for finding in checked.findings],
            "count": len(checked.findings),
            "checked_at": timezone.now(),
        },
    )


def renew() -> int:
    """Checks the pages that came out since, or were not checked for a day; returns how many. A job
    of each minute, a few at a time, so that it holds nobody up."""
    live = BasePage.objects.filter(live=True)
    new = live.filter(
        Q(content_check__isnull=True) | Q(content_check__checked_at__lt=F("last_published_at"))
    ).order_by("-last_published_at", "pk")
    stale = live.filter(content_check__checked_at__lt=timezone.now() - STALE)
    pages = list(new[:AT_ONCE]) or list(stale.order_by("content_check__checked_at")[:AT_ONCE])
    for page in pages:
        keep(page.specific)
    return len(pages)
