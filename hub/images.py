"""Pictures as public pages show them: in the sizes and formats that a browser may choose from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from django.db.models import Prefetch, prefetch_related_objects
from PIL import Image as PillowImage
from wagtail.images.models import AbstractImage, AbstractRendition, Filter, Picture, SourceImageIOError

# Pixels: a phone's width once and (near enough) twice, the text column, and that column twice.
WIDTHS = (400, 720, 1_400)
# As wide as the column of text: 684 px, or what the window leaves (static_src/scss/parts/_layout.scss).
SIZES = "(min-width: 1100px) 684px, (min-width: 860px) calc(100vw - 416px), calc(100vw - 32px)"
MODERN = ("avif", "webp")
# Beside a link to a page, where somebody passes it on. The one place where a picture is cut, and so
# where its focal point counts: on the page it stands whole.
TO_SHARE = Filter(spec="fill-1200x630|format-jpeg")
# Of 10. At Pillow's own 6 a drawing takes four times as long, for a file a tenth smaller.
AVIF_SPEED = 8


def filters_for(image: AbstractImage) -> list[Filter]:
    """The renditions of a picture: none wider than it is. The widest of the format that every
    browser reads comes first of that format, because its size is the one written in the page."""
    last = "png" if image.file.name.lower().endswith(".png") else "jpeg"
    widths = [min(image.width, WIDTHS[-1]), *(width for width in reversed(WIDTHS) if width < image.width)]
    return [
        Filter(spec=f"width-{width}|format-{form}")
        for form in (*MODERN, last)
        for width in dict.fromkeys(widths)
    ]


def picture_of(image: AbstractImage) -> Picture | None:
    """The `<picture>` of an image; None where its file is lost. Renditions that are not there yet
    are made, which the worker has done in advance for a published page."""
    try:
        renditions = image.get_renditions(*filters_for(image))
    except SourceImageIOError:
        return None
    return Picture(renditions, {"sizes": SIZES, "loading": "lazy", "decoding": "async"})


def shared_of(image: AbstractImage) -> AbstractRendition | None:
    """The picture as it stands beside a link; None where its file is lost."""
    try:
        return image.get_rendition(TO_SHARE)
    except SourceImageIOError:
        return None


def fetch_renditions(images: Iterable[AbstractImage | None]) -> None:
    """Fetches the renditions of many pictures in one query."""
    there = [image for image in images if image is not None]
    if there:
        renditions = there[0].get_rendition_model().objects.all()
        prefetch_related_objects(there, Prefetch("renditions", renditions, to_attr="prefetched_renditions"))


def write_avif_sooner() -> None:
    """Gives Pillow another speed where none is asked for: Wagtail has no setting for it."""
    PillowImage.init()
    write = PillowImage.SAVE["AVIF"]

    def write_sooner(picture: PillowImage.Image, file: IO[bytes], name: str | bytes) -> None:
        picture.encoderinfo.setdefault("speed", AVIF_SPEED)
        picture.encoderinfo.setdefault("max_threads", 1)
        write(picture, file, name)

    PillowImage.register_save("AVIF", write_sooner)
