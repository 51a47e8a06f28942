"""Files and links that a page carries. A file may be seen by those who may see a page with it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.documents.models import AbstractDocument, Document, DocumentQuerySet
from wagtail.models import Orderable

from accounts.models import Audience, Organisation, User
from files.file_types import HEAD_BYTES, what_is_wrong
from files.reading import ReadFile, Suspicion
from hub.audience_panel import AudiencePanel
from hub.models.base import BasePage
from hub.models.shown import Shown
from moderation.words import KIND_WORDS


class HubDocumentQuerySet(DocumentQuerySet):
    """Reads of files."""

    def visible_to(self, user: User | AnonymousUser | None) -> HubDocumentQuerySet:
        """Files on a published page that the person may see, attached or named in its text. Where
        an attached one has an audience of its own, that must admit them too. A file on no page is
        nobody's but the editors'."""
        allowed = Audience.objects.ids_for(user)
        pages = BasePage.objects.visible_to(user).values("pk")
        attached = Attachment.objects.filter(
            Q(audience__isnull=True) | Q(audience_id__in=allowed), page__in=pages, document__isnull=False
        )
        named = Shown.objects.filter(page__in=pages, document__isnull=False)
        shown = Q(pk__in=attached.values("document_id")) | Q(pk__in=named.values("document_id"))
        return self.exclude(text_state=TextState.REFUSED).filter(shown)

    def waiting(self) -> HubDocumentQuerySet:
        """Files whose text is still to be read."""
        return self.filter(text_state=TextState.WAITING)


class TextState(models.TextChoices):
    """How far the text of a file has been read, for search."""

    WAITING = "waiting", "Not read yet"
    READ = "read", "Read"
    EMPTY = "empty", "Holds no text"
    FAILED = "failed", "Could not be read"
    # Found after it was taken in, by a content pack or while nobody waited: kept from readers
    # until an editor has dealt with it.
    REFUSED = "refused", "Holds what looks like patient details"


class HubDocument(AbstractDocument):
    """A file. It has no audience of its own: that of the pages which carry it counts."""

    # The name it came with in a content pack; the storage may have had to change it.
    original_name = models.CharField(max_length=120, blank=True, editable=False)
    text_state = models.CharField(max_length=10, choices=TextState, default=TextState.WAITING, editable=False)
    text_error = models.CharField(max_length=255, blank=True, editable=False)
    doubts = models.CharField(
        max_length=255,
        blank=True,
        default="",
        db_default="",
        editable=False,
        help_text="What may identify a patient, in words; never the words of the file.",
    )
    doubts_settled_at = models.DateTimeField(null=True, blank=True, editable=False)

    admin_form_fields = Document.admin_form_fields
    # What was just read of a newly chosen file; kept with it by hub.files.
    reading: ReadFile | None = None
    objects: ClassVar[Any] = HubDocumentQuerySet.as_manager()

    class Meta(AbstractDocument.Meta):
        verbose_name = "document"

    def clean(self) -> None:
        """A newly chosen file must be what its name says; the name it came with is kept."""
        if not self.file:
            return  # the form has said what is wrong with it
        super().clean()
        if self.file._committed:
            return
        name = PurePath(self.file.name).name
        self.file.seek(0)
        fault = what_is_wrong(name, self.file.read(HEAD_BYTES))
        self.file.seek(0)
        if fault:
            raise ValidationError({"file": fault})
        self.original_name = name[-120:]
        self.take(ReadFile("waiting"))

    def take(self, read: ReadFile) -> None:
        """Sets what is known of the file's text; `hub.files` keeps the text itself."""
        self.reading = read
        self.text_state = TextState.REFUSED if read.certain else TextState(read.state)
        self.text_error = _told(read.certain) if read.certain else read.error[:255]
        self.doubts = _told(read.doubtful)
        self.doubts_settled_at = None

    def activity_title(self) -> str:
        """What the record of what was done calls it."""
        return str(self.title)

    def get_absolute_url(self) -> str:
        """Where it opens."""
        return str(self.url)

    @property
    def filename(self) -> str:
        """The name that a reader gets it under."""
        return self.original_name or str(super().filename)

    @property
    def type_and_size(self) -> str:
        """As a reader is told before opening it: "PDF, 110 KB"."""
        size = filesizeformat(self.get_file_size() or 0).replace("\xa0", " ")
        number, _, unit = size.partition(" ")
        if unit == "KB":
            number = str(round(float(number)))
        return f"{self.file_extension.upper()}, {number} {unit}"


def _told(found: tuple[Suspicion, ...]) -> str:
    """Suspicions in one sentence: "A full postcode on page 1; an NHS number on page 4." """
    told = "; ".join(f"{KIND_WORDS[one.kind]} {one.place}" for one in found)
    told = f"{told[:1].upper()}{told[1:]}." if told else ""
    return told if len(told) <= 255 else f"{told[:250].rpartition(';')[0]}; ..."


class FileText(models.Model):
    """The text of a file, for search. A row of its own: lists of files have no use for it."""

    document = models.OneToOneField(
        HubDocument, on_delete=models.CASCADE, primary_key=True, related_name="file_text"
    )
    text = models.TextField(help_text="Page by page, with a form feed between.")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Reads of what pages carry."""

    def visible_to(self, user: User | AnonymousUser | None) -> AttachmentQuerySet:
        """What the person may open: on a page that they may see, of no narrower audience, and no
        file that is kept from readers or page that is not theirs."""
        pages = BasePage.objects.visible_to(user).values("pk")
        return self.filter(
            Q(audience__isnull=True) | Q(audience_id__in=Audience.objects.ids_for(user)),
            Q(linked_page__isnull=True) | Q(linked_page__in=pages),
            Q(document__isnull=True) | ~Q(document__text_state=TextState.REFUSED),
            page__in=pages,
        )


class Attachment(Orderable):
    """One material of a page: a file, a link, or another page. Ordered by the editor."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", "Document"
        SLIDES = "slides", "Slides"
        HANDOUT = "handout", "Handout"
        VIDEO = "video", "Video"
        STORYBOARD = "storyboard", "Storyboard of a trust"
        PAGE = "page", "Page"
        LINK = "link", "Link"

    page = ParentalKey(BasePage, on_delete=models.CASCADE, related_name="attachments")
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DOCUMENT)
    document = models.ForeignKey(
        HubDocument, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    link = models.URLField(blank=True)
    linked_page = models.ForeignKey(
        BasePage, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    minutes = models.PositiveSmallIntegerField(
        "length in minutes", null=True, blank=True, help_text="Of a video, or to read it."
    )
    trust = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": Organisation.Kind.TRUST},
        help_text="Whose storyboard it is.",
    )
    audience = models.ForeignKey(
        Audience,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Leave empty to let everyone have it who sees the page.",
    )

    objects: ClassVar[Any] = AttachmentQuerySet.as_manager()

    panels: ClassVar[list[Any]] = [
        FieldPanel("title"),
        FieldPanel("kind"),
        FieldPanel("document"),
        FieldPanel("link"),
        FieldPanel("linked_page"),
        FieldPanel("minutes"),
        FieldPanel("trust"),
        AudiencePanel("audience"),
    ]

    class Meta(Orderable.Meta):
        constraints: ClassVar = [
            models.CheckConstraint(
                name="attachment_is_one_thing",
                condition=(
                    Q(document__isnull=False, link="", linked_page__isnull=True)
                    | (Q(document__isnull=True, linked_page__isnull=True) & ~Q(link=""))
                    | Q(document__isnull=True, link="", linked_page__isnull=False)
                ),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """One of file, link or page; said here in words, held by the constraint."""
        super().clean()
        given = [self.document_id, self.link, self.linked_page_id]
        if sum(bool(value) for value in given) != 1:
            raise ValidationError("Choose one of: a file, a link, or a page of the hub.")

    @classmethod
    def line_columns(cls) -> list[str]:
        """What a line of it shows: its own columns, and few of the page that it leads to."""
        own = [field.name for field in cls._meta.concrete_fields]
        return [*own, "linked_page__url_path", "linked_page__live", "linked_page__audience"]

    def is_open_to(self, audience_ids: frozenset[int]) -> bool:
        """Whether it may be shown to a person of these audiences, on a page that they may see:
        by its own audience, if it has one, and by that of the page it leads to."""
        allowed = self.audience_id is None or self.audience_id in audience_ids
        if self.document and self.document.text_state == TextState.REFUSED:
            return False
        return allowed and (self.linked_page is None or self.linked_page.is_open_to(audience_ids))

    @property
    def url(self) -> str:
        """Where it opens."""
        if self.document:
            return str(self.document.url)
        return self.link or self.linked_page.get_absolute_url()

    @property
    def description(self) -> str:
        """What a reader is told before opening it: "PDF, 110 KB", "Video, 12 minutes"."""
        said = self.document.type_and_size if self.document else self.get_kind_display()
        return f"{said}, {self.minutes} minutes" if self.minutes else said
