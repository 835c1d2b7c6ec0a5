"""Who a provider of single sign-on says that somebody is, and what that person may do here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.errors import BadInput, NotAllowed
from domain.role import Role
from domain.text import clean

POWER = (Role.ADMIN, Role.LEAD, Role.MANAGER, Role.AGENT, Role.MARKETING)
"""Whoever has the groups of several roles gets the first of them."""
SIGNED_ONLY = ("acr", "amr", "auth_time", "session_expiry")
"""Claims that are believed in a signed token alone."""
_LONGEST_ID = 255
_LAST = 250_000_000_000
"""A second of the year 9892: later ones are no time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRules:
    """What is made of a provider's claims.

    Without `roles` an admin here gives them; `new_people` is what somebody gets for whom there is
    no other rule, and None keeps such people out. `link_by_name` gives a local account to whoever
    the provider calls by the same name. `acr` and `amr` say how strongly somebody must have signed
    in there: one of the first, all of the second; `max_age` how long ago at most.
    """

    label: str = "single sign-on"
    role_claim: str = "groups"
    roles: Mapping[Role, frozenset[str]] = field(default_factory=dict)
    new_people: Role | None = None
    name_claim: str = "preferred_username"
    link_by_name: bool = False
    sign_out: bool = True
    acr: tuple[str, ...] = ()
    amr: frozenset[str] = frozenset()
    max_age: dt.timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """Somebody at a provider: the pair of issuer and subject never changes, names may.

    `proved_at` is when that was proved there, `until` how long it may be believed at most; None
    where the provider does not say.
    """

    issuer: str
    subject: str
    name: str
    display_name: str
    role: Role | None
    proved_at: dt.datetime | None = None
    until: dt.datetime | None = None


def proved(claims: Mapping[str, Any], rules: ProviderRules) -> Proved:
    """What the claims say; raises BadInput where they do not say who it is, and NotAllowed where
    they do not say that it was proved as the rules want it: what is not said is not so."""
    issuer, subject = claims.get("iss"), claims.get("sub")
    if not isinstance(issuer, str) or not isinstance(subject, str) or not subject:
        raise BadInput("The provider does not say who you are: there is no sub in its answer.")
    if len(issuer) > _LONGEST_ID or len(subject) > _LONGEST_ID:
        raise BadInput(f"The provider's name for you is longer than {_LONGEST_ID} characters.")
    _require_strength(claims, rules)
    proved_at = _moment(claims, "auth_time")
    name = _word(claims, rules.name_claim) or _word(claims, "email") or subject
    return Proved(
        issuer=issuer,
        subject=subject,
        name=name[:64],
        display_name=(_word(claims, "name") or name)[:100],
        role=_role(claims, rules),
        proved_at=proved_at,
        until=_until(claims, rules, proved_at),
    )


def role_for(found: Proved, rules: ProviderRules, *, has: Role | None) -> Role | None:
    """The role from now on of somebody who has this one; None keeps the person out."""
    if rules.roles:
        return found.role or rules.new_people
    return has or rules.new_people


def _require_strength(claims: Mapping[str, Any], rules: ProviderRules) -> None:
    """RFC 8176 and OpenID Connect Core 2: acr is one word, amr a list of them."""
    if rules.acr and claims.get("acr") not in rules.acr:
        raise NotAllowed(
            "The provider does not say that you signed in there as strongly as is asked for here."
        )
    told = claims.get("amr")
    given = {one for one in told if isinstance(one, str)} if isinstance(told, list) else set()
    if not rules.amr <= given:
        raise NotAllowed(
            "The provider does not say that you signed in there with a second factor, or with what "
            "else is asked for here."
        )


def _until(
    claims: Mapping[str, Any], rules: ProviderRules, proved_at: dt.datetime | None
) -> dt.datetime | None:
    """The end of the provider's own session where it tells it, and of how old a proof may be."""
    ends = [_moment(claims, "session_expiry")]
    if rules.max_age is not None:
        if proved_at is None:
            raise NotAllowed("The provider does not say when you signed in there.")
        ends.append(proved_at + rules.max_age)
    return min((end for end in ends if end is not None), default=None)


def _moment(claims: Mapping[str, Any], name: str) -> dt.datetime | None:
    """Seconds since 1970, as JSON Web Tokens tell a time; None for what is no time."""
    told = claims.get(name)
    if isinstance(told, bool) or not isinstance(told, int | float) or not 0 < told < _LAST:
        return None
    return dt.datetime.fromtimestamp(told, dt.UTC)


def _role(claims: Mapping[str, Any], rules: ProviderRules) -> Role | None:
    given = _values(claims, rules.role_claim)
    return next((role for role in POWER if rules.roles.get(role, frozenset()) & given), None)


def _values(claims: Mapping[str, Any], path: str) -> frozenset[str]:
    """The claim with this name, or what stands at the end of a.b.c; one word or a list of them."""
    found: Any = claims.get(path)
    if found is None:
        found = claims
        for part in path.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str):
        return frozenset({found})
    listed = found if isinstance(found, (list, tuple)) else ()
    return frozenset(one for one in listed if isinstance(one, str))


def _word(claims: Mapping[str, Any], name: str) -> str:
    found = claims.get(name)
    text = clean(found).strip() if isinstance(found, str) else ""
    return text if text.isprintable() else ""
