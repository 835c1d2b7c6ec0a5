"""What hangs on a post, as links to where it is seen: the page itself loads nothing of it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from dashboard import plain
from dashboard.tongue import N_, Table, _
from domain.attachment import Attachment, AttachmentKind

_KINDS = Table(
    {
        AttachmentKind.PHOTO: N_("Photo"),
        AttachmentKind.VIDEO: N_("Video"),
        AttachmentKind.AUDIO: N_("Audio"),
        AttachmentKind.LINK: N_("Link"),
        AttachmentKind.FILE: N_("File"),
    }
)


def links(found: Sequence[Attachment]) -> str:
    """One line each, with the site that it leads to: the words beside it are somebody else's."""
    lines = [_line(one, url) for one in found if (url := plain.web_link(one.url))]
    return f'<ul class="lp-plain lp-attached">{"".join(lines)}</ul>' if lines else ""


def _line(one: Attachment, url: str) -> str:
    kind = _KINDS[one.kind]
    words = _("{kind}: {words}").format(kind=kind, words=one.words) if one.words else kind
    site = plain.element("span", urlsplit(url).hostname or "", class_="lp-soft")
    return f"<li>{plain.outward(words, url, dir='auto')} {site}</li>"
