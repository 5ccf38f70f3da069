"""Odd pictures in the admin: each way of bringing one in takes it rightly, or says at the field what to do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from cms.images.making import PictureFilter, Turns
from cms.slow_work import HAND_OVER, BusyError, HandedOver
from content_types.core.identity import IMAGE, global_id
from content_types.core.images import IMAGE_FORMATS, IMAGE_SIZES
from content_types.core.pictures.cleaning import CleanPicture
from tests.support.cells import Cell
from tests.support.graphql import GraphQL
from tests.support.pictures import WHOSE, from_phone, refused, saved, scene, sixteen_bits

Way = Callable[[Client, str, bytes], str]


@pytest.fixture(autouse=True)
def media(tmp_path: Path, settings: Any) -> Path:
    """A media store of the test's own."""
    settings.MEDIA_ROOT = str(tmp_path)
    cache.clear()  # it remembers sizes by the picture's key, which the next test uses again
    return tmp_path


def fields(prefix: str = "") -> dict[str, Any]:
    library = Collection.objects.get(name="Library")
    return {f"{prefix}title": "A picture", f"{prefix}collection": library.pk, f"{prefix}tags": ""}


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def one(client: Client, name: str, data: bytes) -> str:
    response = client.post(reverse("wagtailimages:add"), {**fields(), "file": upload(name, data)}, follow=True)
    assert response.status_code == 200
    return response.content.decode()


def several(client: Client, name: str, data: bytes) -> str:
    response = client.post(reverse("wagtailimages:add_multiple"), {**fields(), "files[]": upload(name, data)})
    assert response.status_code == 200
    answer = response.json()
    return str(answer.get("error_message", "") if not answer["success"] else "taken")


def chooser(client: Client, name: str, data: bytes) -> str:
    prefix = "image-chooser-upload-"
    sent = {**fields(prefix), f"{prefix}file": upload(name, data)}
    response = client.post(reverse("wagtailimages_chooser:create"), sent)
    assert response.status_code == 200
    return str(response.json().get("htmlFragment", "taken"))


def another_file(client: Client, name: str, data: bytes) -> str:
    existing = get_image_model().objects.filter(title="Before").first() or stored(saved(scene(), "PNG"), title="Before")
    form = {**fields(), "title": "Before", "file": upload(name, data)}
    response = client.post(reverse("wagtailimages:edit", args=[existing.pk]), form, follow=True)
    assert response.status_code == 200
    existing.refresh_from_db()
    with existing.file.open() as file:
        assert Image.open(file).size == (existing.width, existing.height)
    return response.content.decode()


WAYS: tuple[Way, ...] = (one, several, chooser, another_file)


def stored(data: bytes, name: str = "a.png", **values: Any) -> Any:
    """A picture that was stored as it came, before anything was looked at."""
    model = get_image_model()
    library = Collection.objects.filter(name="Library").first() or Collection.get_first_root_node()
    kept = CleanPicture(name, data, name.rpartition(".")[2].upper().replace("JPG", "JPEG"))
    path = default_storage.save(f"original_images/{name}", kept)
    row = {"title": "A picture", "width": 160, "height": 120, "file": path, "collection": library, **values}
    return model.objects.bulk_create([model(**row)])[0]


def rendition(picture: Any, size: str, image_format: str) -> Any:
    """A size as the public gets it, which is as large as the API says and holds no word of the secret."""
    of_it = "width height rendition(size: %s, format: %s) { url width height }"
    asked = "query($id: ID!) { node(id: $id) { ... on ImageAsset { " + of_it + " } } }"
    client = Client()
    said = GraphQL(client)(asked % (size.upper(), image_format.upper()), id=global_id(IMAGE, picture.pk))["node"]
    assert (said["width"], said["height"]) == (picture.width, picture.height)
    response = client.get(said["rendition"]["url"])
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    assert WHOSE.encode() not in content
    made = Image.open(BytesIO(content))
    assert made.size == (said["rendition"]["width"], said["rendition"]["height"])
    assert not {"exif", "xmp", "icc_profile"} & set(made.info)
    assert not made.getexif()
    return made


def test_what_is_not_taken_is_said_at_the_field_by_every_way(reviewer: Client, cell: Cell) -> None:
    for what, (name, data, words) in {**refused(), "nothing": ("empty.jpg", b"", "empty")}.items():
        for way in WAYS if what in {"cut JPEG", "bomb", "nothing"} else [one]:
            with cell(what=what, way=way.__name__):
                assert words in way(reviewer, name, data).replace("\xa0", " ")
                assert get_image_model().objects.exclude(title="Before").count() == 0


def test_a_photo_of_a_phone_is_taken_by_every_way(reviewer: Client, cell: Cell) -> None:
    for kind, name in (
        ("JPEG", "a.jpg"),
        ("JPEG", "a.jfif"),
        ("WEBP", "a.webp"),
        ("AVIF", "a.avif"),
        ("HEIF", "a.heic"),
        ("PNG", "a.jpg"),
    ):
        for way in WAYS:
            with cell(kind=kind, name=name, way=way.__name__):
                way(reviewer, name, from_phone(kind, 1 if kind == "HEIF" else 6))
                picture = get_image_model().objects.get()
                assert (picture.width, picture.height) == ((160, 120) if kind == "HEIF" else (120, 160))
                content = picture.file.read()
                assert WHOSE.encode() not in content
                assert picture.file_size == len(content)


def test_a_file_without_a_title_is_called_by_its_name(reviewer: Client) -> None:
    """As where somebody is quicker than the script that fills the title in."""
    sent = {**fields(), "title": "", "file": upload("the ward at night.jpg", saved(scene(), "JPEG"))}
    reviewer.post(reverse("wagtailimages:add"), sent)
    assert get_image_model().objects.get().title == "the ward at night"
    for url in (reverse("wagtailimages:add"), reverse("wagtailimages:edit", args=[get_image_model().objects.get().pk])):
        response = reviewer.post(url, {**fields(), "title": ""})
        assert response.context["form"].errors
    assert get_image_model().objects.get().title == "the ward at night"
    document = {**fields(), "title": "", "file": SimpleUploadedFile("notes.txt", b"notes")}
    reviewer.post(reverse("wagtaildocs:add"), document)
    assert get_document_model().objects.get().title == "notes"


def test_sizes_are_as_the_api_says_and_hold_nothing_but_the_picture(reviewer: Client, cell: Cell) -> None:
    for kind, name in (("JPEG", "a.jpg"), ("WEBP", "a.webp"), ("AVIF", "a.avif")):
        with cell(kind=kind):
            one(reviewer, name, from_phone(kind, 6, width=1600, height=1200))
            picture = get_image_model().objects.get()
            assert (picture.width, picture.height) == (1200, 1600)
            for size in IMAGE_SIZES:
                for image_format in IMAGE_FORMATS if size == "square" else ["jpeg"]:
                    rendition(picture, size, image_format)
            assert rendition(picture, "medium", "jpeg").size == (800, 1066)


def test_what_was_stored_before_is_given_out_clean(reviewer: Client, cell: Cell) -> None:
    for kind, name in (("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("AVIF", "a.avif")):
        with cell(kind=kind):
            picture = stored(from_phone(kind), name)
            assert WHOSE.encode() in picture.file.read()
            for image_format in IMAGE_FORMATS:
                rendition(picture, "small", image_format)
            shown = reviewer.get(reverse("wagtailimages:preview", args=[picture.pk, "original"])).streaming_content
            assert WHOSE.encode() not in b"".join(shown)


def test_a_ramp_of_sixteen_bits_is_a_ramp_in_every_size(reviewer: Client, cell: Cell) -> None:
    for picture in (stored(sixteen_bits(), width=256, height=16), None):
        if picture is None:
            one(reviewer, "ramp.png", sixteen_bits())
            picture = get_image_model().objects.latest("pk")
        for image_format in IMAGE_FORMATS:
            with cell(format=image_format, pk=picture.pk):
                grey = rendition(picture, "medium", image_format).convert("L")
                assert [round(grey.getpixel((x, 8)) / 64) for x in (0, 64, 128, 192, 255)] == [0, 1, 2, 3, 4]


def test_a_size_that_was_made_before_is_not_given_out(tree: Any, client: Client, admin_client: Client) -> None:
    picture = stored(from_phone("JPEG"), "a.jpg")
    before = picture.renditions.create(
        filter_spec="width-480|format-jpeg", focal_point_key="", file=ContentFile(from_phone("JPEG"), name="before.jpg")
    )
    assert WHOSE.encode() in before.file.read()
    for asking in (client, admin_client):
        assert asking.get(before.url).status_code == 404
    rendition(picture, "small", "jpeg")
    thumbnail = picture.get_rendition("max-165x165")
    assert client.get(thumbnail.url).status_code == 200


@pytest.mark.parametrize("what", ["bomb", "cut PNG", "cut JPEG"])
def test_what_cannot_be_shown_is_not_found_and_not_tried_again(
    what: str, tree: Any, reviewer: Client, caplog: pytest.LogCaptureFixture
) -> None:
    name, data, _ = refused()[what]
    picture = stored(data, name)
    url = f"/images/{picture.pk}/small-{version(picture)}.webp"
    for _ in range(3):
        assert Client().get(url).status_code == 404
    assert len([record for record in caplog.records if "cannot be shown" in record.message]) == 1
    assert reviewer.get(reverse("wagtailimages:index")).status_code == 200
    assert reviewer.get(reverse("wagtailimages:edit", args=[picture.pk])).status_code == 200


def version(picture: Any) -> str:
    answer = GraphQL(Client())(
        "query($id: ID!) { node(id: $id) { ... on ImageAsset { rendition(size: SMALL) { url } } } }",
        id=global_id(IMAGE, picture.pk),
    )
    return str(answer["node"]["rendition"]["url"]).rpartition("-")[2].partition(".")[0]


def test_a_photo_that_waited_for_a_title_is_cleaned_too(reviewer: Client) -> None:
    sent = {**fields(), "title": "x" * 300, "files[]": upload("a.jpg", from_phone("JPEG", 6))}
    waiting = reviewer.post(reverse("wagtailimages:add_multiple"), sent).json()["uploaded_file_id"]
    url = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting])
    assert reviewer.post(url, fields(f"uploaded-image-{waiting}-")).json()["success"]
    picture = get_image_model().objects.get()
    assert (picture.width, picture.height) == (120, 160)
    content = picture.file.read()
    assert WHOSE.encode() not in content
    assert picture.file_size == len(content)


def test_only_a_size_that_must_be_made_is_handed_over(tree: Any, client: Client) -> None:
    picture = stored(saved(scene(), "PNG"))
    made, unmade = (f"/images/{picture.pk}/{size}-{version(picture)}.webp" for size in ("small", "square"))
    assert client.get(made).status_code == 200

    def elsewhere() -> None:
        raise HandedOver

    def full() -> None:
        raise BusyError

    for way in (elsewhere, full):
        assert client.get(made, **{HAND_OVER: way}).status_code == 200
    with pytest.raises(HandedOver):
        client.get(unmade, **{HAND_OVER: elsewhere})
    rejection = client.get(unmade, **{HAND_OVER: full})
    assert (rejection.status_code, rejection["Retry-After"]) == (503, "1")
    assert "no-store" in rejection["Cache-Control"]
    assert client.get(unmade).status_code == 200


def test_what_another_has_made_meanwhile_is_not_made_again(tree: Any, media: Path) -> None:
    picture = stored(saved(scene(), "PNG"))
    wanted = PictureFilter("width-80|format-jpeg")
    assert picture.create_rendition(wanted) == picture.create_rendition(wanted)
    assert len(list((media / "images").iterdir())) == 1


def test_a_process_makes_one_size_at_a_time() -> None:
    turns, inside, leave, order = Turns(1), threading.Event(), threading.Event(), []

    def make(name: str, wait: bool) -> None:
        with turns.take(), turns.take():  # a thread that has its turn goes on
            order.append(f"{name} begins")
            if wait:
                inside.set()
                assert leave.wait(60)
            order.append(f"{name} ends")

    first = threading.Thread(target=make, args=("first", True))
    first.start()
    assert inside.wait(60)
    second = threading.Thread(target=make, args=("second", False))
    second.start()
    leave.set()
    first.join(60)
    second.join(60)
    assert order == ["first begins", "first ends", "second begins", "second ends"]
