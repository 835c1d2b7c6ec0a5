"""What is wrong with an installation, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from domain.backlog import Trend, in_short
from domain.errors import ListenpostError
from domain.listening import ListenerState
from domain.priority import in_words
from domain.route import unreachable
from listenpost.services import health, message_templates, notifying, queueing, section_list
from listenpost.services.app import App
from listenpost.services.section_list import SectionRow
from listenpost.settings.layers import Origin
from responder.helpdesk import Helpdesk
from storage import indexes, migrate, rights, soundness
from storage.dispatch import Ticks
from storage.engine import Database

OUR_PACKAGES = frozenset(
    {
        "domain",
        "platforms",
        "storage",
        "classifier",
        "listeners",
        "responder",
        "listenpost",
        "dashboard",
        "sandbox",
    }
)
MEND = "Set it anew under Settings, or `listenpost settings reset SECTION`."


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at; where it is not ok, the text says how to mend it."""

    about: str
    ok: bool
    text: str

    def facts(self) -> dict[str, Any]:
        return asdict(self)


def foreign_owners() -> dict[str, list[str]]:
    """Our package names that another installed distribution also brings."""
    owners = packages_distributions()
    found = {name: sorted(set(owners.get(name, ())) - {"listenpost"}) for name in OUR_PACKAGES}
    return {name: others for name, others in sorted(found.items()) if others}


def name_clashes() -> Finding:
    """PyPI has packages named responder, dashboard, classifier and storage: they overwrite us."""
    clashes = foreign_owners()
    if not clashes:
        return Finding(about="names", ok=True, text="No other package uses our names.")
    listed = "; ".join(f"{name} from {', '.join(others)}" for name, others in clashes.items())
    return Finding(
        about="names",
        ok=False,
        text=f"Other packages overwrite ours: {listed}. Install Listenpost into an environment of "
        "its own (pipx, uv tool, a fresh venv).",
    )


def examine_app(app: App) -> list[Finding]:
    """Look at database, model, helpdesks and listeners."""
    database = _database(app)
    if database.ok:
        app.connections.refresh(app.database)
        app.settled.refresh(app.database)
        app = app.current()
    found = [
        name_clashes(),
        database,
        _model(app),
        *_routes(app),
        *_helpdesks(app),
        *_templates(app),
    ]
    if database.ok:
        found += [
            *_sections(app),
            *_accounts(app),
            *_fleet(app),
            *_backlog(app),
            *_listeners(app),
            *_destinations(app),
        ]
    return found


def _fleet(app: App) -> list[Finding]:
    """Whether anybody works, where several machines share the work."""
    if isinstance(app.database.dispatcher, Ticks):
        return []
    from storage import jobs  # half a second that one machine need not pay

    silent = app.lease / 2  # as long as a worker may be silent before others take its jobs
    with app.database.read() as session:
        found = jobs.standing(session, silent=silent)
    if found is None or not found.workers:
        text = (
            f"No worker was heard of within {silent.total_seconds():g} seconds: start "
            "`listenpost worker` somewhere."
        )
        return [Finding(about="fleet", ok=False, text=text)]
    waits = f"; jobs that wait: {found.waiting}" if found.waiting else ""
    since = f", the oldest for {in_words(app.clock.wall() - found.oldest)}" if found.oldest else ""
    text = f"Workers: {found.workers}{waits}{since}."
    return [Finding(about="fleet", ok=True, text=text)]


def _backlog(app: App) -> list[Finding]:
    """What waits for the model, where it has waited for long."""
    with app.database.read() as session:
        found = queueing.stands(app, session)
    ok = found.trend in (Trend.CLEAR, Trend.CLEARS)
    more = "" if ok else " docs/scale-out.md says how more workers share the work."
    text = f"{in_short(found)}{more}"
    return [Finding(about="backlog", ok=ok, text=text)] if text else []


def _database(app: App) -> Finding:
    url = app.database.engine.url
    address = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").exists():
        text = f"{address} does not exist yet: `listenpost init` creates it."
        return Finding(about="database", ok=False, text=text)
    try:
        wrong = _wrong_with(app.database)
    except SQLAlchemyError as error:
        return Finding(about="database", ok=False, text=unusable(app.database, error))
    if wrong:
        return Finding(about="database", ok=False, text=f"{address} is {wrong}")
    lacking = _lacking(app.database)
    return Finding(
        about="database", ok=True, text=f"{address} is reachable and up to date.{lacking}"
    )


def _wrong_with(database: Database) -> str:
    """What one must mend; empty where nothing is wrong."""
    if not migrate.is_current(database):
        return f"not up to date: {_who_upgrades(database)}"
    found = soundness.faults(database)
    return f"damaged: {'; '.join(found)}. {_BRING_BACK}" if found else ""


def _lacking(database: Database) -> str:
    names = ", ".join(indexes.lacking(database))
    return names and (
        f" It is slower than it could be until {names} has been made: somebody is at it, or it "
        "waits for a long transaction; `listenpost init` tries again."
    )


def _who_upgrades(database: Database) -> str:
    if rights.may_change_tables(database):
        return "`listenpost init` or a worker's start upgrades it."
    return rights.owner_needed(database)


def unusable(database: Database, error: SQLAlchemyError) -> str:
    """What a user can make of an error of the database."""
    address = database.engine.url.render_as_string(hide_password=True)
    cause = str(getattr(error, "orig", error)).strip().partition("\n")[0]
    way_out = _BRING_BACK if soundness.is_damage(error) else "Check database.url."
    return f"{address} cannot be used: {cause}. {way_out}"


_BRING_BACK = (
    "If database.url names the right file, its disk has lost some of it: stop workers and "
    "dashboards, keep the file aside, and `listenpost restore` the newest backup (docs/backup.md)."
)


def _model(app: App) -> Finding:
    try:
        version = app.classifier().version
    except ListenpostError as error:
        return Finding(about="model", ok=False, text=str(error))
    return Finding(about="model", ok=True, text=version)


def _routes(app: App) -> list[Finding]:
    """Rules that no case ever comes to."""
    way_out = "Move it up, or take it out of [[routes]]."
    return [
        Finding(about="routes", ok=False, text=f"The rule {one}. {way_out}")
        for one in unreachable(app.routes)
    ]


def _helpdesks(app: App) -> list[Finding]:
    """Whether each one would take a ticket; none is made."""
    return [_helpdesk(name, make) for name, make in sorted(app.helpdesks.items())]


def _helpdesk(name: str, make: Callable[[], Helpdesk]) -> Finding:
    try:
        make().check()
    except ListenpostError as error:
        text = f"{name}: {error} Its settings stand in [helpdesks.{name}]."
        return Finding(about="helpdesk", ok=False, text=text)
    return Finding(about="helpdesk", ok=True, text=f"{name} is reachable and lets us in.")


def _templates(app: App) -> list[Finding]:
    """Whether WhatsApp has approved what the settings call approved."""
    try:
        wrong = message_templates.wrong(app)
    except ListenpostError as error:
        wrong = [f"Templates could not be compared: {error}"]
    if app.message_templates and not wrong:
        text = "Every template is approved, and reads as in WhatsApp Manager."
        return [Finding(about="templates", ok=True, text=text)]
    end = " See [[message_templates]]."
    return [Finding(about="templates", ok=False, text=f"{one}{end}") for one in wrong]


def _destinations(app: App) -> list[Finding]:
    """Whether Apprise understands each address, and whether what is told arrives; tells nothing."""
    return [_destination(one) for one in notifying.places(app)]


def _destination(place: notifying.Place) -> Finding:
    name, now = place.to.name, place.standing
    try:
        notifying.check(place.to)
    except ListenpostError as error:
        text = f"{name}: {error} Its settings stand in [notifications.destinations.{name}]."
        return Finding(about="destination", ok=False, text=text)
    if now.failing:
        text = f"{name} takes nothing: {now.error} `listenpost notify test {name}` tries it."
        return Finding(about="destination", ok=False, text=text)
    last = f"last told {now.sent_at:%Y-%m-%d %H:%M} UTC" if now.sent_at else "nothing told yet"
    return Finding(about="destination", ok=True, text=f"{name}: {last}, {now.waiting:,} waiting.")


def _accounts(app: App) -> list[Finding]:
    """Connected accounts that stand still, and why."""
    return [
        Finding(about="account", ok=False, text=f"{name}: {why}")
        for name, why in sorted(app.connections.troubles.items())
    ]


def _sections(app: App) -> list[Finding]:
    """What is set in the dashboard, and what of it is left out."""
    return [_section(one) for one in section_list.every(app) if one.stored]


def _section(one: SectionRow) -> Finding:
    if one.trouble:
        text = f"{one.name} was set in the dashboard and is left out. {one.trouble} {MEND}"
        return Finding(about="settings", ok=False, text=text)
    if one.origin is Origin.ENVIRONMENT:
        text = f"{one.name} was set in the dashboard, and the environment sets it too and wins."
        return Finding(about="settings", ok=True, text=text)
    when = f" on {one.changed_at:%Y-%m-%d}" if one.changed_at else ""
    text = f"{one.name} is set in the dashboard, by {one.changed_by or 'somebody'}{when}."
    return Finding(about="settings", ok=True, text=text)


def _listeners(app: App) -> list[Finding]:
    if not app.listeners:
        text = (
            "None is configured: sign in to the dashboard as an admin and connect an account, or "
            "add [accounts.NAME] and [listeners.NAME] to the settings."
        )
        return [Finding(about="listeners", ok=False, text=text)]
    fine = (
        ListenerState.LISTENING,
        ListenerState.NEW,
        ListenerState.RATE_LIMITED,
        ListenerState.BUDGET_SPENT,
    )
    state = health.snapshot(app)
    known = {row.name: row for row in state.listeners}
    found = [Finding(about="surge", ok=True, text=one) for one in state.surges]
    for name in sorted(app.listeners):
        row = known.get(name)
        if row is None or row.state is ListenerState.NEW:
            text = f"{name} has not polled yet: `listenpost poll {name}` tries it."
            found.append(Finding(about="listener", ok=True, text=text))
            continue
        found.append(Finding(about="listener", ok=row.state in fine, text=_stands(row)))
        told = row.last_error if row.failures else None
        found += [
            Finding(about="alert", ok=False, text=f"{name}: {one}")
            for one in row.alerts
            if one != told
        ]
    return found


def _stands(row: health.ListenerHealth) -> str:
    """How a listener stands, why, and the way out."""
    state = row.state.value.replace("_", " ")
    text = f"{row.name}: {state}, last good poll {row.last_ok}.{_complete(row)}"
    if row.state is ListenerState.LISTENING:
        return text
    error = f" {row.last_error.rstrip('.')}." if row.last_error else ""
    return f"{text}{error} {row.way_out}"


def _complete(row: health.ListenerHealth) -> str:
    """Until when it is complete, and how many holes it has."""
    if row.only_told:
        return f" {health.ONLY_TOLD}"
    found = row.coverage
    if found.complete_until is None:
        return " Nothing is proven complete yet."
    counted = [f"{found.open} open"] * bool(found.open) + [f"{found.reported} lost"] * bool(
        found.reported
    )
    holes = f" Holes: {', '.join(counted)}." if counted else ""
    return f" Complete until {found.complete_until:%Y-%m-%d %H:%M:%S} UTC.{holes}"
