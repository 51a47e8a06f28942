"""Markdown: what people write comes out as they meant it, and nothing that they smuggle in."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forums.markdown import ATTRIBUTES, TAGS, plain, quoted, render


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Two\nlines", "<p>Two\nlines</p>\n"),
        ("**Bold** and *thin*", "<p><strong>Bold</strong> and <em>thin</em></p>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>\n'),
        ("> said\n\nagreed", "<blockquote>\n<p>said</p>\n</blockquote>\n<p>agreed</p>\n"),
        ("`a < b`", "<p><code>a &lt; b</code></p>\n"),
        ("```\nx\n```", "<pre><code>x\n</code></pre>\n"),
        ("# Head", "<p><strong>Head</strong></p>\n"),
        ("###### Small *head*", "<p><strong>Small <em>head</em></strong></p>\n"),
        ("Head\n===", "<p><strong>Head</strong></p>\n"),
        ("a <b>bold</b> tag", "<p>a &lt;b&gt;bold&lt;/b&gt; tag</p>\n"),
    ],
)
def test_what_is_written_is_shown(written: str, shown: str) -> None:
    assert render(written) == shown


OUTSIDE = 'rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("written", "address", "outside"),
    [
        ("[x](https://example.org/a?b=1&c=2)", "https://example.org/a?b=1&amp;c=2", True),
        ("see https://example.org/a.", "https://example.org/a", True),
        ("[x](//example.org/)", "//example.org/", True),
        ("[x](mailto:a@example.org)", "mailto:a@example.org", True),
        ("[x](/guides/smoke-free/)", "/guides/smoke-free/", False),
        ("[x](#post-3)", "#post-3", False),
        ("[x](https://hub.example/guides/)", "https://hub.example/guides/", False),
        ("[x](https://hub.example)", "https://hub.example", False),
        ("[x](https://hub.example.org/)", "https://hub.example.org/", True),
        ("[x](https://hub.example@evil.example/)", "https://hub.example@evil.example/", True),
    ],
)
def test_links_stay_and_those_that_leave_say_so(
    settings: Any, written: str, address: str, outside: bool
) -> None:
    settings.HUB_BASE_URL = "https://hub.example"
    shown = render(written)
    assert f'href="{address}"' in shown
    assert (OUTSIDE in shown) is outside


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](file:///etc/passwd)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example" onmouseover="alert(1))',
    "![x](javascript:alert(1))",
    "![x](https://tracker.example/pixel.gif)",
    '<https://a.example/"onclick=alert(1)>',
    "<javascript:alert(1)>",
    "[a]: javascript:alert(1)\n\n[a]",
    "`<script>alert(1)</script>`",
    "```<script>\nalert(1)\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "# <img src=x onerror=alert(1)>",
    "<style>*{display:none}</style>",
    "<a href='javascript:alert(1)'>x</a>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "<!--<img src=--><img src=x onerror=alert(1)//>",
    "</div></article></main><h1>Fake</h1>",
    "<base href=https://evil.example/>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
    "<form action=https://evil.example><input name=password>",
    "\u202e)1(trela>tpircs<",
    "[x](https://a.example\u2028onclick=alert(1))",
]


class Tags(HTMLParser):
    """Every tag and attribute that a browser would find."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def assert_harmless(html: str) -> None:
    for tag, attributes in Tags(html).found:
        assert tag in TAGS, html
        assert set(attributes) <= ATTRIBUTES.get(tag, set()), html
        address = attributes.get("href") or ""
        scheme = re.match(r"[a-z][a-z0-9+.-]*:", address.strip().lower())
        assert scheme is None or scheme.group() in {"http:", "https:", "mailto:"}, html


@pytest.mark.parametrize("written", HOSTILE)
def test_hostile_text_is_harmless(written: str) -> None:
    assert_harmless(render(written))


PIECES = [*HOSTILE, "> ", "- ", "`", "*", "[", "](", "\n", "<", '"', "x"]


@given(st.lists(st.sampled_from(PIECES), max_size=6))
def test_hostile_text_in_pieces_is_harmless(pieces: list[str]) -> None:
    assert_harmless(render("".join(pieces)))


def test_deep_nesting_ends() -> None:
    assert_harmless(render("> " * 5_000 + "deep"))
    assert_harmless(render("[" * 5_000 + "deep"))


def test_plain_text_of_what_is_shown() -> None:
    assert plain(render("**A** < B &amp; C\n\n- one\n- two")) == "A < B & C one two"


def test_a_quotation_keeps_lines_and_is_cut_where_it_is_long() -> None:
    assert quoted("One.\n\nTwo.\n") == "> One.\n>\n> Two.\n\n"
    long = quoted("word " * 2_000)
    assert len(long) < 2_100
    assert long.endswith("word ...\n\n")
