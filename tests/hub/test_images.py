"""Pictures: what is taken, what is kept of it, in which sizes it is shown, and to whom."""

from __future__ import annotations

import json
import zlib
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import NoReverseMatch, reverse
from PIL import Image, ImageCms, PngImagePlugin
from wagtail.images.utils import generate_signature
from wagtail.models import ReferenceIndex, UploadedFile

from activity import deliver
from files.pictures import WrongPictureError, bare
from hub.models import GeneralPage, HubImage, HubRendition, Shown
from hub.showing import fill_what_is_missing
from tests import factories
from tests.checks import assert_queries_constant
from tests.hub.pictures import image, picture_bytes, with_gps

pytestmark = pytest.mark.django_db
ADD = "/admin/images/add/"


def figure(shown: HubImage, alt: str = "A hat on a cot", caption: str = "") -> tuple[str, Any]:
    return (
        "figure",
        {"picture": {"image": shown.pk, "alt_text": alt, "decorative": not alt}, "caption": caption},
    )


def page_with(*shown: HubImage, slug: str = "warmth", **fields: Any) -> GeneralPage:
    page = GeneralPage(title="Warmth", slug=slug, **fields)
    block = page._meta.get_field("body").stream_block
    page.body = block.to_python(
        [{"type": kind, "value": value} for kind, value in (figure(each) for each in shown)]
    )
    made: GeneralPage = factories.publish(page, factories.home())
    return made


def addresses(text: str) -> list[str]:
    """Every address of a picture in a page."""
    return sorted(
        {word.rstrip(",") for word in text.replace('"', " ").split() if word.startswith("/pictures/")}
    )


def upload(client: Client, name: str, content: bytes, **fields: Any) -> Any:
    said = {"title": "Hat", "description": "A hat on a cot", "collection": "1", "tags": "", **fields}
    return client.post(ADD, {**said, "file": SimpleUploadedFile(name, content, "image/jpeg")})


def editor(cast: Any) -> Client:
    client = Client()
    client.force_login(cast.ella)
    return client


# What is kept ----------------------------------------------------------------------------------


def test_where_a_photograph_was_taken_is_not_kept_and_it_stands_upright(cast: Any) -> None:
    content = with_gps()
    assert b"CAMERA OF FENMERE" in content

    response = upload(editor(cast), "hat.jpg", content, focal_point_x=50, focal_point_y=60,
                      focal_point_width=20, focal_point_height=20)  # fmt: skip

    assert response.status_code == 302
    kept = HubImage.objects.get()
    stored = kept.file.read()
    for told in (b"CAMERA", b"COMMENT", b"Exif", b"GPS"):
        assert told not in stored
    picture = Image.open(BytesIO(stored))
    assert not picture.getexif()
    assert picture.size == (kept.width, kept.height) == (600, 900)
    assert kept.file_size == len(stored)
    assert kept.get_focal_point() is not None


def metadata_of(form: str) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SECRET"
    if form == "PNG":
        info = PngImagePlugin.PngInfo()
        info.add_text("Comment", "SECRET")
        info.add_itxt("XML:com.adobe.xmp", "SECRET")
        return picture_bytes(form, pnginfo=info, exif=exif) + b"SECRET"
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return picture_bytes(form, exif=exif, xmp=b"SECRET", icc_profile=profile) + b"SECRET"


@pytest.mark.parametrize(("name", "form"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.webp", "WEBP")])
def test_nothing_but_the_picture_is_kept_and_twice_is_as_once(name: str, form: str) -> None:
    content = metadata_of(form)
    assert b"SECRET" in content

    once = bare(name, content)

    assert b"SECRET" not in once
    assert bare(name, once) == once
    first, second = Image.open(BytesIO(content)).convert("RGB"), Image.open(BytesIO(once)).convert("RGB")
    assert first.size == second.size
    near = zip(first.resize((9, 6)).tobytes(), second.resize((9, 6)).tobytes(), strict=True)
    assert all(abs(a - b) < 12 for a, b in near)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_colour_is_taken(mode: str) -> None:
    form = "JPEG" if mode == "CMYK" else "PNG"
    out = BytesIO()
    Image.new(mode, (40, 30)).save(out, form, **({"transparency": 0} if mode == "P" else {}))

    once = bare(f"a.{form.lower()}", out.getvalue() + b"more")

    assert bare(f"a.{form.lower()}", once) == once
    if mode in {"P", "LA", "RGBA"}:
        assert "A" in Image.open(BytesIO(once)).getbands()


# What is not taken ------------------------------------------------------------------------------


def png_of(width: int, height: int) -> bytes:
    """A few bytes that say they are a huge picture."""
    made = bytearray(picture_bytes("PNG", (8, 8)))
    made[16:24] = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    made[29:33] = zlib.crc32(bytes(made[12:29])).to_bytes(4, "big")
    return bytes(made)


def moving(form: str) -> bytes:
    out = BytesIO()
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue")]
    frames[0].save(out, form, save_all=True, append_images=frames[1:])
    return out.getvalue()


GIF = b"GIF89a\x10\x00\x10\x00\x80\x00\x00" + b"junk" * 60
WRONG = {
    "junk behind a GIF's head": ("hat.gif", GIF),
    "the same under another name": ("hat.png", GIF),
    "junk behind a PNG's head": ("hat.png", b"\x89PNG\r\n\x1a\n" + b"junk" * 60),
    "junk behind a JPEG's head": ("hat.jpg", b"\xff\xd8\xff\xe0" + b"junk" * 60),
    "junk behind a WebP's head": ("hat.webp", b"RIFF\xf0\x00\x00\x00WEBPVP8 " + b"junk" * 60),
    "half a picture": ("hat.jpg", picture_bytes()[:2_000]),
    "a PNG called JPEG": ("hat.jpg", picture_bytes("PNG")),
    "a drawing": ("hat.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    "a drawing called PNG": ("hat.png", b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
    "a page": ("hat.jpg", b"<html><script>alert(1)</script>"),
    "a bomb": ("hat.png", png_of(30_000, 30_000)),
    "a long bomb": ("hat.png", png_of(60_000, 10)),
    "one that moves": ("hat.webp", moving("WEBP")),
    "another that moves": ("hat.png", moving("PNG")),
    "no name": ("hat", picture_bytes()),
}


@pytest.mark.parametrize("kind", list(WRONG))
def test_what_is_no_picture_is_an_error_of_the_form(cast: Any, kind: str) -> None:
    name, content = WRONG[kind]

    response = upload(editor(cast), name, content)

    assert response.status_code == 200
    assert response.context["form"].errors["file"]
    assert not HubImage.objects.exists()
    with pytest.raises(WrongPictureError):
        bare(name, content)


def test_a_file_that_is_too_large_is_not_read(cast: Any) -> None:
    response = upload(editor(cast), "hat.jpg", picture_bytes() + b"0" * 16 * 1024 * 1024)
    assert "15 MB at most" in str(response.context["form"].errors["file"])


def test_a_picture_needs_a_description(cast: Any) -> None:
    response = upload(editor(cast), "hat.jpg", picture_bytes(), description="")
    assert list(response.context["form"].errors) == ["description"]


@pytest.mark.parametrize("large", [False, True])
def test_several_at_once_are_asked_for_their_descriptions_and_lose_the_rest(cast: Any, large: bool) -> None:
    client = editor(cast)
    content = with_gps()
    file: Any = SimpleUploadedFile("hat.jpg", content, "image/jpeg")
    if large:
        file = SimpleUploadedFile("hat.jpg", content + b"\0" * 3_000_000, "image/jpeg")
    answer = json.loads(client.post(reverse("wagtailimages:add_multiple"), {"files[]": file}).content)
    number = answer["uploaded_file_id"]
    assert b"CAMERA" not in UploadedFile.objects.get().file.read()

    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[number])
    prefix = f"uploaded-image-{number}"
    said = {f"{prefix}-title": "Hat", f"{prefix}-description": "A hat", f"{prefix}-tags": ""}
    answer = json.loads(client.post(address, said).content)

    assert answer["success"], answer
    kept = HubImage.objects.get()
    assert b"CAMERA" not in kept.file.read()
    assert (kept.width, kept.height) == (600, 900)


# How it is shown --------------------------------------------------------------------------------


def test_a_page_offers_sizes_and_formats_none_wider_than_the_picture(client: Client) -> None:
    page_with(image(), slug="warmth")

    text = client.get("/warmth/").content.decode()

    assert 'type="image/avif"' in text
    assert 'type="image/webp"' in text
    assert 'width="900"' in text
    assert 'height="600"' in text
    assert 'loading="lazy"' in text
    assert 'alt="A hat on a cot"' in text
    widths = sorted({rendition.width for rendition in HubRendition.objects.all()})
    assert widths == [400, 720, 900]
    for address in addresses(text):
        response = client.get(address)
        assert response.status_code == 200
        content = response.getvalue()
        assert response["Content-Type"] == Image.MIME[Image.open(BytesIO(content)).format or ""]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Disposition"].startswith("inline")
        assert response["Cache-Control"] == "public, max-age=3600"


def test_a_picture_with_clear_parts_keeps_them(client: Client) -> None:
    out = BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(out, "PNG")
    page_with(image("clear.png", out.getvalue()))
    shown = [a for a in addresses(client.get("/warmth/").content.decode()) if a.endswith(".png")]
    picture = Image.open(BytesIO(client.get(shown[0]).getvalue()))
    assert picture.convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index]


def test_beside_a_link_a_picture_is_cut_around_its_focal_point(client: Client) -> None:
    out = BytesIO()
    tall = Image.new("RGB", (600, 1_800), "white")
    tall.paste((200, 0, 0), (0, 1_500, 600, 1_800))
    tall.save(out, "PNG")
    focus = {
        "focal_point_x": 300,
        "focal_point_y": 1_650,
        "focal_point_width": 300,
        "focal_point_height": 200,
    }
    page_with(image("plain.png", out.getvalue()), slug="plain")
    page_with(image("focus.png", out.getvalue(), **focus), slug="focus")
    red = {}
    for slug in ("plain", "focus"):
        page = client.get(f"/{slug}/").content.decode()
        address = page.split('<meta property="og:image" content="')[1].split('"')[0]
        assert '<meta property="og:image:alt" content="A hat on a cot">' in page
        assert address.startswith(settings.HUB_BASE_URL)
        file: Any = client.get(address.removeprefix(settings.HUB_BASE_URL))
        cut = Image.open(BytesIO(file.getvalue()))
        assert abs(cut.width / cut.height - 1_200 / 630) < 0.02
        middle = (cut.width // 2, cut.height // 2)
        red[slug] = cut.convert("RGB").crop((*middle, middle[0] + 1, middle[1] + 1)).tobytes()
    assert red["plain"][1] > 200  # white: the middle of the picture
    assert red["focus"][1] < 60


def test_a_page_for_members_shows_no_picture_beside_a_link(client: Client, cast: Any) -> None:
    page_with(image(), audience=factories.audience("members"))
    client.force_login(cast.carys)
    page = client.get("/warmth/").content.decode()
    assert "<picture>" in page
    assert "og:image" not in page


def test_the_worker_makes_the_sizes_before_anybody_asks() -> None:
    page_with(image())
    assert not HubRendition.objects.exists()
    deliver.deliver_all()
    assert HubRendition.objects.count() == 10


def test_a_page_whose_picture_is_lost_is_still_a_page(client: Client) -> None:
    lost = image()
    page_with(lost)
    lost.file.storage.delete(lost.file.name)
    assert client.get("/warmth/").status_code == 200


def test_thirty_pictures_take_as_many_queries_as_three(client: Client) -> None:
    shown: list[HubImage] = []
    page = page_with(slug="warmth")

    def build(how_many: int) -> None:
        shown.extend(image(f"{len(shown)}-{n}.png", picture_bytes("PNG", (60, 40))) for n in range(how_many))
        block = page._meta.get_field("body").stream_block
        page.body = block.to_python([{"type": kind, "value": value} for kind, value in map(figure, shown)])
        page.save_revision().publish()

    assert_queries_constant(client, "/warmth/", build, large=30)


# Who may have it ----------------------------------------------------------------------------------


def test_a_picture_opens_for_those_who_may_see_a_page_that_shows_it(client: Client, cast: Any) -> None:
    page = page_with(image(), audience=factories.audience_for(cast.fenmere))
    client.force_login(cast.amina)
    address = addresses(client.get("/warmth/").content.decode())[0]
    response = client.get(address)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    client.force_login(cast.carys)
    assert client.get(address).status_code == 404
    client.force_login(cast.ella)
    assert client.get(address).status_code == 200, "editors work with it"
    assert Client().get(address).status_code == 404

    page.audience = factories.audience("public")
    page.save_revision().publish()
    assert Client().get(address)["Cache-Control"] == "public, max-age=3600"

    page.unpublish()
    assert Client().get(address).status_code == 404


def test_a_picture_that_was_taken_out_of_a_page_is_gone_with_it(client: Client) -> None:
    page = page_with(image())
    address = addresses(client.get("/warmth/").content.decode())[0]
    page.body.clear()
    revision = page.save_revision()
    assert client.get(address).status_code == 200, "a draft changes nothing"
    revision.publish()
    assert client.get(address).status_code == 404
    assert not Shown.objects.exists()


def test_a_draft_shows_its_picture_to_nobody_but_editors(client: Client, cast: Any) -> None:
    page = page_with(image())
    other = image("secret.jpg")
    page.body = page._meta.get_field("body").stream_block.to_python(
        [{"type": kind, "value": value} for kind, value in [figure(other)]]
    )
    page.save_revision()
    rendition = other.get_rendition("width-400|format-webp")
    assert client.get(rendition.url).status_code == 404
    client.force_login(cast.ella)
    assert client.get(rendition.url).status_code == 200


def test_the_picture_as_it_was_uploaded_has_no_address_for_readers(client: Client, cast: Any) -> None:
    shown = image()
    page_with(shown)
    name = shown.file.name.rpartition("/")[2]
    for address in (shown.file.url, f"/pictures/{shown.pk}/{name}", f"/media/images/{name}"):
        for user in (None, cast.amina):
            reader = Client()
            if user:
                reader.force_login(user)
            assert reader.get(address).status_code == 404, address
    client.get("/warmth/")
    rendition = HubRendition.objects.first()
    assert rendition is not None
    assert client.get(f"/media/{rendition.file.name}").status_code == 404
    assert client.get(f"/pictures/{shown.pk + 1}/{rendition.url.rpartition('/')[2]}").status_code == 404
    assert client.get(f"/pictures/{'9' * 30}/a.webp").status_code == 404


def test_wagtails_own_address_for_pictures_is_no_side_door(client: Client, cast: Any) -> None:
    shown = image()
    signature = generate_signature(shown.pk, "original")
    for base in ("", "/images", "/admin/images", "/media", "/pictures"):
        address = f"{base}/{signature}/{shown.pk}/original/hat.jpg"
        assert client.get(address, follow=True).status_code in {200, 404}
        assert not client.get(address, follow=True).streaming
    with pytest.raises(NoReverseMatch):
        reverse("wagtailimages_serve", args=[signature, shown.pk, "original"])


def test_pages_from_before_it_was_written_down_are_filled_in(django_assert_num_queries: Any) -> None:
    shown = image()
    page, hidden = page_with(shown), page_with(shown, slug="hidden", live=False)
    for each in (page, hidden):
        ReferenceIndex.create_or_update_for_object(each)
    hidden.unpublish()
    Shown.objects.all().delete()

    fill_what_is_missing()

    assert list(Shown.objects.values_list("page_id", "image_id")) == [(page.pk, shown.pk)]
    with django_assert_num_queries(1):
        fill_what_is_missing()
