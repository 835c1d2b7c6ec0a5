"""How the brand speaks: its form of address, its sign-off, who signs, and words it avoids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Address(StrEnum):
    """Sie or du, vous or tu."""

    FORMAL = "formal"
    INFORMAL = "informal"


class Signature(StrEnum):
    NONE = "none"
    INITIALS = "initials"  # ^AB, as is usual on X
    FIRST_NAME = "first_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """`sign_off` is by language, `signatures` by platform; `contacts` are the brand's own."""

    address: Address | None = None
    sign_off: Mapping[str, str] = field(default_factory=dict)
    signature: Signature = Signature.NONE
    signatures: Mapping[str, Signature] = field(default_factory=dict)
    forbidden: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()


def closing(voice: Voice, *, language: str, platform: str, agent: str) -> str:
    """What stands below a reply: the sign-off in its language, and who wrote it; perhaps ""."""
    wanted = voice.signatures.get(platform, voice.signature)
    parts = (voice.sign_off.get(language, ""), signed(wanted, agent))
    return " ".join(part for part in parts if part)


def signed(wanted: Signature, agent: str) -> str:
    """The agent's mark."""
    names = agent.split()
    if not names or wanted is Signature.NONE:
        return ""
    if wanted is Signature.FIRST_NAME:
        return f"\N{EN DASH} {names[0]}"
    return "^" + "".join(name[0].upper() for name in names[:3])
