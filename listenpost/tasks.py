"""What a worker does at each tick; every function is safe to repeat and to run on many workers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from domain.work import Work
from listenpost.services import (
    article_check,
    article_import,
    article_outcomes,
    assignment,
    case_actions,
    choosing,
    company,
    explain,
    fetching,
    hops,
    incidents,
    ingest,
    ledger_rows,
    notices,
    notifying,
    outbox,
    promises,
    pulse_rows,
    queueing,
    ranking,
    recheck,
    retention,
    surveys,
    teams,
    telling,
    tickets,
    topic_learning,
    triage,
    watch,
)
from listenpost.services.app import App
from storage import migrate, polls, tasks


def start(app: App) -> None:
    """Prepare the database and take back what an earlier run of this worker left behind."""
    migrate.upgrade(app.database)
    follow_settings(app)
    ingest.register_listeners(app)
    teams.make_those_of_rules(app)
    with app.database.write() as session:
        tasks.release_all(session, owner=app.owner)
        polls.release_all(session, owner=app.owner)
    retention.ensure(app)
    recheck.ensure(app)
    outbox.recover(app, own=True)


def follow_settings(app: App) -> None:
    """Look what was connected and what was set in the dashboard meanwhile."""
    app.connections.follow(app.database)
    app.settled.follow(app.database)


def poll_if_due(app: App, name: str) -> None:
    """Poll the listener if its time has come."""
    if name in ingest.due_listeners(app):
        ingest.poll(app, name)


def judge(app: App) -> None:
    """Judge what waits, batch after batch, until this worker is told to end."""
    while not app.ending.is_set() and judge_batch(app):
        pass


def judge_batch(app: App) -> bool:
    """Judge one batch; whether more may wait.

    At the end look for what carried one urgent judgement: that costs as much as judging twenty
    posts, and nobody waits for it.
    """
    if triage.run(app) or incidents.watch(app) or topic_learning.run(app):
        app.beats.beat("judge", now=app.clock.wall())  # a long backlog is no standstill
        return True
    explain.run(app)
    article_import.read_if_changed(app)
    return False


def deliver(app: App) -> None:
    """Send what is approved, then look for what is in doubt."""
    outbox.send_due(app)
    outbox.recover(app)
    outbox.read_back_due(app)


def tell(app: App) -> None:
    """What other systems want to know."""
    telling.tell_due(app)


def follow(app: App) -> None:
    """Tickets in helpdesks."""
    tickets.run(app)


def fetch(app: App) -> None:
    """What deliveries only named."""
    fetching.run(app)


def tidy(app: App) -> None:
    """What time alone does: wake, rank anew, bring the ledger up to date, give out, forget."""
    case_actions.wake_due(app)
    ranking.note_overdue(app)
    promises.sweep(app)
    hops.close_due(app)
    choosing.learn(app)
    surveys.ask_due(app)
    ledger_rows.refresh(app)
    pulse_rows.search(app)
    topic_learning.tidy(app)
    article_outcomes.settle_due(app)
    assignment.return_from_absent(app)
    assignment.give_out(app)
    company.tidy(app)
    retention.run_if_due(app)
    recheck.run_if_due(app)


def look(app: App) -> None:
    """Whether a listener is too quiet, or will soon be."""
    watch.look(app)
    queueing.tidy(app)


def reread(app: App) -> None:
    """Whether help articles are still where they were; it may wait long for a site."""
    article_check.look_if_due(app)


def notify(app: App) -> None:
    """What people want to be told, where they read; it may wait long for a service."""
    notices.find(app)
    notifying.send_due(app)


EACH_TICK: Mapping[Work, Callable[[App], None]] = MappingProxyType(
    {
        Work.DELIVER: deliver,
        Work.JUDGE: judge,
        Work.FETCH: fetch,
        Work.TELL: tell,
        Work.FOLLOW: follow,
        Work.TIDY: tidy,
    }
)
"""What a worker does again and again, beside polling."""
NOW_AND_THEN: Mapping[Work, Callable[[App], None]] = MappingProxyType(
    {Work.LOOK: look, Work.REREAD: reread, Work.NOTIFY: notify}
)
"""What need not be done at each tick."""
