"""Whether a webhook's message is really the network's: its signature, and the first handshake."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping

PREFIX = "sha256="


def signature(secret: str, body: bytes) -> str:
    """What Meta puts into X-Hub-Signature-256 over the bytes of a body."""
    return PREFIX + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(body: bytes, given: str, secrets: Iterable[str]) -> bool:
    """Whether one of the secrets made the signature; as long for a near miss as for a far one."""
    offered = given.encode("utf-8", "replace")
    found = [hmac.compare_digest(signature(secret, body).encode(), offered) for secret in secrets]
    return any(found)


def challenge(asked: Mapping[str, str], verify_token: str | None) -> str | None:
    """What proves to Meta that the address is ours; None where it is not Meta that asks."""
    if verify_token is None or asked.get("hub.mode") != "subscribe":
        return None
    offered = asked.get("hub.verify_token", "").encode("utf-8", "replace")
    if not hmac.compare_digest(verify_token.encode(), offered):
        return None
    return asked.get("hub.challenge")
