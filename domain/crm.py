"""What a CRM says of customers, and whether it was really the CRM that said it."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.email_address import email_address
from domain.errors import BadInput
from domain.text import clean

OWN_COLUMNS = ("platform", "account", "tier")
EMAIL_COLUMNS = ("email", "e-mail")
"""However written, large or small: an address of a person is no attribute."""
LONGEST_TIER = 32
LONGEST_VALUE = 500
MOST_ATTRIBUTES = 50
BELIEVED_FOR = dt.timedelta(minutes=5)
"""A message that was signed longer ago, or later than now, may be a replay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmRow:
    """One account's owner: `account` is a handle or the platform's id; None leaves the tier.

    `email` is an address that the CRM knows to be hers.
    """

    platform: str
    account: str
    tier: str | None = None
    email: str | None = None
    attributes: Mapping[str, str] = field(default_factory=dict)


def crm_row(values: Mapping[str, object]) -> CrmRow:
    """Read one row; raises BadInput that says what is wrong with it.

    Columns that we do not know are attributes; an empty cell changes nothing.
    """
    cells = {clean(name).strip(): clean(value).strip() for name, value in values.items()}
    for name in ("platform", "account"):
        if not cells.get(name):
            raise BadInput(f"the column {name} is empty or missing")
    tier = cells.get("tier", "")
    if len(tier) > LONGEST_TIER:
        raise BadInput(f"the tier has more than {LONGEST_TIER} characters")
    email = next((cells[name] for name in cells if name.casefold() in EMAIL_COLUMNS), "")
    if email and email_address(email) is None:
        raise BadInput("the e-mail address is none")
    attributes = {name: value for name, value in cells.items() if _is_attribute(name) and value}
    if len(attributes) > MOST_ATTRIBUTES:
        raise BadInput(f"there are more than {MOST_ATTRIBUTES} attributes")
    long = [name for name, value in attributes.items() if len(name) + len(value) > LONGEST_VALUE]
    if long:
        raise BadInput(f"the attribute {long[0][:40]} is longer than {LONGEST_VALUE} characters")
    return CrmRow(
        platform=cells["platform"].lower(),
        account=cells["account"].lstrip("@"),
        tier=tier or None,
        email=email_address(email),
        attributes=attributes,
    )


def _is_attribute(name: str) -> bool:
    return name not in OWN_COLUMNS and name.casefold() not in EMAIL_COLUMNS


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What the header of a genuine message holds."""
    signed = timestamp.encode() + b"." + body
    return "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def require_signed(
    secret: str, *, timestamp: str, given: str, body: bytes, now: dt.datetime
) -> None:
    """Raise BadInput unless the holder of the secret signed this body just now."""
    expected = signature(secret, timestamp, body)
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "replace")):
        raise BadInput("the signature does not fit")
    try:
        signed_at = dt.datetime.fromtimestamp(int(timestamp), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise BadInput("the timestamp is no number of seconds since 1970") from None
    if abs(now - signed_at) > BELIEVED_FOR:
        raise BadInput("the timestamp is too far from now")
