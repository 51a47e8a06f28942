"""The blocks of a body: what each shows and says, what an editor may not leave out, and videos that
wait for their reader."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from playwright.sync_api import Page, Route, expect

from activity import deliver
from cases.models import CaseStudy
from hub.blocks import BodyBlock
from hub.models import GeneralPage, HubDocument, NewsIndexPage, NewsPage
from hub.videos import player_of
from tests import factories
from tests.browser import DESK, PHONE, Browse, assert_axe_clean, assert_fits
from tests.checks import assert_html_valid, assert_queries_constant
from tests.hub.bodies import VIDEO, every_block, page_of
from tests.hub.pictures import image

pytestmark = pytest.mark.django_db
SAID = [
    "Cold babies.", "At birth", "Put on a hat", "Warm the towel", "Wait for the weight",
    "I knew whom to ring.",
    "A midwife, Fenmere", "How we counted", "arrival", "A hat on a cot", "The hat in every pack",
    "How the hat goes on", "The pack list", "Cold on arrival", "Castlebeck", "8.10", "Babies below 36.5",
    "Fewer than half as many since March.", "of 50 babies", "February",
]  # fmt: skip


def document(name: str = "list.pdf") -> HubDocument:
    made: HubDocument = HubDocument.objects.create(title=name, file=ContentFile(b"%PDF-1.4 " * 300, name))
    return made


@pytest.fixture
def blocks() -> list[dict[str, Any]]:
    return every_block(image(), document())


@pytest.fixture
def content(blocks: list[dict[str, Any]], cast: Any) -> list[str]:
    """Every block on each kind of page that has a body."""
    page_of(blocks)
    body = BodyBlock().to_python(blocks)
    news = NewsPage(title="News", slug="hats", body=body)
    factories.publish(news, NewsIndexPage.objects.get())
    factories.case_study("hats", trust=cast.fenmere, what_was_done=body)
    return ["/warmth/", "/news/hats/", "/case-studies/hats/"]


# On the page -----------------------------------------------------------------------------------


@pytest.mark.once
def test_every_block_stands_on_every_kind_of_page_as_valid_html(content: list[str]) -> None:
    pages = {address: Client().get(address).content.decode() for address in content}
    for address, text in pages.items():
        assert [words for words in SAID if words.lower() not in text.lower()] == [], address
        assert "The pack list (PDF, 3 KB)" in text
        assert "<caption>Cold on arrival</caption>" in text
        assert '<th scope="row">Fenmere</th>' in text
        assert '<td class="numbers__n">8.10</td>' in text
    assert_html_valid(pages)


def test_headings_of_a_text_are_still_listed(client: Client, blocks: list[dict[str, Any]]) -> None:
    blocks[0]["value"] += "<h2>More</h2><p>So.</p>"
    page_of(blocks)
    assert '<a href="#what-helps">What helps</a>' in client.get("/warmth/").content.decode()


def test_feeds_and_search_have_the_words_of_every_block(
    client: Client, blocks: list[dict[str, Any]], content: list[str]
) -> None:
    deliver.deliver_all()
    for model in (GeneralPage, NewsPage, CaseStudy):
        text = model.objects.get(slug__in=["warmth", "hats"]).full_text_html()
        assert [words for words in SAID if words not in text] == [], model
    feed = client.get("/news/feed.json").json()["items"][0]["content_html"]
    assert "/files/" in feed, "the link to the file is an address"
    for words in ("Castlebeck 9 of 52", "Wait for the weight", "hat in every pack"):
        assert b"/warmth/" in client.get(f'/search/?q="{words}"').content, words


def test_the_feed_of_many_bodies_takes_as_many_queries_as_that_of_few(client: Client) -> None:
    blocks = every_block(image(), document())

    def build(how_many: int) -> None:
        for _ in range(how_many):
            news = NewsPage(
                title="News", slug=f"n{NewsPage.objects.count()}", body=BodyBlock().to_python(blocks)
            )
            factories.publish(news, NewsIndexPage.objects.get())

    assert_queries_constant(client, "/news/feed.json", build, small=2, large=8)


def test_many_blocks_take_as_many_queries_as_few(client: Client) -> None:
    page = page_of(every_block(image(), document()))
    kept: list[dict[str, Any]] = []

    def build(how_many: int) -> None:
        for number in range(how_many):
            kept.extend(every_block(image(f"{len(kept)}.png"), document(f"{number}-{len(kept)}.pdf")))
        page.body = BodyBlock().to_python(kept)
        page.save_revision().publish()

    assert_queries_constant(client, "/warmth/", build, small=2, large=6)


def test_what_is_gone_from_the_library_is_gone_from_the_page(client: Client) -> None:
    picture, file = image(), document()
    page_of(every_block(picture, file))
    picture.delete()
    HubDocument.objects.filter(pk=file.pk).delete()
    text = client.get("/warmth/").content.decode()
    assert "The pack list (" not in text
    assert "<picture" not in text


# In the editor ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("quote", {"text": "", "by": "A midwife"}),
        ("quote", {"text": "Words", "by": ""}),
        ("do_and_do_not", {"do": [], "do_not": []}),
        ("steps", {"title": "", "steps": []}),
        ("expander", {"summary": "", "text": "<p>x</p>"}),
        ("video", {"link": "https://example.org/film", "title": "A film", "minutes": None}),
        ("video", {"link": VIDEO, "title": "", "minutes": None}),
        ("document", {"document": None, "title": "A file"}),
        ("chart", {"measure": "m", "finding": "f", "unit": "", "rows": []}),
        ("table", {"table": {"columns": [], "rows": [], "caption": "c"}, "row_headers": False}),
        (
            "table",
            {
                "table": {
                    "columns": [{"type": "text", "heading": "a"}],
                    "rows": [{"values": ["1"]}],
                    "caption": " ",
                },
                "row_headers": False,
            },
        ),
        (
            "table",
            {
                "table": {
                    "columns": [{"type": "text", "heading": ""}],
                    "rows": [{"values": ["1"]}],
                    "caption": "c",
                },
                "row_headers": False,
            },
        ),
    ],
)
def test_what_a_block_must_say(kind: str, value: dict[str, Any]) -> None:
    block = BodyBlock().child_blocks[kind]
    with pytest.raises(ValidationError):
        block.clean(block.to_python(value))


def test_a_picture_needs_words_or_is_decorative(cast: Any) -> None:
    shown = image()
    block = BodyBlock().child_blocks["figure"]
    for alt, decorative, right in (("", False, False), ("", True, True), ("A hat", False, True)):
        value = {"picture": {"image": shown.pk, "alt_text": alt, "decorative": decorative}, "caption": ""}
        if right:
            block.clean(block.to_python(value))
        else:
            with pytest.raises(ValidationError):
                block.clean(block.to_python(value))


def test_an_editor_writes_and_previews_a_page_of_every_block(cast: Any) -> None:
    page = page_of(every_block(image(), document()))
    editor = Client()
    editor.force_login(cast.ella)
    assert editor.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    kinds = BodyBlock().child_blocks
    previewed = [name for name, block in kinds.items() if block.is_previewable]
    assert {"steps", "quote", "expander", "chart", "do_and_do_not", "text"} <= set(previewed)
    field = page._meta.get_field("body")
    for name in previewed:
        block = field.stream_block.child_blocks[name]
        shown = editor.get("/admin/block-preview/", {"id": block.definition_prefix})
        assert shown.status_code in {200, 404}, name


# Files that a text names ---------------------------------------------------------------------------


def test_a_file_in_a_text_opens_for_those_who_may_see_the_page(cast: Any) -> None:
    block, linked = document("block.pdf"), document("linked.pdf")
    blocks = every_block(image(), block)
    blocks[0]["value"] = f'<p><a linktype="document" id="{linked.pk}">The list</a></p>'
    page = page_of(blocks, audience=factories.audience_for(cast.fenmere))
    for file in (block, linked):
        for user, status in ((None, 404), (cast.carys, 404), (cast.amina, 200)):
            client = Client()
            if user:
                client.force_login(user)
            assert client.get(file.url).status_code == status, (file, user)
    page.body.clear()
    page.save_revision().publish()
    client = Client()
    client.force_login(cast.amina)
    assert client.get(block.url).status_code == 404


# Videos --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "address"),
    [
        (VIDEO, "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?rel=0"),
        ("https://youtu.be/aqz-KE-bpKQ?t=3", "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?rel=0"),
        ("https://m.youtube.com/watch?x=1&v=aqz-KE-bpKQ", "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?rel=0"),
        ("https://www.youtube.com/shorts/aqz-KE-bpKQ", "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?rel=0"),
        ("https://vimeo.com/76979871", "https://player.vimeo.com/video/76979871?dnt=1"),
        ("https://vimeo.com/76979871/8272103f6e", "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e"),
        ("https://player.vimeo.com/video/76979871?h=8272103f6e", "https://player.vimeo.com/video/76979871?dnt=1&h=8272103f6e"),
    ],
)  # fmt: skip
def test_the_player_is_told_from_the_link(link: str, address: str) -> None:
    player = player_of(link)
    assert player is not None
    assert player.address == address
    assert address.startswith(f"{player.host}/")


@pytest.mark.parametrize(
    "link",
    [
        "http://www.youtube.com/watch?v=aqz-KE-bpKQ",
        "https://youtube.com.evil.example/watch?v=aqz-KE-bpKQ",
        "https://evil.example/https://youtu.be/aqz-KE-bpKQ",
        "https://www.youtube.com/playlist?list=PL1",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?v=aqz-KE-bpKQtoolong",
        "https://vimeo.com/channels/staffpicks",
        "https://dailymotion.com/video/x1",
        "javascript:alert(1)//https://youtu.be/aqz-KE-bpKQ",
        "",
    ],
)
def test_a_link_elsewhere_has_no_player(link: str) -> None:
    assert player_of(link) is None


def test_a_page_lets_in_the_player_of_its_video_and_no_other_page_does(client: Client) -> None:
    blocks = every_block(image(), document())
    page_of(blocks)
    page_of([blocks[0]], "plain")
    policy = client.get("/warmth/")["Content-Security-Policy"]
    assert "frame-src https://www.youtube-nocookie.com;" in f"{policy};"
    assert "vimeo" not in policy
    assert "frame-src" not in client.get("/plain/")["Content-Security-Policy"]
    assert "default-src 'none'" in client.get("/plain/")["Content-Security-Policy"]
    # From the store of whole pages too.
    assert client.get("/warmth/")["Content-Security-Policy"] == policy


def strangers(page: Page, live: str) -> list[str]:
    """Notes every request to another site, and answers it in their place."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        if route.request.url.startswith(live):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.fulfill(status=200, content_type="text/html", body="<title>player</title>")

    page.route("**/*", answer)
    return asked


@pytest.mark.needs("browser")
def test_a_video_asks_before_anything_is_loaded_from_elsewhere(
    browse: Browse, content: list[str], live_server: Any
) -> None:
    page = browse()
    asked = strangers(page, live_server.url)
    page.goto("/warmth/")
    page.wait_for_load_state("load")
    assert asked == []
    assert page.locator("iframe").count() == 0
    expect(page.get_by_text("YouTube then learns that somebody watches")).to_be_visible()

    page.get_by_role("button", name="Show the video here").focus()
    page.keyboard.press("Enter")

    frame = page.locator("iframe")
    expect(frame).to_be_focused()
    assert frame.get_attribute("title") == "How the hat goes on"
    page.wait_for_timeout(300)
    assert asked == ["https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?rel=0"]
    assert page.get_by_role("link", name="Watch it on YouTube").is_visible()


@pytest.mark.needs("browser")
def test_without_scripts_a_video_is_a_link(browse: Browse, content: list[str], live_server: Any) -> None:
    page = browse(javascript=False)
    asked = strangers(page, live_server.url)
    page.goto("/warmth/")
    assert page.get_by_role("link", name="Watch it on YouTube").get_attribute("href") == VIDEO
    assert page.get_by_role("button", name="Show the video here").count() == 0
    assert asked == []


@pytest.mark.once
@pytest.mark.needs("browser")
@pytest.mark.parametrize("width", [320, PHONE, DESK])
def test_every_block_is_accessible_and_fits(browse: Browse, content: list[str], width: int) -> None:
    for javascript in (True, False):
        page = browse(width=width, javascript=javascript)
        for address in content:
            page.goto(address)
            if javascript:
                assert_axe_clean(page)
            assert_fits(page)


@pytest.mark.needs("browser")
def test_a_wide_table_scrolls_by_keyboard_in_its_own_frame(browse: Browse) -> None:
    blocks = every_block(image(), document())
    wide = blocks[8]["value"]["table"]
    wide["columns"] = [{"type": "text", "heading": f"Heading {number}"} for number in range(12)]
    wide["rows"] = [{"values": [f"cell {number}" for number in range(12)]}]
    page_of(blocks)
    page = browse(width=320)
    page.goto("/warmth/")
    assert_fits(page)
    frame = page.get_by_role("group", name="Table: Cold on arrival")
    frame.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    assert frame.evaluate("node => node.scrollLeft") > 0


@pytest.mark.needs("browser")
def test_on_paper_what_was_folded_is_open(browse: Browse, content: list[str]) -> None:
    page = browse(width=DESK)
    page.goto("/warmth/")
    inside = page.get_by_text("Every arrival.")
    assert not inside.is_visible()
    page.locator("summary", has_text="How we counted").focus()
    page.keyboard.press("Enter")
    expect(inside).to_be_visible()
    page.reload()
    page.emulate_media(media="print")
    assert inside.is_visible()
    assert page.get_by_role("button", name="Show the video here").is_hidden()
    assert page.get_by_text("How the hat goes on").first.is_visible()
