"""A post's attachments as its row keeps them, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from domain.attachment import Attachment, AttachmentKind
from storage.models import Mention


def rows(found: Iterable[Attachment]) -> list[dict[str, Any]]:
    """As they are stored."""
    return [{"kind": one.kind.value, "url": one.url, "words": one.words} for one in found]


def of(post: Mention) -> tuple[Attachment, ...]:
    """What hangs on a stored post; of a post from before they were kept nothing is known."""
    return tuple(
        Attachment(kind=AttachmentKind(one["kind"]), url=one["url"], words=one["words"])
        for one in post.attachments or ()
    )
