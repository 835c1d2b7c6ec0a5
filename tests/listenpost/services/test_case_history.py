"""Whatever is done to cases, their rows say what their events tell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from domain.errors import ListenpostError, OutcomeUnknown
from domain.mention import IncomingMention
from domain.role import Actor
from listenpost.services import (
    case_actions,
    case_state,
    clocks,
    inbox,
    regrouping,
    respond,
    undoing,
)
from storage import cases
from storage.models import Case, CaseChange, CaseEvent, Mention, Reply
from tests.fakes import MINUTE, Office, Post, raising

TEXTS = ("my kettle is broken", "where is my parcel?", "thanks", "?", "nice day", "fire", "unsure")
numbers = count(1)


class Story:
    """One customer, two agents, and what they do to her cases."""

    def __init__(self, office: Office, staff: tuple[Actor, Actor]) -> None:
        self.office, self.staff = office, staff
        self.customer = f"Otto{next(numbers)}"
        self.threads: list[IncomingMention] = []
        self.hear(0, 0)

    def cases(self) -> list[int]:
        """The customer's cases, those emptied by a merge too."""
        mine = {event.case_id for event in self.office.rows(CaseEvent)}
        return sorted(case_id for case_id in mine if case_id >= self.first)

    def hear(self, text: int, thread: int) -> None:
        under = self.threads[thread % len(self.threads)] if self.threads and thread else None
        post = self.office.says(
            self.customer, TEXTS[text % len(TEXTS)], under=under, ago=thread * MINUTE
        )
        found = self.office.arrive(post)
        if not self.threads:
            self.first = found
        self.threads.append(post)

    def act(self, name: str, one: int, other: int) -> None:
        """Do it, or be refused; neither may part the row from its history."""
        app, actor = self.office.app, self.staff[one % 2]
        cases = self.cases()
        case_id = cases[other % len(cases)]
        posts = [
            post
            for post in self.office.rows(Mention)
            if post.case_id == case_id and not post.by_brand
        ]
        changes = [change.id or 0 for change in self.office.rows(CaseChange)] or [0]
        replies = [reply.id or 0 for reply in self.office.rows(Reply)] or [0]
        until = app.clock.now() + dt.timedelta(minutes=1 + one)
        deeds: dict[str, Callable[[], object]] = {
            "hear": lambda: self.hear(one, other),
            "claim": lambda: case_actions.claim(app, actor, case_id),
            "release": lambda: case_actions.release(app, actor, case_id),
            "snooze": lambda: case_actions.snooze(app, actor, case_id, until=until),
            "wake": lambda: case_actions.wake_due(app),
            "resolve": lambda: case_actions.resolve(app, actor, case_id),
            "dismiss": lambda: case_actions.dismiss(app, actor, case_id),
            "reopen": lambda: case_actions.reopen(app, actor, case_id),
            "next": lambda: inbox.take_next(app, actor),
            "send": lambda: self.office.send(actor, case_id),
            "deliver": self.office.deliver,
            "doubt": self._doubt,
            "found": lambda: respond.mark_sent(app, actor, replies[-1]),
            "again": lambda: respond.send_again(app, actor, replies[-1]),
            "native": lambda: self._native(posts[-1] if posts else None),
            "merge": lambda: regrouping.merge(
                app, actor, kept_id=case_id, other_id=cases[one % len(cases)]
            ),
            "split": lambda: regrouping.split(
                app, actor, case_id, mention_ids=[posts[one % len(posts)].id or 0]
            ),
            "undo": lambda: undoing.undo(app, actor, changes[-1 - one % len(changes)]),
            "later": lambda: self.office.time.go(minutes=1 + one),
        }
        with suppress(ListenpostError, ZeroDivisionError):
            deeds[name]()

    def _doubt(self) -> None:
        self.office.responder.script.append(Post(before=raising(OutcomeUnknown("no answer"))))

    def _native(self, post: Mention | None) -> None:
        if post is not None:
            heard = next(one for one in self.threads if one.external_id == post.external_id)
            answer = self.office.says("Kestrelia", "Sorry!", under=heard, by_brand=True)
            self.office.arrive(answer)

    def check(self) -> None:
        with self.office.app.database.read() as session:
            for case_id in self.cases():
                case = session.get_one(Case, case_id)
                assert case_state.by_events(session, case_id) == case_state.state_of(case)
                told = [
                    (clock.started_at, clock.due_at)
                    for clock in cases.clocks(session, case_id)
                    if clock.stopped_at is None and clock.metric in clocks.RESPONSES
                ]
                assert told == ([(case.waiting_since, case.due_at)] if case.waiting_since else [])


DEEDS = (
    *("hear", "hear", "hear", "send", "send", "deliver", "deliver", "later"),
    *("claim", "release", "snooze", "wake", "resolve", "dismiss", "reopen", "next"),
    *("doubt", "found", "again", "native", "merge", "split", "undo"),
)
steps = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.integers(0, 6), st.integers(0, 6)), max_size=14
)


@pytest.fixture
def staff(office: Office) -> tuple[Actor, Actor]:
    return office.user("ann"), office.user("ben")


@settings(
    max_examples=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=steps)
@example(steps=[("doubt", 0, 0), ("send", 0, 0), ("deliver", 0, 0), ("again", 1, 0)])
@example(steps=[("later", 6, 0), ("hear", 0, 0), ("hear", 1, 5), ("merge", 1, 0), ("undo", 0, 0)])
def test_the_stored_case_is_what_its_events_tell(
    office: Office, staff: tuple[Actor, Actor], steps: list[tuple[str, int, int]]
) -> None:
    story = Story(office, staff)
    for step in steps:
        story.act(*step)
        story.check()
