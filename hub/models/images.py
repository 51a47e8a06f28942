"""Pictures. Like a file, a picture may be seen by those who may see a page that shows it."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any, ClassVar

from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.db import models
from django.urls import reverse
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Image,
    ImageQuerySet,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)

from accounts.models import User
from files.pictures import bare
from hub.models.base import BasePage
from hub.models.shown import Shown


class BareFile(WagtailImageFieldFile):
    """The file of a picture."""

    def save(self, name: str, content: Any, save: bool = True) -> None:
        """Stores the picture alone, whatever way it came: what a camera wrote into it is not kept.

        Raises files.pictures.WrongPictureError for what is no picture; forms and packs ask first.
        """
        content.seek(0)
        super().save(name, ContentFile(bare(name, content.read()), name), save)


class PictureField(WagtailImageField):
    """A file field that stores pictures and nothing else."""

    attr_class = BareFile


class HubImageQuerySet(ImageQuerySet):
    """Reads of pictures."""

    def visible_to(self, user: User | AnonymousUser | None) -> HubImageQuerySet:
        """Pictures that a published page shows which the person may see."""
        shown = Shown.objects.filter(page__in=BasePage.objects.visible_to(user).values("pk"))
        return self.filter(pk__in=shown.filter(image__isnull=False).values("image_id"))


class HubImage(AbstractImage):
    """A picture with words for those who do not see it."""

    file = PictureField(
        verbose_name="file", upload_to=get_upload_to, width_field="width", height_field="height"
    )
    # The name it came with in a content pack; the storage may have had to change it.
    original_name = models.CharField(max_length=120, blank=True, default="", db_default="", editable=False)

    admin_form_fields = Image.admin_form_fields
    objects: ClassVar[Any] = HubImageQuerySet.as_manager()

    class Meta(AbstractImage.Meta):
        verbose_name = "image"
        verbose_name_plural = "images"

    @property
    def filename(self) -> str:
        """Its name in a content pack."""
        return self.original_name or PurePath(self.file.name).name


class HubRendition(AbstractRendition):
    """A picture in one size and format."""

    image = models.ForeignKey(HubImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_once")
        ]

    @property
    def url(self) -> str:
        """Its address, which asks who is there. By picture and name: a rendition that was made
        together with others does not know its own id."""
        return reverse("picture", args=[self.image_id, PurePath(self.file.name).name])
