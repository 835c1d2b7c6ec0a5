"""Context codes: what they look like, how they are said, and when one may be opened."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from domain.channel import ChannelKind

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O and U, which are heard or read as something else."""
LENGTH = 10
"""50 bits."""
_GROUPS = (3, 6)
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = frozenset(" -\u2010\u2011\u2012\u2013\u2014.\u00a0\t")
PIN_LENGTH = 6
_IN_TEXT = re.compile(
    r"(?<![^\W_])[0-9A-Za-z]{3}([ \-\u2010-\u2014\u00a0]?)[0-9A-Za-z]{3}\1[0-9A-Za-z]{4}(?![^\W_])"
)
_DASH, _FIGURE = re.compile(r"[\-\u2010-\u2014]"), re.compile(r"\d")


class HandoffChannel(StrEnum):
    """Where the customer goes on."""

    PHONE = "phone"
    STORE = "store"
    CHAT = "chat"
    EMAIL = "email"
    HELPDESK = "helpdesk"


KINDS: Mapping[HandoffChannel, ChannelKind] = {
    HandoffChannel.PHONE: ChannelKind.PHONE,
    HandoffChannel.STORE: ChannelKind.STORE,
    HandoffChannel.CHAT: ChannelKind.CHAT,
    HandoffChannel.EMAIL: ChannelKind.EMAIL,
    HandoffChannel.HELPDESK: ChannelKind.SPECIALIST,
}
_BY_REPLY = (
    HandoffChannel.PHONE,
    HandoffChannel.STORE,
    HandoffChannel.CHAT,
    HandoffChannel.EMAIL,
)


def way_of(kind: ChannelKind | None) -> HandoffChannel | None:
    """Where a reply for such a channel sends the customer, with a code; None: she stays."""
    return next((way for way in _BY_REPLY if KINDS[way] is kind), None)


class HandoffReader(StrEnum):
    """Who opens a code."""

    STAFF = "staff"  # signed in
    PIN = "pin"  # a colleague without an account, with a PIN that an agent made
    CUSTOMER = "customer"


class CodeState(StrEnum):
    """Whether a code opens anything."""

    LIVE = "live"
    WAITING = "waiting"  # the reply that carries it is not out
    EXPIRED = "expired"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoffRules:
    """What an installation allows.

    `places` says for a channel where the customer finds it, in words that need no translation: a
    number, an address. `tries_each` wrong codes by one person or address, or `tries_all` by all
    strangers together, close the door for the rest of `window`. `public_url` is where links lead;
    None: there are none. Rows whose code ended `kept` ago forget it.
    """

    lasts: dt.timedelta = dt.timedelta(days=3)
    kept: dt.timedelta = dt.timedelta(days=30)
    pin_lasts: dt.timedelta = dt.timedelta(minutes=15)
    visit_lasts: dt.timedelta = dt.timedelta(hours=1)
    pin_tries: int = 5
    tries_each: int = 20
    tries_all: int = 1000
    window: dt.timedelta = dt.timedelta(minutes=15)
    places: Mapping[HandoffChannel, str] = field(default_factory=dict)
    public_url: str | None = None


def code_from(numbers: bytes) -> str:
    """A code from as many random bytes as it has characters."""
    if len(numbers) != LENGTH:
        raise ValueError(f"a code is made of {LENGTH} bytes")
    return "".join(ALPHABET[number % len(ALPHABET)] for number in numbers)


def pin_from(number: int) -> str:
    """A PIN from a random number below 10 ** PIN_LENGTH."""
    return f"{number:0{PIN_LENGTH}d}"


def spoken(code: str) -> str:
    """The code in groups, as one says a number on the phone: K7M-2QX-9DRT."""
    first, second = _GROUPS
    return f"{code[:first]}-{code[first:second]}-{code[second:]}"


def normalized(given: str) -> str | None:
    """The code that somebody typed, however grouped; None where it can be none.

    What cannot be told apart when it is said or read is taken for the same: O is 0, I and L are 1.
    """
    if len(given) > 8 * LENGTH:
        return None
    plain = unicodedata.normalize("NFKC", given).upper()
    code = "".join(sign for sign in plain if sign not in _BETWEEN).translate(_READ_AS)
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def codes_in(text: str) -> frozenset[str]:
    """What in a text could be a code, normalized; in one word only where a figure is in it."""
    found = (match[0] for match in _IN_TEXT.finditer(unicodedata.normalize("NFKC", text)))
    told = (normalized(one) for one in found if _DASH.search(one) or _FIGURE.search(one))
    return frozenset(code for code in told if code)


def code_state(
    *,
    now: dt.datetime,
    expires_at: dt.datetime,
    revoked_at: dt.datetime | None,
    carried: bool,
) -> CodeState:
    """Whether the code may be opened; `carried` says that the customer may have got it."""
    if revoked_at is not None:
        return CodeState.REVOKED
    if now >= expires_at:
        return CodeState.EXPIRED
    return CodeState.LIVE if carried else CodeState.WAITING
