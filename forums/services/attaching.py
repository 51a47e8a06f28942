"""Files in posts: checked and kept while a post is written, taken by it when it is sent, and gone
with its words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.images import get_image_dimensions
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from files import file_types, pictures
from files.serving import safe_name
from files.uploads import checked_upload, suspicions_of
from forums.models import Draft, Post, PostFile
from moderation.words import KIND_WORDS

MOST_FILES = 5  # in a post
KEPT_UNPOSTED = timedelta(days=1)
LONGEST_NAME = 100
ENDINGS = (*pictures.FORMATS, *file_types.CONTENT_TYPES)


def name_of(uploaded: UploadedFile) -> str:
    """A name that no address is broken by, with its ending, cut where it is very long."""
    name = PurePath(safe_name(PurePath(uploaded.name or "").name).replace("#", "_").replace("?", "_"))
    return f"{name.stem[:LONGEST_NAME].strip() or 'file'}{name.suffix.lower()}"


def keep_upload(uploaded: UploadedFile, *, by: User) -> PostFile:
    """Checks a file and keeps it for its uploader, until it is posted, or a day has passed and no draft
    holds it.

    Raises ValidationError in words for the writer. What could not be read was not checked, so it
    is not taken; what is doubtful is, and its post waits for a moderator.
    """
    name = name_of(uploaded)
    if file_types.ending_of(name) in pictures.FORMATS:
        return _keep_picture(uploaded, name, by)
    read = checked_upload(uploaded)
    if read.state != "read":
        raise ValidationError(
            f"We could not read “{name}”, so we could not check it for patient details. "
            f"{read.error or 'It takes too long.'} Nothing was kept.",
            code="unread",
        )
    kept = PostFile(
        name=name,
        content_type=file_types.content_type_of(name),
        doubts=_kinds(one.kind for one in read.doubtful),
    )
    uploaded.seek(0)
    return _keep(kept, uploaded.read(), by)


def _keep_picture(uploaded: UploadedFile, name: str, by: User) -> PostFile:
    """A picture without what a camera wrote into it."""
    found = suspicions_of(PurePath(name).stem)
    certain = next((one for one in found if one.certain), None)
    if certain:
        raise ValidationError(
            f"The name of the picture holds what looks like {KIND_WORDS[certain.kind]}. Give it "
            "another name. Nothing was kept.",
            code="identifier",
        )
    try:
        content = pictures.bare(name, uploaded.read(pictures.MOST_BYTES + 1))
    except pictures.WrongPictureError as error:
        raise ValidationError(f"“{name}”: {error}", code="picture") from error
    width, height = get_image_dimensions(BytesIO(content))
    kept = PostFile(
        name=name,
        content_type=pictures.content_type_of(name),
        doubts=_kinds(one.kind for one in found),
        is_picture=True,
        width=width,
        height=height,
    )
    return _keep(kept, content, by)


def _kinds(kinds: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(kinds))


def _keep(kept: PostFile, content: bytes, by: User) -> PostFile:
    kept.uploaded_by, kept.size = by, len(content)
    kept.file.save(kept.name, ContentFile(content), save=False)
    kept.save()
    return kept


def say_what_it_shows(file: PostFile, words: str) -> None:
    """Keeps the words for a picture that is not posted yet."""
    if file.alt_text != words:
        file.alt_text = words
        file.save(update_fields=["alt_text"])


def take(post: Post, files: Iterable[PostFile], *, by: User) -> None:
    """Gives files to the post that they were uploaded for: the writer's own, and never twice."""
    for file in files:
        PostFile.objects.waiting_of(by).filter(pk=file.pk).update(post=post, alt_text=file.alt_text)


def let_go(files: Iterable[PostFile]) -> None:
    """Deletes files, from the storage too once the database has let them go."""
    for file in list(files):
        storage, name = file.file.storage, str(file.file.name)
        file.delete()
        transaction.on_commit(lambda storage=storage, name=name: storage.delete(name))  # type: ignore[misc]


def in_drafts() -> set[int]:
    """The ids of files that stand in what somebody has begun to write."""
    kept = Draft.objects.filter(rest__has_key="files").values_list("rest", flat=True)
    return {pk for rest in kept for pk in (rest or {}).get("files", ())}


@transaction.atomic
def delete_unposted() -> int:
    """Deletes what was uploaded a day ago, never posted, and stands in no draft; returns how many."""
    unposted = PostFile.objects.left_lying(timezone.now() - KEPT_UNPOSTED).exclude(pk__in=in_drafts())
    lying = list(unposted.select_for_update()[:500])
    let_go(lying)
    return len(lying)
