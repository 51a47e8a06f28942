"""No input is an error: not to search for, and not to be found."""

# ruff: noqa: E501 - the list is easier to add to as it is

from __future__ import annotations

import json
from urllib.parse import quote, quote_from_bytes

import pytest
from django.test import Client

from search.query import TOO_LONG
from tests.search.conftest import Notes

pytestmark = pytest.mark.django_db

HOSTILE = [
    # nothing, and signs alone
    "", " ", "\t\r\n", "\u00a0", "\u200b", '"', '""', '"""', '" "', "'", "''", "`", "-", "--", "-\"", '-""',
    "- -", "*", "**", "?", "!", "!!", "&", "&&", "|", "||", "^", "~", ":", "::", ";", "\\", "\\\\", "/", "//",
    "(", ")", "()", ")(", "((((((((", "[", "]", "{", "}", "{}", "<", ">", "<>", "<->", "<2>", "@@", "#", "%",
    "%%", "%s", "%(a)s", "{0}", "$1", "$$", "+", "=", "_", "...", "…", "–", "—",
    # operators of FTS5 and tsquery
    "AND", "OR", "NOT", "NEAR", "AND AND", "NOT NOT", "cold AND", "OR cold", "NEAR(cold baby, 2)", "cold*",
    "*cold", "^cold", "title:cold", "{title} : cold", "- title : cold", "rowid:1", "rank MATCH", "cold + baby",
    "cold & baby", "cold | !baby", "!cold", "cold <-> baby", "cold:*", "cold:A", "cold:*A", "'cold' & 'baby'",
    # what is meant for SQL, HTML and shells
    "'; DROP TABLE search_text; --", "1' OR '1'='1", "') OR 1=1 --", "cold' UNION SELECT * FROM accounts_user --",
    "\"; SELECT pg_sleep(9); --", "x'00'", "0x00", "NULL", "null", "undefined", "None", "true", "NaN", "1e999",
    "<script>alert(1)</script>", "</title><script>alert(1)</script>", "\" onfocus=alert(1) autofocus x=\"",
    "<mark>cold</mark>", "&lt;b&gt;", "javascript:alert(1)", "{{ 7|add:7 }}", "{% include 'x' %}", "${jndi:ldap://x}",
    "../../../../etc/passwd", "$(reboot)", "`id`", "file:///etc/passwd", "%00", "%0d%0aSet-Cookie:x=1",
    # filters
    "trust:", "trust::", "trust:\"", 'trust:""', "trust:'", "type:", "type:nothing", "-trust:fenmere", "trust:trust:x",
    "type:guide type:topic", "trust:" + "x" * 280, "outcome:worked cold",
    # characters
    "\x00", "cold\x00baby", "\x01\x02\x03", "\x02cold\x03", "\x1b[31m", "\x7f", "\ufffe", "\uffff", "\ufeff", "\ufffd",
    "\u202ecold\u202c", "\u2028", "🙂", "👩🏽‍🍼", "🇬🇧", "cold 🙂 baby", "é", "e\u0301", "Z\u0351\u036b\u0343a\u0324lgo", "\u0301",
    "İstanbul", "ß", "ﬁ", "ﬀ ﬃ", "Ⅷ", "²", "½", "１２", "٣", "Ｃｏｌｄ", "日本語", "新生児低体温", "हिन्दी", "العربية", "עברית",
    "ไทย", "ǅ", "\U0001f1ec", "\U0010ffff", "𝒞𝑜𝓁𝒹",
    # length
    "a" * 299, "a" * 300, "a" * 301, "a " * 5_000, "a" * 10_000, '"' * 10_000, "-" * 10_000, "(" * 10_000,
    "cold " * 2_000, "-cold " * 2_000, '"cold baby" ' * 900, "é" * 10_000, "🙂" * 10_000, "1 2 3 4 5 6 7 8 9 " * 20,
]  # fmt: skip
# Sent as they are, because they cannot be written as text.
BYTES = [b"\xff", b"\xc3", b"\xed\xa0\x80", b"cold\xed\xb0\x80", b"\xf8\x88\x80\x80\x80", b"\xc0\x80"]


def statuses(texts: list[str]) -> list[str]:
    """The page and the three feeds of each text; every address that did not answer 200."""
    client = Client(raise_request_exception=False)
    failed = []
    for encoded in texts:
        for address in (
            f"/search/?q={encoded}",
            f"/search/?q={encoded}&type={encoded[:300]}&trust={encoded[:300]}&sort={encoded[:50]}&page={encoded[:50]}",
            f"/search/feed.json?q={encoded}",
        ):
            status = client.get(address).status_code
            if status != 200:
                failed.append(f"{status} {address[:120]}")
    return failed


def test_whatever_is_searched_for_is_answered(notes: Notes) -> None:
    notes.add("Cold baby", "A cold baby and nothing else", summary="cold")

    assert len(HOSTILE) >= 60
    encoded = [quote(text, safe="", errors="surrogatepass") for text in [*HOSTILE, "\ud800", "cold\udfff"]]
    assert statuses(encoded + [quote_from_bytes(text) for text in BYTES]) == []


def test_feeds_of_hostile_searches_can_be_read(notes: Notes) -> None:
    notes.add("Cold baby")

    for text in ("\x0bcold", "cold \x00", "cold <", "\ufffecold"):
        answer = Client().get("/search/feed.json", {"q": text})
        assert json.loads(answer.content)["items"][0]["title"] == "Cold baby"


def test_a_field_shows_what_was_typed_as_text(notes: Notes) -> None:
    page = Client().get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in page


def test_a_search_that_was_cut_says_so(notes: Notes) -> None:
    assert TOO_LONG in Client().get("/search/", {"q": "cold " * 100}).content.decode()
    assert TOO_LONG not in Client().get("/search/", {"q": "cold"}).content.decode()


def test_whatever_is_written_can_be_indexed_and_found(notes: Notes) -> None:
    """Also lone surrogates, which no database stores, and more words than one row of an index holds."""
    texts = [*HOSTILE, "a\ud800b", "".join(map(chr, range(0x3000)))]
    for text in texts:
        notes.add(f"{text[:200]} zebra", f"{text} zebra", summary=f"{text} zebra")

    page = Client().get("/search/", {"q": "zebra"})
    assert page.status_code == 200
    assert page.context["results"].found.total == len(texts)


def test_a_text_of_very_many_different_words_can_be_indexed(notes: Notes) -> None:
    words = " ".join(
        chr(0x4E00 + first) + chr(0x4E00 + second) for first in range(300) for second in range(300)
    )
    notes.add("Zebra", words)

    assert Client().get("/search/", {"q": "zebra"}).context["results"].found.total == 1
