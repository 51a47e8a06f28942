"""The files of a post that is being written: those that its form names, and those just chosen."""

from __future__ import annotations

from dataclasses import dataclass, field

from allauth.core.internal import ratelimit
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from accounts.models import User
from forums.models import Post, PostFile
from forums.paging import number
from forums.services.attaching import MOST_FILES, keep_upload

RATES = {"file": "60/h/user"}
TOO_MANY = f"A post takes {MOST_FILES} files at most."
# So that nobody's files fill the disk before the day is over after which they go, or with drafts.
MOST_WAITING = 30
TOO_MANY_WAIT = (
    f"You have added {MOST_WAITING} files without posting them. "
    "Post them, throw away a draft with files, or wait a day."
)
TOO_OFTEN = "You have added many files in the last hour. Add the others later."


@dataclass
class Attached:
    """What goes with a post: `files` stand in the form, `dropped` were taken out of it, and
    `errors` say what was not taken, in words for the writer."""

    files: list[PostFile] = field(default_factory=list)
    dropped: list[PostFile] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of doubt in them."""
        return tuple(dict.fromkeys(kind for file in self.files for kind in file.doubtful_kinds))


def keep_one(request: HttpRequest, uploaded: UploadedFile) -> PostFile:
    """Keeps a file that a member has chosen. Raises ValidationError."""
    if not ratelimit.consume(request, app="hub", action="file", config=RATES, user=request.user):
        raise ValidationError(TOO_OFTEN, code="often")
    if PostFile.objects.waiting_of(request.user).count() >= MOST_WAITING:
        raise ValidationError(TOO_MANY_WAIT, code="often")
    return keep_upload(uploaded, by=request.user)  # type: ignore[arg-type]


def attached_to(request: HttpRequest, post: Post | None = None) -> Attached:
    """The files of a form as it was sent: one query, and what it takes to keep those just chosen.

    Those of the `post` that is edited stand in it from the beginning.
    """
    if not isinstance(request.user, User):
        return Attached()
    posted = list(PostFile.objects.filter(post=post)) if post else []
    if request.method != "POST":
        return Attached(files=posted)
    named = {number(each) for each in request.POST.getlist("files")[: 4 * MOST_FILES]} - {None}
    dropped = {number(each) for each in request.POST.getlist("drop")}
    found = [*posted, *(PostFile.objects.waiting_of(request.user).filter(pk__in=named) if named else ())]
    made = Attached(
        files=[file for file in found if file.pk not in dropped],
        dropped=[file for file in found if file.pk in dropped],
    )
    for uploaded in request.FILES.getlist("upload"):
        _add(made, request, uploaded)
    if len(made.files) > MOST_FILES:
        made.errors.append(TOO_MANY)
    return made


def _add(made: Attached, request: HttpRequest, uploaded: UploadedFile) -> None:
    if len(made.files) >= MOST_FILES:
        made.errors.append(TOO_MANY)
        return
    try:
        made.files.append(keep_one(request, uploaded))
    except ValidationError as error:
        made.errors += error.messages
