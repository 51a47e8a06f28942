"""Videos that stand on another site: where their player is, told from the link alone.

Nothing is asked of those sites while a page is written, published or shown. Which links are a
video's follows Wagtail's list of oEmbed providers (wagtail/embeds/oembed_providers.py, after
https://oembed.com/providers.json); the players' addresses are those that the sites document:
https://developers.google.com/youtube/player_parameters and https://developer.vimeo.com/player/sdk/embed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Player:
    """Where a video plays: the site's name, the one host that a page must let in, the address."""

    site: str
    host: str
    address: str


# The player without cookies before the video is started.
_YOUTUBE = "https://www.youtube-nocookie.com"
_VIMEO = "https://player.vimeo.com"
_YOUTUBE_LINK = re.compile(
    r"https://(?:(?:www\.|m\.)?youtube\.com/(?:watch\?(?:[^#]*&)?v=|shorts/|live/|embed/)|youtu\.be/)"
    r"(?P<id>[\w-]{11})(?![\w-])",
    re.ASCII,
)
# A video that is not listed has a second, secret part.
_VIMEO_LINK = re.compile(
    r"https://(?:(?:www\.)?vimeo\.com|player\.vimeo\.com/video)/(?P<id>\d{6,12})"
    r"(?:(?:/|\?(?:[^#]*&)?h=)(?P<hash>[0-9a-f]{6,20}))?(?![\w-])",
    re.ASCII,
)


def player_of(link: str) -> Player | None:
    """The player of a video's link; None where the link is of no site that the hub lets in."""
    if found := _YOUTUBE_LINK.match(link):
        return Player("YouTube", _YOUTUBE, f"{_YOUTUBE}/embed/{found['id']}?rel=0")
    if found := _VIMEO_LINK.match(link):
        secret = f"&h={found['hash']}" if found["hash"] else ""
        return Player("Vimeo", _VIMEO, f"{_VIMEO}/video/{found['id']}?dnt=1{secret}")
    return None
