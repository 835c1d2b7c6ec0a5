"""Signing in by a provider: who is known comes in, and nobody gets more than the rules give."""

from __future__ import annotations

import datetime as dt

import structlog
from sqlmodel import Session

from domain.claims import Proved, ProviderRules, proved, role_for
from domain.client import Client
from domain.errors import Conflict, NotAllowed
from domain.role import Role
from listenpost.services import accounts, sign_in
from listenpost.services.app import App
from listenpost.services.sign_in import Entered
from storage import users
from storage.ids import key
from storage.models import User

SOURCE = "oidc"
log = structlog.get_logger(__name__)


def enter(app: App, claims: dict[str, object], *, lasts: dt.timedelta, client: Client) -> Entered:
    """A session for whom the provider has proved; raises NotAllowed or Conflict in words."""
    rules = app.access.provider
    if rules is None:
        raise NotAllowed("There is no single sign-on here.")
    wall = app.clock.wall()
    try:
        found = proved(claims, rules)
        with app.database.write() as session:
            user = _known(session, found, rules, wall)
            if user is None:
                user = _new(session, app, found, rules)
            else:
                _as_the_rules_say(session, user, found, rules, wall)
            left = lasts if found.until is None else min(lasts, found.until - wall)
            if left <= dt.timedelta():
                raise NotAllowed("You signed in at the provider too long ago: do so again there.")
            return sign_in.enter(
                session, user, client, wall=wall, lasts=left, proved_at=found.proved_at
            )
    except (NotAllowed, Conflict) as error:
        log.warning("sign_in.refused", reason=type(error).__name__, address=client.address)
        with app.database.write() as session:
            detail = {"address": client.address, "browser": client.browser}
            users.audit(
                session, "sign_in.refused", sign_in.STRANGER, user_id=None, wall=wall, **detail
            )
        raise


def _known(session: Session, found: Proved, rules: ProviderRules, wall: dt.datetime) -> User | None:
    user = users.by_identity(session, found.issuer, found.subject)
    if user is not None or not rules.link_by_name:
        return user
    user = users.by_name(session, found.name)
    if user is None or user.issuer is not None:
        return None
    user.issuer, user.subject = found.issuer, found.subject
    user.password_hash, user.one_time_until = "", None
    users.end_sessions_of(session, key(user.id))
    session.add(user)
    accounts.audit(
        session,
        user,
        "user.linked",
        by=None,
        wall=wall,
        before="local",
        after=SOURCE,
        source=SOURCE,
    )
    return user


def _new(session: Session, app: App, found: Proved, rules: ProviderRules) -> User:
    role = _role(found, rules, None)
    if users.by_name(session, found.name) is not None:
        raise Conflict(
            f"There is an account {found.name} already, and it is not yours by single sign-on. "
            "Ask an admin to rename or link it."
        )
    user = accounts.create(
        session,
        app,
        name=found.name,
        display_name=found.display_name,
        role=role,
        by=None,
        source=SOURCE,
    )
    user.issuer, user.subject = found.issuer, found.subject
    return user


def _as_the_rules_say(
    session: Session, user: User, found: Proved, rules: ProviderRules, wall: dt.datetime
) -> None:
    """The role of today; whoever is switched off here stays out, whatever the provider says."""
    if user.disabled_at is not None:
        raise NotAllowed("Your account is switched off here. Ask an admin.")
    accounts.change_role(
        session, user, _role(found, rules, user.role), by=None, wall=wall, source=SOURCE
    )


def _role(found: Proved, rules: ProviderRules, has: Role | None) -> Role:
    role = role_for(found, rules, has=has)
    if role is None:
        raise NotAllowed("You have no role here. Ask an admin to let you in.")
    return role
