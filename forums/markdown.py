"""Markdown as people write it in posts, turned into safe HTML once, when it is written.

markdown-it-py reads it (CommonMark, raw HTML off, bare addresses become links); nh3 then lets
through only the few tags named here, whatever the reader before it produced.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import nh3
from django.conf import settings
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

TAGS = {"a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "strong", "ul"}
# Without "*" nh3 would let `title` and `lang` through on every tag.
ATTRIBUTES = {"*": set[str](), "a": {"href", "rel"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
OUTSIDE = "nofollow ugc noopener"
QUOTE_LENGTH = 2_000
# Not in an address of mail or of a page.
_HANDLE = re.compile(r"(?<![\w@./-])@([A-Za-z0-9](?:[\w-]{0,58}[A-Za-z0-9])?)(?![\w@])", re.ASCII)


@dataclass(frozen=True, slots=True)
class Named:
    """A person as a mention shows them."""

    name: str
    url: str


def is_own(address: str) -> bool:
    """Whether a link stays on the hub."""
    if address.startswith(("/", "#")):
        # "//host" and "/\host" leave the hub.
        return not address.startswith(("//", "/\\"))
    return address == settings.HUB_BASE_URL or address.startswith(f"{settings.HUB_BASE_URL}/")


class _Renderer(RendererHTML):
    """CommonMark's HTML, with the two things that differ in a post."""

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """Search engines get nothing from a link that leaves the hub."""
        if not is_own(str(tokens[idx].attrGet("href") or "")):
            tokens[idx].attrSet("rel", OUTSIDE)
        return self.renderToken(tokens, idx, options, env)

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A post's heading is bold text: the page's own outline is not for posts to change."""
        return "<p><strong>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """The end of `heading_open`."""
        return "</strong></p>\n"


def _link_names(state: StateCore) -> None:
    """Makes a link of each @handle whose person is told in the environment. Whoever is named
    outside quotations is noted there: words that were quoted name nobody anew."""
    people: Mapping[str, Named] = state.env.get("people", {})
    if not people:
        return
    quoted_deep = 0
    for token in state.tokens:
        if token.type in {"blockquote_open", "blockquote_close"}:
            quoted_deep += token.nesting
        elif token.type == "inline" and token.children:
            found: set[str] = set()
            token.children = list(_with_names(token.children, people, found))
            state.env["named"] |= set() if quoted_deep else found


def _with_names(children: list[Token], people: Mapping[str, Named], found: set[str]) -> Iterator[Token]:
    """The parts of a line, its text cut where it names somebody; not inside links."""
    inside_links = 0
    for token in children:
        inside_links += token.nesting if token.type in {"link_open", "link_close"} else 0
        if token.type != "text" or inside_links or "@" not in token.content:
            yield token
            continue
        at = 0
        for match in _HANDLE.finditer(token.content):
            handle = match.group(1).lower()
            if handle in people:
                found.add(handle)
                yield _text(token.content[at : match.start()], token.level)
                yield from _link(people[handle], token.level)
                at = match.end()
        yield _text(token.content[at:], token.level)


def _text(words: str, level: int) -> Token:
    return Token("text", "", 0, content=words, level=level)


def _link(person: Named, level: int) -> Iterator[Token]:
    yield Token("link_open", "a", 1, attrs={"href": person.url}, level=level)
    yield _text(f"@{person.name}", level + 1)
    yield Token("link_close", "a", -1, level=level)


_reader = (
    MarkdownIt("commonmark", {"html": False, "linkify": True}, renderer_cls=_Renderer)
    .enable("linkify")
    .disable("image")
)
_reader.core.ruler.push("names", _link_names)


def handles_in(text: str) -> set[str]:
    """Every @handle in a text, in lower case, whether there is such a person or not."""
    return {handle.lower() for handle in _HANDLE.findall(text)}


def render(text: str) -> SafeString:
    """Markdown as HTML that may be shown to anyone."""
    return render_with_names(text, {})[0]


def render_with_names(text: str, people: Mapping[str, Named]) -> tuple[SafeString, Collection[str]]:
    """The same with a link for each @handle of `people`; also gives the handles of those whom the
    writer names themselves, outside code, links and quotations."""
    env: dict[str, object] = {"people": people, "named": set[str]()}
    named = env["named"]
    cleaned = nh3.clean(
        _reader.render(text, env),
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=None,
    )
    return SafeString(cleaned), named  # type: ignore[return-value]


# Where one of these begins or ends, so does a word; inside a line a tag parts no words.
_BLOCK = re.compile(r"</?(?:blockquote|br|hr|li|ol|p|pre|ul)\b")


def plain(body_html: str) -> str:
    """Rendered HTML as the words a reader would read, on one line."""
    return " ".join(html.unescape(strip_tags(_BLOCK.sub(r" \g<0>", body_html))).split())


def quoted(text: str) -> str:
    """A text as a Markdown quotation, with an empty line after it for the answer."""
    text = text.strip()
    if len(text) > QUOTE_LENGTH:
        text = text[:QUOTE_LENGTH].rsplit(" ", 1)[0] + " ..."
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines()) + "\n\n"


_MARKS = re.compile(r"([\\`*_\[\]<&])")


def escaped(text: str) -> str:
    """A text on one line that marks nothing where it stands in Markdown."""
    return _MARKS.sub(r"\\\1", " ".join(text.split()))
