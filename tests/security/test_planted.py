"""A short demo with planted secrets: they and customers' names are not where they must not be.

Searched are its logs, reports, exports, metrics, traces, notifications, and a backup's note. Then
one customer is erased, and searched for in every byte of the database, in what it prints and logs.
With `make test-security`; it takes some minutes.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, col, select

from domain.notice import Destination
from domain.role import Actor, Role
from domain.text import clean
from listenpost.bootstrap import build
from listenpost.services import audit, backup, ledger, pulse, pulse_csv, pulse_report, weekly_page
from listenpost.services.app import App
from listenpost.services.audit import AuditFilter
from listenpost.services.exposition import Exposition
from listenpost.services.ledger_csv import as_csv
from listenpost.settings import load_settings
from storage import holdings
from storage.models import Author, Case, Customer, Mention, Reply
from tests.readers import collector_running, hook_running
from tests.security.conftest import FULL, Count

ROOT = Path(__file__).parents[2]
READER = "LISTENPOST_NOTIFICATIONS__DESTINATIONS__READERS__"
SECRETS = {
    "LISTENPOST_CUSTOMERS__WEBHOOK_SECRET": "planted-0f3c-secret-of-a-crm",
    "LISTENPOST_PRIVACY__KEY": "planted-7d21-key-of-the-installation",
    "LISTENPOST_WEBHOOKS__APP_SECRET": "planted-99aa-secret-of-an-app",
    "LISTENPOST_WEBHOOKS__VERIFY_TOKEN": "planted-41fe-word",
    "LISTENPOST_REWRITING__KEY": "planted-c0de-key-of-a-rewriter",
    "LISTENPOST_TRANSLATION__KEY": "planted-c0de-key-of-a-translator",
    "LISTENPOST_MONITORING__TOKEN": "planted-b00c-token-of-a-scraper",
    "LISTENPOST_ACCESS__OIDC__CLIENT_SECRET": "planted-1d1d-secret-of-a-client",
}
OTHER = {
    "LISTENPOST_ACCESS__OIDC__ISSUER": "https://id.example.org",
    "LISTENPOST_ACCESS__OIDC__CLIENT_ID": "listenpost",
}
PASSWORD = "planted-5afe-password-of-a-hook"
PROGRAM = """
import json, sys
from listenpost import settings_audit
from listenpost.bootstrap import build
from listenpost.demo import headless
from listenpost.demo.headless import HeadlessRun
from listenpost.events import configure_logging
from listenpost.settings import load_settings
configure_logging("info")
found = headless.run(HeadlessRun(
    sandbox_arguments=["--minutes", "0.5", "--seed", "3"], database_url=sys.argv[1], agents=2))
settings = load_settings()
settings_audit.note(build(settings), settings, where="worker")
print(json.dumps(found, default=str))
"""
BOSS = Actor(id=1, name="boss", display_name="Boss", role=Role.MANAGER)
COMMANDS = (
    *(["report", kind, "--json"] for kind in ("ignored", "sla", "coverage", "outcomes", "hops")),
    *(["report", "weekly"], ["report", "promises"], ["report", "articles"], ["notify", "list"]),
    *(["audit", "list"], ["audit", "export", "--csv"], ["audit", "verify"], ["routes"]),
    *(
        ["doctor", "--json"],
        ["user", "list"],
        ["export", "training", "--help"],
    ),
)
NAMED = ("report ignored --json", "report promises")
"""What is asked for to see who waits: names belong there."""

pytestmark = pytest.mark.skipif(not FULL, reason="make test-security plays the demo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """What a demo left behind, and what reached others while it ran."""

    url: str
    folder: Path
    environment: Mapping[str, str]
    secrets: frozenset[str]
    out: str
    log: str
    names: frozenset[str]
    notifications: str
    traces: str

    def command(self, *words: str) -> str:
        """What a command prints and logs on this installation."""
        ran = subprocess.run(
            [sys.executable, "-m", "listenpost", *words],
            cwd=self.folder, env={**os.environ, **self.environment},
            capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        return ran.stdout + ran.stderr

    def content(self) -> bytes:
        """Every byte of the database."""
        return b"".join(file.read_bytes() for file in self.folder.glob("demo.db*"))


def opened(played: Played) -> App:
    """The installation that was played, with the same secrets."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in played.environment.items():
            patch.setenv(name, value)
        patch.delenv("LISTENPOST_MONITORING__TRACES_URL", raising=False)
        return build(load_settings())


def names_in(url: str) -> frozenset[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LISTENPOST_DATABASE__URL", url)
        app = build(load_settings())
    with app.database.read() as session:
        people = session.exec(select(Author.handle, Author.display_name)).all()
        customers = session.exec(select(Customer.name)).all()
    app.database.engine.dispose()
    words = {name for pair in people for name in pair if name} | set(customers)
    return frozenset(name for name in words if len(name) >= 8)


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("planted")
    url = f"sqlite:///{folder / 'demo.db'}"
    with hook_running() as hook, collector_running() as (collector, spans):
        environment = {
            **SECRETS, **OTHER, "LISTENPOST_DATABASE__URL": url,
            f"{READER}ADDRESS": f"json://bob:{PASSWORD}@127.0.0.1:{hook.port}/x",
            f"{READER}GATHER": "0", f"{READER}PER_HOUR": "1000",
            "LISTENPOST_MONITORING__TRACES_URL": collector,
        }  # fmt: skip
        ran = subprocess.run(
            [sys.executable, "-c", PROGRAM, url],
            cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True,
            timeout=500, check=False,
        )  # fmt: skip
        notifications, traces = "\n".join(hook.texts), b"".join(spans).decode("utf-8", "replace")
    assert ran.returncode == 0, ran.stderr[-3000:]
    return Played(
        url=url,
        folder=folder,
        environment=environment,
        secrets=frozenset({*SECRETS.values(), PASSWORD}),
        out=ran.stdout,
        log=ran.stderr,
        names=names_in(url),
        notifications=notifications,
        traces=traces,
    )


def told(played: Played) -> Iterator[tuple[str, str, bool]]:
    """What leaves the installation: name, content, whether customers' names belong there."""
    yield "the log", played.log, False
    yield "the summary", played.out, False
    yield "notifications", played.notifications, False
    yield "traces", played.traces, False
    app = opened(played)
    rows = audit.rows(app, AuditFilter(), limit=100_000)
    yield "the audit as JSON", "\n".join(map(audit.as_json, rows)), False
    yield "the audit as CSV", audit.as_csv(rows), False
    yield "metrics", Exposition(app).told().decode(), False
    period = ledger.period(app)
    yield "the ledger", json.dumps(str(ledger.compute(app, period))), False
    yield "the names of the ledger", as_csv(ledger.names(app, period, limit=10_000)), True
    at = app.clock.now()
    found = pulse.read(app, BOSS)
    yield "pulse as CSV", pulse_csv.as_csv(found, zone=dt.UTC, at=at), False
    yield "pulse as a page", pulse_report.report(found, brand="B", zone=dt.UTC, at=at), False
    letter = weekly_page.letter(app, Destination(name="boss", address="json://x"), at=at)
    yield "the weekly report", f"{letter.title}\n{letter.text}\n{letter.html}", False
    file = played.folder.parent / f"{played.folder.name}-backup"
    backup.save(app, file)
    yield "a backup's note", backup.note_of(file).read_text(encoding="utf-8"), False
    app.database.engine.dispose()
    for words in COMMANDS:
        command = " ".join(words)
        yield f"listenpost {command}", played.command(*words), command in NAMED


def test_a_planted_secret_and_a_planted_name_are_found_nowhere(
    played: Played, tried: Count
) -> None:
    assert len(played.names) > 50
    assert json.loads(played.out.splitlines()[-1])["published"] > 300
    assert "mention.heard" in played.traces
    found = []
    for what, content, named in told(played):
        assert content.strip(), f"{what} is empty: nothing was looked at"
        assert "Traceback" not in content, what
        found += [(what, secret) for secret in played.secrets if secret in content]
        found += [(what, name) for name in played.names if name in content and not named]
        tried("planted words looked for", len(played.secrets) + len(played.names))
    assert not found


def test_no_secret_of_the_settings_stands_in_the_database(played: Played, tried: Count) -> None:
    content = played.content()
    some = next(iter(sorted(played.names, key=len, reverse=True)))
    assert some.encode() in content, "the names are there, so the bytes can be read"
    assert b"setting:webhooks.app_secret" in content, "and that a secret is set is there too"
    assert not [secret for secret in played.secrets if secret.encode() in content]
    tried("planted words looked for", len(played.secrets))


def words_of(session: Session, customer_id: int) -> frozenset[str]:
    """Names, numbers and words that only this customer has: of others the same may stand there."""
    mine = col(Author.customer_id) == customer_id

    def all_words(*, hers: bool) -> set[str]:
        chosen = mine if hers else ~mine
        people = session.exec(select(Author).where(chosen)).all()
        posts = session.exec(
            select(Mention).join(Author, col(Mention.author_id) == col(Author.id)).where(chosen)
        ).all()
        names = {one.handle for one in people} | {one.display_name for one in people}
        told = {one.text for one in posts} | {one.external_id for one in posts}
        return {str(one) for one in names | told | {one.external_id for one in people} if one}

    others = all_words(hers=False)
    everything = "\n".join(others)
    return frozenset(
        word for word in all_words(hers=True) if len(word) >= 8 and word not in everything
    )


def chosen(session: Session) -> tuple[int, frozenset[str]]:
    """Whose case is quiet, answered if any was; of some, the one with most words of her own."""
    quiet = select(Case.customer_id).where(col(Case.reply_pending).is_(False)).distinct().limit(20)
    answered = quiet.join(Reply, col(Reply.case_id) == col(Case.id)).where(
        col(Reply.sent_at).is_not(None)
    )
    some = session.exec(answered).all() or session.exec(quiet).all()
    found = ((one, words_of(session, one)) for one in some)
    return max(found, key=lambda pair: len(pair[1]))


def vectors(session: Session, customer_id: int) -> list[Any]:
    """What is left of the sense of her words."""
    models = [
        model for model in holdings.models() if {"vector", "customer_id"} <= set(model.model_fields)
    ]
    assert models
    rows = [
        row
        for model in models
        for row in session.exec(select(model).where(model.customer_id == customer_id)).all()  # type: ignore[attr-defined]
    ]
    return [row for row in rows if getattr(row, "vector", b"")]


def test_of_an_erased_customer_nothing_is_found_anywhere(played: Played, tried: Count) -> None:
    app = opened(played)
    with app.database.read() as session:
        customer_id, hers = chosen(session)
    app.database.engine.dispose()
    before = played.content()
    assert len(hers) >= 3
    assert any(clean(word).encode() in before for word in hers), "she is there before"
    printed = played.command("customers", "erase", str(customer_id), "--yes")
    assert f"Customer {customer_id}:" in printed
    app = opened(played)
    with app.database.read() as session:
        assert vectors(session, customer_id) == []
    app.database.engine.dispose()
    after, remembered = played.content(), (played.folder / "listenpost-erased.jsonl").read_text()
    places = {
        "the database": after,
        "what it said": printed.encode(),
        "the list": remembered.encode(),
    }
    found = [
        (where, word)
        for where, content in places.items()
        for word in hers
        if word.encode() in content
    ]
    assert not found
    tried("planted words looked for", len(hers) * len(places))
