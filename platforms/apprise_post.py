"""Sending a message wherever Apprise can: one address, one message, and no word of the address.

Apprise writes addresses and tokens into its log and its results, path and all; nothing of it
leaves this file but a reason from which every part of the address is blotted out.
"""

from __future__ import annotations

import datetime as dt
import logging
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, unquote_plus

from domain.errors import ConfigurationError, PlatformUnavailable
from domain.notice_message import Letter

SHORTEST_SECRET = 4
TIMEOUT = dt.timedelta(seconds=30)
LONGEST_REASON = 240
_HIDDEN = "[hidden]"
_PARTS = re.compile(r"[/?&=@:;,#\s+|]+")
_PLAIN = re.compile(r"[a-z]{1,12}", re.IGNORECASE)


def check(address: str) -> None:
    """Raise ConfigurationError where Apprise can do nothing with the address; sends nothing."""
    _opened(address)


def post(address: str, letter: Letter) -> None:
    """Send the letter once.

    Raises ConfigurationError for an address that is none, PlatformUnavailable where it was not
    taken, with the reason in words.
    """
    service = _opened(address)
    try:
        words = (
            (letter.html, "html") if letter.html and _is_mail(service) else (letter.text, "text")
        )
        result = service.notify(title=letter.title, body=words[0], body_format=words[1])
        reasons = [entry.message for entry in result.logs() if entry.level != "DEBUG"]
    except Exception as error:  # noqa: BLE001 - whatever a plugin raises may quote the address
        raise PlatformUnavailable(_reason(address, [type(error).__name__])) from None
    if not result:
        raise PlatformUnavailable(_reason(address, reasons))


def _opened(address: str) -> Any:
    logging.getLogger("apprise").propagate = False  # it writes addresses down
    import apprise  # a hundred plugins: only who sends loads them

    asset = apprise.AppriseAsset(
        app_id="Listenpost",
        app_desc="Listenpost",
        app_url="",
        image_url_mask="",
        image_url_logo="",
        async_mode=False,
        http_redirects=False,
        storage_mode="memory",
        service_timeout=TIMEOUT.total_seconds(),
        pgp_autogen=False,
        pem_autogen=False,
    )
    service = apprise.Apprise(asset=asset)
    try:
        added = service.add(address)
    except Exception:  # noqa: BLE001 - a plugin that cannot read an address may raise anything
        added = False
    if not added or len(service) != 1:
        scheme = address.partition("://")[0]
        kind = f"{scheme}:// and what follows" if _PLAIN.fullmatch(scheme) else "what is given"
        raise ConfigurationError(
            f"{kind} is no address that Apprise understands. They look like "
            "mailto://user:password@example.org?to=team@example.org or slack://TokenA/TokenB/"
            "TokenC/#channel; see https://appriseit.com/services."
        )
    return service


def _is_mail(service: Any) -> bool:
    """Whether it takes HTML and sends its words as text beside it, as mail does."""
    return str(getattr(service[0], "protocol", "")).startswith("mailto")


def _reason(address: str, reasons: list[str]) -> str:
    """Why, in Apprise's words, without any part of the address."""
    said = " ".join(dict.fromkeys(" ".join(one.split()) for one in reasons if one))
    for part in sorted(set(_secrets(address)), key=len, reverse=True):
        said = said.replace(part, _HIDDEN)
    return (said or "It was not taken; Apprise says no more.")[:LONGEST_REASON]


def _secrets(address: str) -> Iterator[str]:
    """Every part of an address that may be one, as written and decoded."""
    rest = address.partition("://")[2]
    for part in (rest, *_PARTS.split(rest)):
        for form in (part, unquote(part), unquote_plus(part)):
            if len(form) >= SHORTEST_SECRET:
                yield form
