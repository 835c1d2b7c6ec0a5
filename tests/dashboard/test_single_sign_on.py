"""Signing in by a real provider that others wrote: there and back, and whatever can be forged."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from sqlmodel import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import cookies, sign_in, single_sign_on
from dashboard.desk import Desk
from dashboard.gate import BACK, SIGN_IN, SIGN_OUT, START
from domain.access import AccessRules
from domain.claims import ProviderRules
from domain.client import Client
from domain.errors import NotAllowed
from domain.role import Actor, Role
from listenpost.services import accounts, own_account, people, sessions
from listenpost.services import single_sign_on as sso_service
from listenpost.settings import Settings
from listenpost.settings.oidc import OidcSettings
from platforms.oidc import Provider
from storage.models import AuditEntry, User
from tests.dashboard.world import PASSWORD, World, make_world

HERE = "http://127.0.0.1:8501"
ZOE = {"preferred_username": "zoe", "name": "Zoe Zander", "groups": ["care-leads"]}
BY_GROUPS = ProviderRules(
    label="Example Login",
    roles={Role.LEAD: frozenset({"care-leads"}), Role.ADMIN: frozenset({"care-admins"})},
)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The provider's address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.platforms.oidc_server"],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield f"http://localhost:{process.stdout.readline().strip()}"
    finally:
        process.stdin.close()
        process.wait(10)
        process.stdout.close()


@pytest.fixture
def provider(issuer: str) -> Provider:
    """The provider knows Zoe as she was at first."""
    httpx.put(f"{issuer}/users/7f3a", json=ZOE).raise_for_status()
    return Provider(
        issuer=issuer, client_id="listenpost", client_secret="s" * 20, scopes="openid profile"
    )


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation without people; migrating takes longer than copying."""
    folder = tmp_path_factory.mktemp("migrated")
    make_world(folder, people=()).app.database.engine.dispose()
    return folder / "listenpost.db"


@pytest.fixture
def empty(tmp_path: Path, migrated: Path) -> Iterator[World]:
    shutil.copy(migrated, tmp_path)
    found = make_world(tmp_path, people=())
    yield found
    found.app.database.engine.dispose()


def door(world: World, provider: Provider | None, rules: ProviderRules = BY_GROUPS) -> TestClient:
    """A browser in front of the sign-in page."""
    world.app = replace(
        world.app,
        access=AccessRules(provider=rules),
        provider=None if provider is None else lambda: provider,
    )
    desk = Desk(built=world.app, settings=Settings())
    routes = [*sign_in.routes(desk), *single_sign_on.routes(desk)]
    return TestClient(Starlette(routes=routes), base_url=HERE, follow_redirects=False)


def back_from(client: TestClient, *, sub: str = "7f3a", wanted: str = "/health") -> str:
    """Go to the provider and say yes there; the address that it sends the browser back to."""
    asked = client.get(START, params={"next": wanted})
    assert asked.status_code == 303
    answered = httpx.post(asked.headers["location"], data={"sub": sub})
    assert answered.headers["location"].startswith(HERE + BACK)
    return str(answered.headers["location"])


def who(world: World, client: TestClient) -> Actor | None:
    return sessions.who(world.app, client.cookies.get(cookies.SESSION))


def enter(client: TestClient, **how: str) -> Any:
    return client.get(back_from(client, **how))


def user(world: World) -> User:
    with world.app.database.read() as session:
        return session.exec(select(User).where(User.name == "zoe")).one()


def test_who_the_provider_knows_comes_in_with_the_role_of_the_group(
    empty: World, provider: Provider, issuer: str
) -> None:
    client = door(empty, provider)
    assert "Sign in with Example Login" in client.get(SIGN_IN).text
    answer = enter(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/health")
    actor = who(empty, client)
    assert actor is not None
    assert (actor.name, actor.display_name, actor.role) == ("zoe", "Zoe Zander", Role.LEAD)
    assert (user(empty).issuer, user(empty).subject) == (issuer, "7f3a")
    assert user(empty).password_hash == ""


def test_the_provider_is_asked_with_state_nonce_and_a_challenge(
    empty: World, provider: Provider
) -> None:
    client = door(empty, provider)
    asked = [client.get(START).headers["location"] for _ in range(2)]
    first, second = (parse_qs(urlsplit(one).query) for one in asked)
    assert first["code_challenge_method"] == ["S256"]
    assert first["redirect_uri"] == [HERE + BACK]
    for name in ("state", "nonce", "code_challenge"):
        assert len(first[name][0]) >= 20
        assert first[name] != second[name]


def test_the_same_person_comes_again_by_subject_whatever_the_name(
    empty: World, provider: Provider, issuer: str
) -> None:
    enter(door(empty, provider))
    httpx.put(f"{issuer}/users/7f3a", json={**ZOE, "preferred_username": "zoe.miller"})
    client = door(empty, provider)
    enter(client)
    actor = who(empty, client)
    assert actor is not None
    assert actor.name == "zoe"


def test_another_group_is_another_role_and_no_group_no_way_in(
    empty: World, provider: Provider, issuer: str
) -> None:
    enter(door(empty, provider))
    httpx.put(f"{issuer}/users/7f3a", json={**ZOE, "groups": ["care-admins", "care-leads"]})
    client = door(empty, provider)
    enter(client)
    assert user(empty).role is Role.ADMIN
    accounts.add_user(empty.app, name="ada", password=PASSWORD, role=Role.ADMIN)
    httpx.put(f"{issuer}/users/7f3a", json={**ZOE, "groups": []})
    answer = enter(door(empty, provider))
    assert answer.status_code == 401
    assert "You have no role here" in answer.text
    with empty.app.database.read() as session:
        rows = session.exec(select(AuditEntry).where(AuditEntry.action == "user.role")).all()
    assert [row.detail for row in rows] == [{"before": "lead", "after": "admin", "source": "oidc"}]


@pytest.mark.parametrize(("new_people", "role"), [(None, None), (Role.AGENT, Role.AGENT)])
def test_somebody_new_gets_the_least_role_or_none_as_the_settings_say(
    empty: World, provider: Provider, new_people: Role | None, role: Role | None
) -> None:
    client = door(empty, provider, ProviderRules(new_people=new_people))
    enter(client)
    actor = who(empty, client)
    assert (actor.role if actor else None) is role


def test_a_local_account_of_the_same_name_is_nobodys_unless_the_settings_say_so(
    empty: World, provider: Provider
) -> None:
    accounts.add_user(empty.app, name="zoe", password=PASSWORD, role=Role.AGENT)
    answer = enter(door(empty, provider))
    assert answer.status_code == 401
    assert "There is an account zoe already" in answer.text
    client = door(empty, provider, replace(BY_GROUPS, link_by_name=True))
    assert enter(client).status_code == 303
    assert (user(empty).role, user(empty).password_hash) == (Role.LEAD, "")
    found = client.post(SIGN_IN, data={"username": "zoe", "password": PASSWORD, "csrf": ""})
    assert found.status_code == 401


def test_who_is_switched_off_here_stays_out(empty: World, provider: Provider) -> None:
    number = accounts.add_user(empty.app, name="ada", password=PASSWORD, role=Role.ADMIN)
    ada = Actor(id=number, name="ada", display_name="Ada", role=Role.ADMIN)
    client = door(empty, provider)
    enter(client)
    people.switch_off(empty.app, ada, user(empty).id or 0)
    assert who(empty, client) is None
    answer = enter(client)
    assert answer.status_code == 401
    assert "switched off" in answer.text


def test_an_answer_that_another_browser_asked_for_is_refused(
    empty: World, provider: Provider
) -> None:
    wanted = back_from(door(empty, provider))
    for client in (door(empty, provider), door(empty, provider)):
        answer = client.get(wanted)
        assert "began in another browser" in answer.text
        assert cookies.SESSION not in client.cookies
    mixed = door(empty, provider)
    back_from(mixed)
    assert "began in another browser" in mixed.get(wanted).text


def test_an_answer_is_good_once(empty: World, provider: Provider) -> None:
    client = door(empty, provider)
    wanted = back_from(client)
    kept = client.cookies[cookies.PROVIDER]
    assert client.get(wanted).status_code == 303
    assert client.get(wanted).status_code == 401
    client.cookies.set(cookies.PROVIDER, kept)
    assert "cannot be taken" in client.get(wanted).text


def test_a_code_is_worth_nothing_without_the_verifier_and_the_nonce(
    empty: World, provider: Provider
) -> None:
    for part in (1, 2):
        client = door(empty, provider)
        wanted = back_from(client)
        begun, target = single_sign_on._unpacked(client.cookies[cookies.PROVIDER])
        assert begun is not None
        forged = replace(begun, **{("nonce", "verifier")[part - 1]: "x" * 48})
        client.cookies.clear()
        client.cookies.set(cookies.PROVIDER, single_sign_on._packed(forged, target))
        answer = client.get(wanted)
        assert answer.status_code == 401
        assert cookies.SESSION not in client.cookies


def test_who_says_no_at_the_provider_is_told_so(empty: World, provider: Provider) -> None:
    client = door(empty, provider)
    state = parse_qs(urlsplit(client.get(START).headers["location"]).query)["state"][0]
    query = urlencode({"error": "access_denied", "state": state})
    assert "did not let you in" in client.get(f"{BACK}?{query}").text


def test_nobody_is_led_to_another_site_by_way_of_the_provider(
    empty: World, provider: Provider
) -> None:
    answer = enter(door(empty, provider), wanted="https://evil.example")
    assert answer.headers["location"] == "/"


def test_signing_out_leads_to_the_providers_own_sign_out(
    empty: World, provider: Provider, issuer: str
) -> None:
    client = door(empty, provider)
    enter(client)
    token = client.cookies[cookies.SESSION]
    answer = client.post(SIGN_OUT)
    assert f'content="0; url={issuer}/oauth2/end_session' in answer.text
    assert sessions.who(empty.app, token) is None
    assert client.post(SIGN_OUT).headers["location"] == SIGN_IN


def test_a_provider_that_is_down_is_said_to_be_and_local_accounts_come_in(empty: World) -> None:
    accounts.add_user(empty.app, name="ada", password=PASSWORD, role=Role.ADMIN)
    gone = Provider(issuer="http://localhost:9", client_id="x", client_secret=None, scopes="openid")
    client = door(empty, gone)
    answer = client.get(START)
    assert answer.status_code == 502
    assert "cannot be reached" in answer.text
    form = client.get(SIGN_IN).text
    csrf = form.split('name="csrf" value="')[1].split('"')[0]
    answer = client.post(SIGN_IN, data={"username": "ada", "password": PASSWORD, "csrf": csrf})
    assert answer.status_code == 303


STRONG = replace(BY_GROUPS, acr=("gold", "silver"), amr=frozenset({"mfa"}))


@pytest.mark.parametrize(
    ("told", "let_in"),
    [
        ({}, False),
        ({"acr": "gold"}, False),
        ({"amr": ["pwd", "mfa"]}, False),
        ({"acr": "bronze", "amr": ["mfa"]}, False),
        ({"acr": ["gold"], "amr": ["mfa"]}, False),
        ({"acr": "silver", "amr": ["pwd", "mfa"]}, True),
    ],
)
def test_who_signed_in_too_weakly_at_the_provider_stays_out(
    empty: World, provider: Provider, issuer: str, told: dict[str, Any], let_in: bool
) -> None:
    httpx.put(f"{issuer}/users/7f3a", json={**ZOE, **told}).raise_for_status()
    client = door(empty, provider, STRONG)
    answer = enter(client)
    assert (who(empty, client) is not None) is let_in
    assert ("does not say that you signed in there" in answer.text) is not let_in


def test_a_session_ends_when_its_proof_at_the_provider_is_too_old(
    empty: World, provider: Provider
) -> None:
    client = door(empty, provider, replace(BY_GROUPS, max_age=timedelta(hours=2)))
    enter(client)
    zoe = who(empty, client)
    assert zoe is not None
    (mine,) = own_account.view(empty.app, zoe, client.cookies[cookies.SESSION]).sessions
    left = mine.expires_at - empty.app.clock.wall()
    assert timedelta(minutes=119) < left <= timedelta(hours=2)  # the others last for eight


def session_of(world: World, issuer: str, **told: object) -> tuple[timedelta, bool]:
    """How long it lasts, and whether it may end others, after claims that ours does not make."""
    claims = {"iss": issuer, "sub": "7f3a", **ZOE, **told}
    lasts, client = timedelta(hours=8), Client()
    found = sso_service.enter(world.app, claims, lasts=lasts, client=client)
    zoe = sessions.who(world.app, found.token)
    assert zoe is not None
    mine = own_account.view(world.app, zoe, found.token)
    (shown,) = [one for one in mine.sessions if one.mine]
    return shown.expires_at - world.app.clock.wall(), mine.proved


def test_the_session_ends_with_the_providers_where_it_says_when(
    empty: World, provider: Provider, issuer: str
) -> None:
    door(empty, provider, replace(BY_GROUPS, max_age=timedelta(hours=2)))
    wall = int(empty.app.clock.wall().timestamp())
    for told, seconds in (
        ({"auth_time": wall - 7000}, 200),
        ({"auth_time": wall, "session_expiry": wall + 600}, 600),
        ({"auth_time": wall, "session_expiry": wall + 99_999}, 7200),
        ({"auth_time": wall, "session_expiry": "soon"}, 7200),
    ):
        lasts, _ = session_of(empty, issuer, **told)
        assert seconds - 60 < lasts.total_seconds() <= seconds + 1, told
    for late in ({}, {"auth_time": wall - 7300}, {"auth_time": "now"}, {"auth_time": True}):
        with pytest.raises(NotAllowed):
            session_of(empty, issuer, **late)


def test_it_is_asked_for_what_the_settings_want_and_for_a_new_proof(
    empty: World, issuer: str
) -> None:
    settings = OidcSettings(
        issuer=issuer, client_id="listenpost", require_acr=["gold", "silver"], max_age_hours=2
    )
    asking = Provider(
        issuer=issuer,
        client_id="listenpost",
        client_secret="s" * 20,
        scopes="openid profile",
        asks=settings.asks(),
    )
    client = door(empty, asking)
    usual, again = (
        parse_qs(urlsplit(client.get(START, params=how).headers["location"]).query)
        for how in ({}, {"again": "1"})
    )
    assert (usual["acr_values"], usual["max_age"]) == (["gold silver"], ["7200"])
    assert "prompt" not in usual
    assert (again["prompt"], again["max_age"]) == (["login"], ["0"])


def test_whoever_comes_by_a_provider_ends_other_sessions_only_after_a_fresh_sign_in_there(
    empty: World, provider: Provider, issuer: str
) -> None:
    door(empty, provider)
    wall = int(empty.app.clock.wall().timestamp())
    told: tuple[dict[str, object], ...] = ({}, {"auth_time": wall - 301}, {"auth_time": wall})
    assert [session_of(empty, issuer, **one)[1] for one in told] == [False, False, True]


def test_without_a_provider_there_is_no_way_to_one(empty: World) -> None:
    client = door(empty, None)
    assert client.get(START).status_code == 404
    assert "Sign in with" not in client.get(SIGN_IN).text
