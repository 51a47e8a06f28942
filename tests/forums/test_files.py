"""Files in posts: what is taken and what is not, who opens them, and when they go."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from activity import chores
from forums.models import Post, PostFile, Topic
from forums.services import delete_topic, post_reply, remove_post
from forums.services.attaching import keep_upload
from moderation.models import Hold
from tests.checks import assert_queries_constant
from tests.files.test_reading import pdf
from tests.forums.makers import forum, reply, topic
from tests.hub.pictures import picture_bytes, with_gps

pytestmark = pytest.mark.django_db
NHS_NUMBER = "943 476 5919"


def upload(name: str = "chart.png", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or picture_bytes("PNG", (60, 40)))


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def keep(person: Any, name: str = "chart.png", content: bytes = b"", alt: str = "A chart") -> PostFile:
    kept = keep_upload(upload(name, content), by=person)
    kept.alt_text = alt if kept.is_picture else ""
    return kept


def on_disk(kept: PostFile) -> bool:
    return kept.file.storage.exists(str(kept.file.name))


def test_a_script_sends_a_picture_and_the_post_takes_it(cast: Any) -> None:
    amina, asked = client_of(cast.amina), topic(cast.carys)
    sent = amina.post("/forums/files/", {"upload": upload("Our chart.PNG")})
    assert sent.status_code == 201
    kept = PostFile.objects.get()
    assert sent.json()["id"] == kept.pk
    assert f'name="alt_{kept.pk}"' in sent.json()["html"]
    assert (kept.name, kept.post, kept.width, kept.height) == ("Our chart.png", None, 60, 40)
    data = {"body": "See below.", "files": kept.pk, f"alt_{kept.pk}": "Temperatures since May"}
    assert amina.post(asked.get_absolute_url(), data).status_code == 302
    kept.refresh_from_db()
    assert kept.post == asked.posts.get(seq=2)
    page = Client().get(asked.get_absolute_url()).content.decode()
    assert 'alt="Temperatures since May"' in page
    assert kept.get_absolute_url().replace(" ", "%20") in page
    shown = Client().get(kept.get_absolute_url())
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")


def test_without_a_script_the_file_comes_with_the_words(cast: Any) -> None:
    amina, asked = client_of(cast.amina), topic(cast.carys)
    data = {"body": "Our guideline.", "upload": [upload("plan.pdf", pdf("Keep babies warm."))]}
    assert amina.post(asked.get_absolute_url(), data).status_code == 302
    page = Client().get(asked.get_absolute_url()).content.decode()
    assert ">plan.pdf</a>" in page
    assert "(PDF, " in page


def test_without_a_script_a_picture_is_asked_for_its_words_and_kept_meanwhile(cast: Any) -> None:
    amina, asked = client_of(cast.amina), topic(cast.carys)
    page = amina.post(asked.get_absolute_url(), {"body": "Look", "upload": [upload()]}).content.decode()
    kept = PostFile.objects.get()
    assert "Say in words what “chart.png” shows." in page
    assert f'name="files" value="{kept.pk}"' in page
    assert asked.posts.count() == 1
    data = {"body": "Look", "files": kept.pk, f"alt_{kept.pk}": "A chart"}
    assert amina.post(asked.get_absolute_url(), data).status_code == 302
    assert asked.posts.get(seq=2).files.get().alt_text == "A chart"


def test_a_file_can_be_left_out_again(cast: Any) -> None:
    amina, asked = client_of(cast.amina), topic(cast.carys)
    kept = keep(cast.amina)
    amina.post(asked.get_absolute_url(), {"body": "Words alone", "files": kept.pk, "drop": kept.pk})
    assert asked.posts.get(seq=2).files.count() == 0


def test_a_photograph_loses_what_the_camera_wrote(cast: Any) -> None:
    kept = keep(cast.amina, "ward.jpg", with_gps())
    with Image.open(BytesIO(kept.file.read())) as shown:
        assert not shown.getexif()
    kept.file.seek(0)
    assert b"FENMERE" not in kept.file.read()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("run.exe", b"MZ", "not taken here"),
        ("fake.pdf", b"<html>", "not a PDF"),
        ("fake.png", b"<svg/>", "not a picture"),
        ("notes.txt", f"Her NHS number is {NHS_NUMBER}.".encode(), "NHS number"),
        (f"baby {NHS_NUMBER}.png", b"", "NHS number"),
        ("broken.docx", b"PK\x03\x04broken", "could not read"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_and_nothing_kept(
    cast: Any, name: str, content: bytes, says: str
) -> None:
    sent = client_of(cast.amina).post("/forums/files/", {"upload": upload(name, content)})
    assert (sent.status_code, says in sent.json()["error"]) == (400, True), sent.json()
    assert PostFile.objects.count() == 0


def test_signed_out_nothing_is_taken(cast: Any) -> None:
    assert Client().post("/forums/files/", {"upload": upload()}).status_code == 401
    assert client_of(cast.amina).post("/forums/files/").status_code == 400
    assert client_of(cast.amina).get("/forums/files/").status_code == 405
    assert PostFile.objects.count() == 0


def test_five_in_a_post_and_not_six(cast: Any) -> None:
    amina, asked = client_of(cast.amina), topic(cast.carys)
    six = [upload(f"{number}.txt", b"So many words") for number in range(6)]
    page = amina.post(asked.get_absolute_url(), {"body": "Many", "upload": six}).content.decode()
    assert "5 files at most" in page
    kept = [keep(cast.amina, f"{number}.txt", b"words") for number in range(6)]
    data = {"body": "Many", "files": [each.pk for each in kept]}
    assert "5 files at most" in amina.post(asked.get_absolute_url(), data).content.decode()
    assert asked.posts.count() == 1


def test_sixty_files_an_hour(cast: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    amina = client_of(cast.amina)
    statuses = [
        amina.post("/forums/files/", {"upload": upload("a.exe", b"MZ")}).status_code for _ in range(61)
    ]
    assert statuses == [400] * 60 + [429]
    assert client_of(cast.ben).post("/forums/files/", {"upload": upload()}).status_code == 201


def test_nobody_posts_the_file_of_another_or_one_that_is_posted(cast: Any) -> None:
    asked, theirs = topic(cast.carys), keep(cast.ben)
    client_of(cast.amina).post(asked.get_absolute_url(), {"body": "Mine now", "files": theirs.pk})
    assert asked.posts.get(seq=2).files.count() == 0
    mine = keep(cast.amina)
    first = post_reply(asked, author=cast.amina, body="One", files=[mine])
    post_reply(asked, author=cast.amina, body="Two", files=[mine])
    mine.refresh_from_db()
    assert mine.post == first


def test_an_unposted_file_is_its_uploaders_alone(cast: Any) -> None:
    kept = keep(cast.amina)
    assert client_of(cast.amina).get(kept.get_absolute_url()).status_code == 200
    for client in (Client(), client_of(cast.ben), client_of(cast.dev)):
        assert client.get(kept.get_absolute_url()).status_code == 404


def test_a_file_opens_for_the_readers_of_its_post(cast: Any) -> None:
    room = forum(key="trust:fenmere")
    asked = topic(cast.amina, into=room)
    kept = keep(cast.amina)
    post_reply(asked, author=cast.amina, body="For us", files=[kept])
    for person, status in ((cast.farah, 200), (cast.dev, 200), (cast.carys, 404)):
        assert client_of(person).get(kept.get_absolute_url()).status_code == status
    assert Client().get(kept.get_absolute_url()).status_code == 404
    assert client_of(cast.farah).get(kept.get_absolute_url())["Cache-Control"] == "private, no-store"
    assert client_of(cast.farah).get(f"/posts/files/{kept.pk}/other.png").status_code == 404


def test_a_doubtful_file_waits_with_its_post_for_a_moderator(cast: Any) -> None:
    asked = topic(cast.carys)
    kept = keep(cast.amina, "notes.txt", b"The courier went to SW1A 1AA.")
    data = {"body": "See the notes", "files": kept.pk}
    client_of(cast.amina).post(asked.get_absolute_url(), data)
    assert Hold.objects.waiting().get().target == asked.posts.get(seq=2)
    for person, status in ((cast.amina, 200), (cast.dev, 200), (cast.ben, 404)):
        assert client_of(person).get(kept.get_absolute_url()).status_code == status
    assert kept.get_absolute_url() in client_of(cast.dev).get("/moderation/").content.decode()


def test_thirty_files_wait_to_be_posted_and_no_more(cast: Any) -> None:
    PostFile.objects.bulk_create(
        PostFile(uploaded_by=cast.amina, name="a.txt", file="posts/a.txt", content_type="text/plain", size=1)
        for _ in range(30)
    )
    sent = client_of(cast.amina).post("/forums/files/", {"upload": upload()})
    assert (sent.status_code, "without posting" in sent.json()["error"]) == (429, True)
    assert client_of(cast.ben).post("/forums/files/", {"upload": upload()}).status_code == 201


def test_files_go_with_the_words_and_with_the_topic(
    cast: Any, django_capture_on_commit_callbacks: Any
) -> None:
    asked = topic(cast.carys)
    one, two = keep(cast.amina), keep(cast.amina)
    post = post_reply(asked, author=cast.amina, body="One", files=[one])
    post_reply(asked, author=cast.amina, body="Two", files=[two])
    assert on_disk(one)
    with django_capture_on_commit_callbacks(execute=True):
        remove_post(post, by=cast.dev)
    assert not PostFile.objects.filter(pk=one.pk).exists()
    assert not on_disk(one)
    assert on_disk(two)
    with django_capture_on_commit_callbacks(execute=True):
        delete_topic(asked, by=cast.dev)
    assert (Topic.objects.count(), Post.objects.count(), PostFile.objects.count()) == (0, 0, 0)
    assert not on_disk(two)


def test_what_was_never_posted_goes_after_a_day(cast: Any, django_capture_on_commit_callbacks: Any) -> None:
    old, new, posted = keep(cast.amina), keep(cast.amina), keep(cast.amina)
    post_reply(topic(cast.carys), author=cast.amina, body="Kept", files=[posted])
    long_ago = timezone.now() - timedelta(hours=25)
    PostFile.objects.exclude(pk=new.pk).update(uploaded_at=long_ago)
    with django_capture_on_commit_callbacks(execute=True):
        chores.do_all()
    assert set(PostFile.objects.values_list("pk", flat=True)) == {new.pk, posted.pk}
    assert not on_disk(old)


def test_an_edit_adds_and_leaves_out_files(cast: Any) -> None:
    amina, first, second = client_of(cast.amina), keep(cast.amina), keep(cast.amina, "more.txt", b"words")
    post = post_reply(topic(cast.carys), author=cast.amina, body="One", files=[first])
    page = amina.get(f"/posts/{post.pk}/edit/").content.decode()
    assert 'value="A chart"' in page
    data = {"body": "One", "files": [first.pk, second.pk], "drop": first.pk}
    assert amina.post(f"/posts/{post.pk}/edit/", data).status_code == 302
    assert [file.name for file in post.files.all()] == ["more.txt"]


def test_files_take_one_query_for_a_page(client: Client, cast: Any) -> None:
    asked = topic(cast.carys)

    def build(count: int) -> None:
        for _ in range(count):
            reply(asked, cast.ben, files=[keep(cast.ben, "a.txt", b"words")] if asked.last_seq < 12 else [])

    assert_queries_constant(client, asked.get_absolute_url(), build, large=15)
