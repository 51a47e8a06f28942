"""The ground that pages stand on, and the pages that every hub has."""

from hub.models.base import BasePage
from hub.models.files import Attachment, HubDocument
from hub.models.pages import GeneralPage, HomePage, NewsIndexPage, NewsPage

__all__ = [
    "Attachment",
    "BasePage",
    "GeneralPage",
    "HomePage",
    "HubDocument",
    "NewsIndexPage",
    "NewsPage",
]
