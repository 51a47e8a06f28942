"""The administration's form for a file: what is in it is read before it is kept."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from wagtail.documents.forms import BaseDocumentForm

from files.reading import ReadFile
from files.uploads import checked_upload
from moderation.identifiers import check
from moderation.words import refusal


class DocumentForm(BaseDocumentForm):
    """Refuses a file of a wrong type, a dangerous one, and one that surely tells of a patient. What
    is doubtful is kept and stands in the report "Files to look at"."""

    read: ReadFile | None = None

    def clean_file(self) -> Any:
        """Reads a newly chosen file, in a process of its own."""
        file = self.cleaned_data.get("file")
        if isinstance(file, UploadedFile):
            self.read = checked_upload(file, title=self.data.get(self.add_prefix("title"), ""))
        return file

    def clean_title(self) -> str:
        """A title that surely tells of a patient is refused; its own words are shown to the writer."""
        title = str(self.cleaned_data.get("title", ""))
        certain = [found for found in check(title).findings if found.certainty == "certain"]
        if certain:
            raise ValidationError([ValidationError(refusal(found), code="identifier") for found in certain])
        return title

    def save(self, commit: bool = True) -> Any:
        """Keeps what was read beside the file."""
        if self.read is not None:
            self.instance.take(self.read)
        return super().save(commit=commit)
