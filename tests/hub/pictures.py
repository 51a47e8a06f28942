"""Pictures for tests, made in memory."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from hub.models import HubImage


def picture_bytes(form: str = "JPEG", size: tuple[int, int] = (900, 600), **saved: Any) -> bytes:
    """A picture of three bands, so that its top and its sides can be told."""
    width, height = size
    picture = Image.new("RGB", size, (230, 220, 200))
    picture.paste((110, 30, 85), (0, 0, width, height // 3))
    picture.paste((0, 100, 120), (0, 0, width // 4, height))
    out = BytesIO()
    picture.save(out, form, **saved)
    return out.getvalue()


def with_gps() -> bytes:
    """A photograph that tells where and when it was taken, and that it lies on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: turn it a quarter to the right
    exif[0x010F] = "CAMERA OF FENMERE"
    exif.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)
    exif.get_ifd(0x8825)[4] = (1.0, 15.0, 0.0)
    return picture_bytes(exif=exif, comment=b"COMMENT", icc_profile=None)


def image(name: str = "hat.jpg", content: bytes = b"", **fields: Any) -> HubImage:
    """A picture of the library."""
    fields.setdefault("title", name)
    fields.setdefault("description", "A hat on a cot")
    form = {"png": "PNG", "webp": "WEBP"}.get(name.rpartition(".")[2], "JPEG")
    made: HubImage = HubImage.objects.create(file=ContentFile(content or picture_bytes(form), name), **fields)
    return made
