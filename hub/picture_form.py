"""The administration's form for a picture: it must be one, and must say what it shows."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from files.pictures import MOST_BYTES, WrongPictureError, bare


class PictureUpload(WagtailImageField):
    """Takes a picture for what it is, and leaves out what a camera wrote into it.

    Wagtail's own reads the head of a file alone, and fails with an error page where the rest is
    not what the head promised.
    """

    def to_python(self, data: Any) -> Any:
        """The picture alone, or why it is not taken."""
        if isinstance(data, UploadedFile) and data.size:
            keep_bare(data)
        return super().to_python(data)


def keep_bare(upload: UploadedFile) -> None:
    """Writes the picture alone over what was uploaded, in place: Wagtail goes on to use the same
    upload where other fields of the form are still to be filled in. Raises ValidationError."""
    if (upload.size or 0) > MOST_BYTES:
        raise ValidationError(f"A picture may have {MOST_BYTES // 1024 // 1024} MB at most.")
    upload.seek(0)
    content = upload.read()
    try:
        kept = bare(upload.name or "", content)
    except WrongPictureError as error:
        raise ValidationError(str(error)) from error
    upload.seek(0)
    if kept != content:
        upload.truncate()
        upload.write(kept)
        upload.flush()
        upload.seek(0)
        upload.size = len(kept)


class PictureForm(BaseImageForm):
    """Wagtail's form with a description that must be given."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if file := self.fields.get("file"):
            self.fields["file"] = PictureUpload(label=file.label, widget=file.widget)
        self.fields["description"].required = True
        self.fields[
            "description"
        ].help_text = (
            "What the picture shows, for those who do not see it. Nothing that could tell of a patient."
        )
