"""Column types mean the same on both engines."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Enum, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import SQLModel, select

import storage.models  # noqa: F401  registers the tables
from domain.approval import ApprovalStatus
from domain.article import ArticleState
from domain.case import CaseChangeKind, CaseEventKind, CaseStatus
from domain.channel import ChannelKind
from domain.classification import Intent, Sentiment, Topic, Urgency
from domain.coverage import HoleState, Proof
from domain.flood import Purpose
from domain.goodwill import Gesture, OfferStatus
from domain.handoff import HandoffChannel, HandoffReader
from domain.helpdesk import TicketStatus
from domain.hop import HopAsker, HopOutcome
from domain.identity import LinkEventKind, LinkStatus
from domain.incident import IncidentStatus, StatementKind
from domain.ledger import Settlement
from domain.listening import ListenerState
from domain.mention import MentionKind
from domain.notice import NoticeKind
from domain.outcome import ChoiceOutcome
from domain.promise import PromiseStatus
from domain.reply import ReplyKind, ReplyStatus
from domain.role import Role
from domain.silence import AlertKind
from domain.sla import SlaMetric
from storage import cases, migrate, polls
from storage.engine import Database, make_database
from storage.models import Conversation, Customer, Poll, Task
from tests.storage.builders import NOW, add_case, add_reply, add_user

ZONES = [ZoneInfo(name) for name in ("Asia/Kathmandu", "America/New_York", "Pacific/Kiritimati")]
FIRST = dt.datetime.min.replace(tzinfo=dt.UTC)
LAST = dt.datetime.max.replace(tzinfo=dt.UTC)
SHARED = settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def kept(database: Database, moment: dt.datetime) -> dt.datetime:
    """The moment as it comes back in another session."""
    with database.write() as session:
        customer = Customer(name="Anna", created_at=moment)
        session.add(customer)
        session.flush()
        number = customer.id
    with database.read() as session:
        return session.get_one(Customer, number).created_at


@SHARED
@given(
    moment=st.datetimes(
        dt.datetime(1, 1, 2),  # noqa: DTZ001  hypothesis adds the zone
        dt.datetime(9999, 12, 30),  # noqa: DTZ001
        timezones=st.sampled_from([dt.UTC, *ZONES]),
    )
)
def test_a_moment_comes_back_as_the_same_moment_in_utc(
    database: Database, moment: dt.datetime
) -> None:
    found = kept(database, moment)
    assert found == moment.astimezone(dt.UTC)
    assert found.utcoffset() == dt.timedelta(0)


@pytest.mark.parametrize("moment", [FIRST, LAST, LAST.replace(microsecond=0)])
def test_the_first_and_the_last_moment_can_be_kept(database: Database, moment: dt.datetime) -> None:
    assert kept(database, moment) == moment


@pytest.mark.parametrize(
    ("moment", "nearest"),
    [
        (FIRST.replace(tzinfo=dt.timezone(dt.timedelta(hours=5))), FIRST),
        (LAST.replace(tzinfo=dt.timezone(-dt.timedelta(hours=5))), LAST),
    ],
)
def test_a_moment_beyond_what_can_be_kept_becomes_the_nearest(
    database: Database, moment: dt.datetime, nearest: dt.datetime
) -> None:
    assert kept(database, moment) == nearest


@pytest.mark.parametrize("zone", ["America/New_York", "Pacific/Kiritimati"])
@pytest.mark.parametrize("engine_name", ["postgresql"], indirect=True)
def test_the_servers_own_time_zone_changes_nothing(empty_database_url: str, zone: str) -> None:
    database = make_database(empty_database_url)
    with database.engine.begin() as connection:
        name = connection.engine.url.database
        connection.execute(text(f"ALTER DATABASE \"{name}\" SET timezone TO '{zone}'"))
    database.engine.dispose()
    migrate.upgrade(database)
    for moment in (FIRST, NOW, LAST):
        assert kept(database, moment) == moment
    database.engine.dispose()


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    naive = NOW.replace(tzinfo=None)
    with pytest.raises(StatementError, match="naive datetime"):
        kept(database, naive)
    with database.read() as session, pytest.raises(StatementError, match="naive datetime"):
        session.exec(select(Customer).where(Customer.created_at < naive)).all()


@SHARED
@given(
    gaps=st.lists(st.timedeltas(-dt.timedelta(days=9), dt.timedelta(days=9)), max_size=8),
    zone=st.sampled_from(ZONES),
)
def test_moments_are_ordered_as_they_happened(
    database: Database, gaps: list[dt.timedelta], zone: ZoneInfo
) -> None:
    moments = [(NOW + gap).astimezone(zone if gap.microseconds % 2 else dt.UTC) for gap in gaps]
    with database.write() as session:
        session.execute(text("DELETE FROM customer"))
        session.add_all([Customer(name="Anna", created_at=moment) for moment in moments])
    with database.read() as session:
        stored = session.exec(select(Customer.created_at).order_by("created_at")).all()
    assert stored == sorted(moments)


def test_a_json_value_comes_back_as_it_was(database: Database) -> None:
    detail = {"ü": ["日本", 1.5, None, True, {"": "😀"}], "big": 2**53}
    with database.write() as session:
        session.add(Task(kind="a", payload=detail, run_at=NOW, turn_at=NOW, created_at=NOW))
    with database.read() as session:
        assert session.exec(select(Task.payload)).one() == detail


ENUMS = [
    (f"{table.name}.{column.name}", column.type.name)
    for table in SQLModel.metadata.sorted_tables
    for column in table.columns
    if isinstance(column.type, Enum)
]
VALUES: dict[str, type[StrEnum]] = {
    "article.state": ArticleState,
    "coverage.proof": Proof,
    "coverage_hole.state": HoleState,
    "ledger_entry.settlement": Settlement,
    "listener_alert.kind": AlertKind,
    "notice.kind": NoticeKind,
    "poll.state": ListenerState,
    "user_account.role": Role,
    "case.status": CaseStatus,
    "case.urgency": Urgency,
    "case.topic": Topic,
    "case.sentiment": Sentiment,
    "incident.status": IncidentStatus,
    "incident_statement.kind": StatementKind,
    "case_change.kind": CaseChangeKind,
    "identity_link.status": LinkStatus,
    "identity_event.kind": LinkEventKind,
    "identity_event.before": LinkStatus,
    "mention.kind": MentionKind,
    "sla_clock.metric": SlaMetric,
    "sla_clock.urgency": Urgency,
    "classification.sentiment": Sentiment,
    "classification.intent": Intent,
    "classification.urgency": Urgency,
    "classification.topic": Topic,
    "pulse_post.sentiment": Sentiment,
    "pulse_post.topic": Topic,
    "reply.kind": ReplyKind,
    "reply.status": ReplyStatus,
    "case_event.kind": CaseEventKind,
    "promise.status": PromiseStatus,
    "reply.purpose": Purpose,
    "approval.status": ApprovalStatus,
    "goodwill_offer.gesture": Gesture,
    "goodwill_offer.status": OfferStatus,
    "handoff.channel": HandoffChannel,
    "handoff_use.reader": HandoffReader,
    "hop.from_kind": ChannelKind,
    "hop.to_kind": ChannelKind,
    "hop.asked_by": HopAsker,
    "hop.outcome": HopOutcome,
    "route_choice.topic": Topic,
    "route_choice.chosen_kind": ChannelKind,
    "route_choice.recommended_kind": ChannelKind,
    "route_choice.outcome": ChoiceOutcome,
    "ticket.status": TicketStatus,
}


def test_the_table_of_enumerations_is_complete() -> None:
    assert {name for name, _ in ENUMS} == set(VALUES)


@pytest.mark.parametrize("column", VALUES)
def test_no_value_is_too_long_for_its_column(column: str) -> None:
    assert max(len(value) for value in VALUES[column]) <= 24


@pytest.mark.parametrize(
    ("table", "column"),
    [("user_account", "role"), ("case", "status"), ("case", "urgency"), ("reply", "status")],
)
def test_the_database_itself_refuses_nonsense(database: Database, table: str, column: str) -> None:
    with database.write() as session:
        add_user(session)
        add_reply(session)
    statement = text(f"UPDATE \"{table}\" SET {column} = 'nonsense'")  # noqa: S608  our own names
    with pytest.raises(IntegrityError), database.write() as session:
        session.execute(statement)


def test_nonsense_is_refused_before_it_reaches_the_database(database: Database) -> None:
    nonsense = "nonsense"
    with database.read() as session:
        session.add(Poll(listener="x", platform="x", kind="x", state=nonsense, next_poll_at=NOW))  # type: ignore[arg-type]
        with pytest.raises(StatementError, match=nonsense):
            session.flush()


def test_every_state_of_a_listener_can_be_kept(database: Database) -> None:
    for state in ListenerState:
        with database.write() as session:
            polls.register(session, listener=state, platform="x", kind="x", now=NOW)
            session.get_one(Poll, state).state = state
    with database.read() as session:
        assert [row.state for row in polls.all_polls(session)] == sorted(ListenerState)


def test_every_event_of_a_case_can_be_kept(database: Database) -> None:
    with database.write() as session:
        case_id = add_case(session)
        for kind in CaseEventKind:
            cases.add_event(session, case_id, kind, at=NOW)
    with database.read() as session:
        assert [event.kind for event in cases.events(session, case_id)] == list(CaseEventKind)


def test_a_row_that_points_nowhere_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        add_case(session, 4711)


def test_a_name_is_unique(database: Database) -> None:
    twins = [Conversation(platform="x", external_id="1") for _ in range(2)]
    with pytest.raises(IntegrityError), database.write() as session:
        session.add_all(twins)
