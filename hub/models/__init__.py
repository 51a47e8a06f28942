"""The ground that pages stand on, and the pages that every hub has."""

from hub.models.base import BasePage, Licence, PageTag, Tag
from hub.models.editing import ClockJob, CommentOnDraft, ContentCheck, DraftOnItsWay, ReviewReminder
from hub.models.feedback import Feedback
from hub.models.files import Attachment, FileText, HubDocument, TextState
from hub.models.images import HubImage, HubRendition
from hub.models.pages import GeneralPage, HomePage, NewsIndexPage, NewsPage
from hub.models.shown import Shown

__all__ = [
    "Attachment",
    "BasePage",
    "ClockJob",
    "CommentOnDraft",
    "ContentCheck",
    "DraftOnItsWay",
    "Feedback",
    "FileText",
    "GeneralPage",
    "HomePage",
    "HubDocument",
    "HubImage",
    "HubRendition",
    "Licence",
    "NewsIndexPage",
    "NewsPage",
    "PageTag",
    "ReviewReminder",
    "Shown",
    "Tag",
    "TextState",
]
