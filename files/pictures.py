"""Whether a picture is one, and the picture alone: without what a camera or a program wrote into it.

A photograph tells where it was taken, when, on whose telephone, and often holds a second, smaller
picture from before it was cut. None of that is kept. Nothing here knows Django.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import PurePath

from PIL import Image, ImageCms, ImageOps

MOST_BYTES = 15 * 1024 * 1024
# A small file can hold a huge picture; reading it takes 4 bytes of memory for each pixel.
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 16_000  # WebP ends at 16,383
FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}
CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
}
# What Pillow raises for files that are broken or made to break it.
BROKEN = (OSError, SyntaxError, ValueError, ArithmeticError, LookupError, TypeError, struct.error, zlib.error)
_MODES = {"JPEG": {"L", "RGB"}, "PNG": {"1", "L", "LA", "RGB", "RGBA"}, "WEBP": {"RGB", "RGBA"}}


class WrongPictureError(ValueError):
    """A file that is not taken as a picture; its words are for the person who chose it."""


def bare(name: str, content: bytes) -> bytes:
    """The picture alone, upright, in the format that its name says.

    What is bare already comes back byte for byte, so twice is as once. Raises WrongPictureError.
    """
    if len(content) > MOST_BYTES:
        raise WrongPictureError(f"A picture may have {MOST_BYTES // 1024 // 1024} MB at most.")
    wanted = FORMATS.get(_ending(name))
    if wanted is None:
        raise WrongPictureError("Choose a JPEG, PNG or WebP picture.")
    with _opened(content) as picture:
        if picture.format != wanted:
            raise WrongPictureError(f"This is not a {wanted} picture, whatever its name says.")
        _check_size(picture)
        picture.load()
        return content if _is_bare(wanted, content) else _written_anew(picture, wanted)


def content_type_of(name: str) -> str:
    """The media type of a picture, by its name; "application/octet-stream" for any other file."""
    return CONTENT_TYPES.get(_ending(name), "application/octet-stream")


def _ending(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


@contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    """The picture, read by the decoders of our formats alone."""
    try:
        with Image.open(BytesIO(content), formats=sorted(set(FORMATS.values()))) as picture:
            yield picture
    except WrongPictureError:
        raise
    except (*BROKEN, Image.DecompressionBombError) as error:
        raise WrongPictureError("This is not a picture, or it is broken.") from error


def _check_size(picture: Image.Image) -> None:
    """Before anything is decoded."""
    width, height = picture.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise WrongPictureError(
            f"A picture may have {MOST_PIXELS // 1_000_000} million pixels at most; this has "
            f"{width:,} by {height:,}. Make it smaller and try again."
        )
    if getattr(picture, "n_frames", 1) != 1:
        raise WrongPictureError("This picture moves. Choose one that does not.")


def _written_anew(picture: Image.Image, form: str) -> bytes:
    """The same picture, turned upright, in sRGB, with nothing beside it."""
    plain = _in_srgb(ImageOps.exif_transpose(picture))
    if plain.mode not in _MODES[form]:
        clear = "A" in plain.getbands() or "transparency" in plain.info
        plain = plain.convert("RGBA" if clear and form != "JPEG" else "RGB")
    plain.info = {}  # Pillow would write some of it out again
    out = BytesIO()
    plain.save(out, form, optimize=True, quality=92)
    return out.getvalue()


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Colours as browsers take them where no profile says otherwise. A profile that cannot be
    read is left out of account, as browsers do."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "RGBA", "CMYK"}:
        return picture
    mode = "RGB" if picture.mode == "CMYK" else picture.mode
    try:
        given = ImageCms.ImageCmsProfile(BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, given, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, *BROKEN):
        return picture
    return turned or picture


def _is_bare(form: str, content: bytes) -> bool:
    checks: dict[str, Callable[[bytes], bool]] = {
        "JPEG": _bare_jpeg,
        "PNG": _bare_png,
        "WEBP": _bare_webp,
    }
    return checks[form](content)


_NEXT_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
_SCAN, _END = 0xDA, 0xD9
_APPLICATION = range(0xE0, 0xF0)
_COMMENT = 0xFE


def _bare_jpeg(content: bytes) -> bool:
    """Whether a JPEG (ITU T.81, annex B) holds tables and scans, and of other segments the two
    that say how to show it: JFIF without its small picture, and Adobe's. Nothing after its end."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != _END:
        marker = content[at + 1]
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        body = content[at + 4 : at + 2 + length]
        needed = (marker == 0xE0 and length == 16 and body.startswith(b"JFIF\0")) or (
            marker == 0xEE and length == 14 and body.startswith(b"Adobe")
        )
        if length < 2 or marker == _COMMENT or (marker in _APPLICATION and not needed):
            return False
        at += 2 + length
        if marker == _SCAN:
            found = _NEXT_MARKER.search(content, at)
            if found is None:
                return False
            at = found.start()
    return content[at:] == b"\xff\xd9"


_PNG_NEEDED = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"sRGB", b"gAMA", b"pHYs"}


def _bare_png(content: bytes) -> bool:
    """Whether a PNG (W3C, section 5) holds the chunks that make the picture and no others."""
    at = 8
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4], "big")
        kind = content[at + 4 : at + 8]
        if kind not in _PNG_NEEDED:
            return False
        at += 12 + length
        if kind == b"IEND":
            return length == 0 and at == len(content)
    return False


_WEBP_NEEDED = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}


def _bare_webp(content: bytes) -> bool:
    """Whether a WebP (RFC 9649, section 2) holds the chunks that make the picture and no others."""
    if int.from_bytes(content[4:8], "little") + 8 != len(content):
        return False
    at = 12
    while at + 8 <= len(content):
        if content[at : at + 4] not in _WEBP_NEEDED:
            return False
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        at += 8 + length + length % 2
    return at == len(content)
