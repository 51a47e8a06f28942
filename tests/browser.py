"""A real browser for tests: Playwright driving the machine's own Chromium against a live server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    expect,
    sync_playwright,
)

from tests.needs import chromium_path, need

AXE = Path(__file__).resolve().parent.parent / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESK = 390, 1280
# Milliseconds: a busy machine is slow, and a page that never comes fails all the same.
PATIENCE = 30_000
expect.set_options(timeout=PATIENCE)
# Chromium started by a test must not call home, need a graphics card, or need a user of its own.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
]
Browse = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the run."""
    need("browser")
    # Playwright's loop runs in this thread, which Django takes for an asynchronous program.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=ARGUMENTS)
        yield browser
        browser.close()


def watch(page: Page, problems: list[str]) -> None:
    """Note what a reader would never tell us: script errors, refused content, lost files, broken pages."""

    def console(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            problems.append(f"{page.url}: {message.text}")

    def response(answer: Response) -> None:
        lost = answer.status >= 400 and "/static/" in answer.url
        if lost or answer.status >= 500:
            problems.append(f"{page.url}: {answer.url} answered {answer.status}")

    page.on("console", console)
    page.on("response", response)
    page.on("pageerror", lambda error: problems.append(f"{page.url}: {error}"))


def sign_in(context: BrowserContext, user: Any, url: str) -> None:
    """Give a browser the session of a person, without going through the form."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])


@pytest.fixture
def browse(live_server: Any, chromium: Browser) -> Iterator[Browse]:
    """Open a window: `browse(user=cast.amina, width=PHONE, javascript=False)`, each with its own cookies.

    The test fails at its end when any window met a script error, content refused by the content security
    policy, a missing static file or a page that broke.
    """
    contexts: list[BrowserContext] = []
    problems: list[str] = []

    def open_window(*, user: Any = None, width: int = DESK, javascript: bool = True) -> Page:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 844 if width <= PHONE else 900},
            locale="en-GB",
            timezone_id="Europe/London",
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        if user is not None:
            sign_in(context, user, live_server.url)
        page = context.new_page()
        watch(page, problems)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not problems, "\n".join(problems)


@pytest.fixture
def page(browse: Browse) -> Page:
    """One window of a signed-out reader at a desk."""
    return browse()


@cache
def axe_source() -> str:
    """The accessibility checker's script."""
    if not AXE.exists():
        pytest.fail("axe-core is missing from node_modules: `make test` installs it", pytrace=False)
    return AXE.read_text(encoding="utf-8")


def assert_axe_clean(page: Page) -> None:
    """No rule of WCAG 2.2 A or AA, nor of axe's own good practice, is broken by the page as it stands."""
    page.evaluate(axe_source())
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options)", options)
    broken = [
        f"{rule['id']} ({rule['impact']}): {rule['help']}\n    "
        + "\n    ".join(str(node["target"]) + " " + node["html"][:160] for node in rule["nodes"][:5])
        for rule in found["violations"]
    ]
    width = page.viewport_size["width"] if page.viewport_size else 0
    assert not broken, f"{page.url} at {width} px:\n" + "\n".join(broken)


def assert_fits(page: Page) -> None:
    """The page has no sideways scroll at its width."""
    wide, shown = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= shown, f"{page.url} is {wide} px wide in a window of {shown}"
