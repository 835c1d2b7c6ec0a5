"""What is made of a provider's claims."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from domain.claims import ProviderRules, proved, role_for
from domain.errors import BadInput, NotAllowed
from domain.role import Role

RULES = ProviderRules(
    role_claim="realm_access.roles",
    roles={
        Role.ADMIN: frozenset({"boss"}),
        Role.AGENT: frozenset({"care", "helpers"}),
        Role.MARKETING: frozenset({"posters"}),
    },
)
ZOE = {"iss": "https://login.example", "sub": "7f3a", "preferred_username": "zoe", "name": "Zoë"}


def claims(**more: Any) -> dict[str, Any]:
    return {**ZOE, **more}


@pytest.mark.parametrize(
    ("given", "role"),
    [
        ({"realm_access": {"roles": ["care", "boss", "other"]}}, Role.ADMIN),
        ({"realm_access": {"roles": ["helpers"]}}, Role.AGENT),
        ({"realm_access": {"roles": "care"}}, Role.AGENT),
        ({"realm_access": {"roles": ["helpers", "posters"]}}, Role.AGENT),
        ({"realm_access.roles": ["boss"]}, Role.ADMIN),
        ({"realm_access": {"roles": ["Boss", "admin"]}}, None),
        ({"realm_access": {"roles": [["boss"], {"boss": 1}, None]}}, None),
        ({"realm_access": "boss"}, None),
        ({}, None),
    ],
)
def test_the_most_powerful_role_of_the_claim_counts(given: dict[str, Any], role: Role) -> None:
    assert proved(claims(**given), RULES).role is role


@pytest.mark.parametrize(
    ("rules", "said", "has", "role"),
    [
        (RULES, Role.AGENT, Role.ADMIN, Role.AGENT),
        (RULES, None, Role.ADMIN, None),
        (replace(RULES, new_people=Role.MARKETING), None, Role.ADMIN, Role.MARKETING),
        (ProviderRules(), None, Role.LEAD, Role.LEAD),
        (ProviderRules(), None, None, None),
        (ProviderRules(new_people=Role.AGENT), None, None, Role.AGENT),
        (ProviderRules(new_people=Role.AGENT), None, Role.LEAD, Role.LEAD),
    ],
)
def test_nobody_keeps_a_role_that_the_provider_has_taken_away(
    rules: ProviderRules, said: Role | None, has: Role | None, role: Role | None
) -> None:
    found = replace(proved(claims(), rules), role=said)
    assert role_for(found, rules, has=has) is role


@pytest.mark.parametrize(
    ("given", "name", "shown"),
    [
        ({}, "zoe", "Zoë"),
        ({"preferred_username": None, "email": "z@example.org"}, "z@example.org", "Zoë"),
        ({"preferred_username": 7, "name": ""}, "7f3a", "7f3a"),
        ({"preferred_username": "a\nb", "name": "x" * 200}, "7f3a", "x" * 100),
    ],
)
def test_a_name_is_found_whatever_is_missing(given: dict[str, Any], name: str, shown: str) -> None:
    found = proved(claims(**given), RULES)
    assert (found.name, found.display_name) == (name, shown)


@pytest.mark.parametrize("given", [{"sub": None}, {"sub": ""}, {"sub": 7}, {"iss": None}])
def test_without_a_subject_nobody_is_anybody(given: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match="who you are"):
        proved(claims(**given), RULES)


def test_a_subject_that_would_be_cut_is_refused() -> None:
    with pytest.raises(BadInput, match="longer than"):
        proved(claims(sub="x" * 256), RULES)


NO_TIME = (None, True, "1", 0, -5, float("nan"), float("inf"), 10**30, [1], {"a": 1})


@pytest.mark.parametrize("odd", NO_TIME)
def test_what_is_no_time_proves_nothing_and_ends_nothing(odd: object) -> None:
    found = proved(claims(auth_time=odd, session_expiry=odd), RULES)
    assert (found.proved_at, found.until) == (None, None)
    with pytest.raises(NotAllowed):
        proved(claims(auth_time=odd), replace(RULES, max_age=dt.timedelta(hours=1)))


@pytest.mark.parametrize("odd", [None, "mfa", 1, {"mfa": 1}, [["mfa"]], [1, None], ["MFA"]])
def test_what_does_not_say_a_second_factor_is_none(odd: object) -> None:
    with pytest.raises(NotAllowed):
        proved(claims(amr=odd, acr="gold"), replace(RULES, amr=frozenset({"mfa"})))
    with pytest.raises(NotAllowed):
        proved(claims(acr=odd), replace(RULES, acr=("mfa",) if odd != "mfa" else ("gold",)))
