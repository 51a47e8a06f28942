"""The last step: files, and who answers readers."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django import forms

from cases.forms.submission_step import DraftField, StepForm
from cases.models import SubmissionFile
from cases.services.submission_files import MOST_FILES, FileChange
from files.reading import checked_upload


class FilesForm(StepForm):
    """What goes with it, and who answers readers. A file is checked as it comes, or not taken."""

    step, heading = "files", "Files and contact"
    fragment = "cases/submit/_file_fields.html"
    intro = "Tools, posters and charts that others may use. Who may read the page may have its files."

    given = ("contact",)

    ME, TRUST = "me", "trust"
    contact = forms.ChoiceField(
        choices=[(ME, "Me"), (TRUST, "The contact of my trust")],
        initial=ME,
        widget=forms.RadioSelect,
        required=False,
        label="Who gets what readers ask?",
        help_text="They write through the hub. No address is shown.",
    )
    new_file = forms.FileField(
        required=False,
        label="Add a file",
        help_text="PDF, Word, PowerPoint, Excel, OpenDocument, CSV or plain text, up to 25 MB. "
        f"Up to {MOST_FILES} files.",
    )
    new_title = DraftField("What it is called", most=120, help_text="Prompt card for the ward")
    looked = forms.BooleanField(
        required=False,
        label="I have looked through it: nothing in it points to a patient",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: list[SubmissionFile] = []
        if self.submission is not None:
            self.rows = list(self.submission.files.select_related("document"))
        self.kinds: tuple[str, ...] = ()
        for row in self.rows:
            self.fields[f"title_{row.pk}"] = DraftField("Title", most=120)
            self.initial[f"title_{row.pk}"] = row.title

    def files_there(self) -> list[tuple[SubmissionFile, forms.BoundField]]:
        """For the template: each file with the field of its title, which always has one."""
        for row in self.rows:
            self.fields[f"title_{row.pk}"].required = True
        return [(row, self[f"title_{row.pk}"]) for row in self.rows]

    def clean_new_file(self) -> Any:
        """What it says it is, of a size that is taken, and without what surely is a patient's."""
        file = self.cleaned_data.get("new_file")
        if not file:
            return None
        if len(self.rows) >= MOST_FILES:
            raise forms.ValidationError(f"There are {MOST_FILES} files already. Remove one first.")
        read = checked_upload(file)
        self.kinds = tuple(dict.fromkeys(one.kind for one in read.doubtful))
        return file

    def clean(self) -> dict[str, Any]:
        """A person looks through every file: no rule sees a name in a picture."""
        if self.cleaned_data.get("new_file") and not self.cleaned_data.get("looked"):
            self.add_error("looked", "Look through the file, choose it again and tick this.")
            self.cleaned_data.pop("new_file", None)
        return super().clean()

    @property
    def storable(self) -> dict[str, Any]:
        """The one answer of this step; titles are the files' own."""
        return {name: said for name, said in super().storable.items() if name == "contact"}

    def change(self) -> FileChange:
        """What is to be done with the files."""
        said = self.cleaned_data
        file = said.get("new_file")
        title = said.get("new_title") or (PurePath(file.name).stem.replace("_", " ")[:120] if file else "")
        remove = str(self.data.get("remove", ""))
        return FileChange(
            titles={row.pk: said.get(f"title_{row.pk}") or "" for row in self.rows},
            remove=int(remove) if remove.isdigit() and len(remove) < 19 else None,
            file=file,
            title=title,
            kinds=self.kinds,
        )

    @property
    def stays(self) -> bool:
        """Whether a file was added or removed: then the step is shown again."""
        return "add" in self.data or "remove" in self.data or bool(self.cleaned_data.get("new_file"))
