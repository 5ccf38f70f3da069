"""Files of contributions: what is taken, where it lies, and who may have it when.

What a file is its bytes say, never its name. It is cleaned as editors' files are, and lies in a collection that only people of the admin may see until its page is
published. The one rule of visibility does the rest.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import PurePath
from typing import Any

import filetype
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, CollectionViewRestriction

from community.contributions.models import Contribution, Upload
from community.contributions.scanning import found_in
from community.errors import CommunityError
from content_types.core.contributed_text import clean_text
from content_types.core.text import one_line
from content_types.core.usage import users_of

PICTURES = {"jpg", "png", "webp", "gif", "avif", "heic"}
DOCUMENTS = {"pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp"}
TAKEN = "Send a picture (JPEG, PNG, WebP, AVIF, HEIC) or a document (PDF, Word, Excel, PowerPoint, OpenDocument)."
PLACE = "Contributions"  # the collection
MOST_A_DAY = 40
MOST_OF_ONE = 12  # files of one contribution
A_DAY = timedelta(days=1)


def take(actor: Any, name: str, content: bytes, key: str = "", alt_text: str = "") -> Upload:
    """Keep a file of a member, for a contribution that names it. Sent again under its key, or without one while it is unused, it is the same.

    Raises CommunityError, and ScannerAway.
    """
    digest = hashlib.sha256(content).hexdigest()
    before = _before(actor, key, digest)
    if before is not None:
        return before
    kind = _kind_of(content)
    name = _name(name, kind)
    _require_bounds(actor, content, kind)
    if found := found_in(content):
        raise CommunityError("BAD_INPUT", f"A scanner says that this file is dangerous: {found[:80]}.", "file")
    title = PurePath(name).stem[:255]
    try:
        with transaction.atomic():
            upload = Upload.objects.create(
                member=actor,
                request_key=key,
                digest=digest,
                name=name,
                size=len(content),
                alt_text=one_line(clean_text(alt_text))[:250],
                orphan_since=timezone.now(),
            )
            file = ContentFile(content, name=name)
            common = {"title": title, "collection": private_place(), "uploaded_by_user": actor}
            if kind in PICTURES:
                upload.image = get_image_model().objects.create(file=file, **common)
            else:
                upload.document = get_document_model().objects.create(file=file, **common)
            upload.save(update_fields=["image", "document"])
            return upload
    except IntegrityError:
        again = _before(actor, key, digest)
        if again is None:
            raise
        return again
    except ValidationError as error:
        raise CommunityError("BAD_INPUT", " ".join(error.messages), "file") from error


def _before(actor: Any, key: str, digest: str) -> Upload | None:
    if len(key) > 64 or clean_text(key) != key:
        raise CommunityError("BAD_INPUT", "A key has 1 to 64 characters that can be seen.", "idempotencyKey")
    own = Upload.objects.filter(member=actor)
    if key:  # never another's id: a contribution that is sent again has to name the same
        found = own.filter(request_key=key).first()
        if found is not None and found.digest != digest:
            raise CommunityError("CONFLICT", "This key was sent before with another file.", "idempotencyKey")
        return found
    return own.filter(digest=digest, contribution=None).first()


def _kind_of(content: bytes) -> str:
    """The ending of what the bytes are. Raises CommunityError for what is not taken: SVG and HTML are none of them."""
    found = filetype.guess(content)
    if found is None or found.extension not in PICTURES | DOCUMENTS:
        raise CommunityError("BAD_INPUT", f"This kind of file is not taken. {TAKEN}", "file")
    return str(found.extension)


def _name(name: str, kind: str) -> str:
    """A name without a path, with the ending of what the file is."""
    plain = one_line(clean_text(name)).replace("\\", "/").rpartition("/")[2]
    return f"{PurePath(plain).stem[:80].strip('. ') or 'file'}.{kind}"


def _require_bounds(actor: Any, content: bytes, kind: str) -> None:
    most = settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE if kind in PICTURES else settings.UPLOAD_MEGABYTES * 1024**2
    if len(content) > most:
        raise CommunityError("BAD_INPUT", f"Make it smaller than {most // 1024**2} MB.", "file")
    lately = Upload.objects.filter(member=actor, created_at__gt=timezone.now() - A_DAY)
    if lately.count() >= MOST_A_DAY:
        text = "You have sent very many files today. Try again tomorrow."
        raise CommunityError("RATE_LIMITED", text, "file", retry_after=int(A_DAY.total_seconds()))


def private_place() -> Collection:
    """The collection of files whose pages are not published: only people of the admin see what is in it."""
    root = Collection.get_first_root_node()
    assert root is not None  # made by Wagtail's migrations
    found = Collection.objects.filter(name=PLACE, depth=2).order_by("pk").first()
    if found is None:
        found = root.add_child(name=PLACE)
    restriction, _ = CollectionViewRestriction.objects.get_or_create(
        collection=found, defaults={"restriction_type": CollectionViewRestriction.GROUPS}
    )
    groups = set(Group.objects.filter(permissions__codename="access_admin").values_list("pk", flat=True))
    if groups != set(restriction.groups.values_list("pk", flat=True)):
        restriction.groups.set(groups)
    return found


def named(actor: Any, ids: Sequence[str], contribution: Contribution | None) -> list[Upload]:
    """The member's files with these ids, and those that the contribution has. Raises CommunityError."""
    keys = []
    for one in ids:
        try:
            keys.append(uuid.UUID(one))
        except ValueError:
            raise _unknown() from None
    own = Upload.objects.filter(member=actor).select_related("image", "document")
    found = {one.key: one for one in own.filter(key__in=keys)}
    if any(
        key not in found or found[key].contribution_id not in {None, contribution and contribution.pk} for key in keys
    ):
        raise _unknown()
    before = own.filter(contribution=contribution) if contribution is not None else []
    every = {one.key: one for one in [*before, *(found[key] for key in keys)]}
    if len(every) > MOST_OF_ONE:
        raise CommunityError("BAD_INPUT", f"Send at most {MOST_OF_ONE} files.", "files")
    return list(every.values())


def _unknown() -> CommunityError:
    return CommunityError("BAD_INPUT", "There is no such file of yours, or it is in another contribution.", "files")


def block_of(upload: Upload) -> dict[str, Any]:
    """The block that shows a picture, or offers a document, as it is stored but for its id."""
    if upload.image_id is not None:
        value: Mapping[str, Any] = {
            "image": upload.image_id, "alt_text": upload.alt_text, "decorative": False, "caption": "", "credit": "",
        }  # fmt: skip
        return {"type": "image", "value": dict(value)}
    return {"type": "document", "value": {"document": upload.document_id, "title": "", "description": ""}}


def attach(uploads: Sequence[Upload], contribution: Contribution) -> None:
    """Let files belong to a contribution."""
    keys = [one.pk for one in uploads]
    Upload.objects.filter(pk__in=keys).update(contribution=contribution, orphan_since=None)


def release(contribution: Contribution) -> None:
    """Let the files of a contribution, whose draft is deleted, go as those that nothing names."""
    contribution.uploads.update(contribution=None, orphan_since=timezone.now())


def show(contribution: Contribution) -> None:
    """Everybody may have the files of a contribution now: its page is published."""
    root = Collection.get_first_root_node()
    for upload in contribution.uploads.select_related("image__collection", "document__collection"):
        file = upload.image or upload.document
        if file is not None and file.collection.name == PLACE:
            file.collection = root
            file.save(update_fields=["collection"])


def forget(upload: Upload) -> None:
    """Delete the file of an upload that goes, where nothing uses it and it was never shown."""
    file = upload.image or upload.document
    if file is not None and file.collection.name == PLACE and not users_of(file):
        file.delete()
