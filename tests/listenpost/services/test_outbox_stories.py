"""Whatever goes wrong in whatever order: one public effect a reply, and none is forgotten."""

from __future__ import annotations

import contextlib
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import replace

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from domain.case import CaseStatus
from domain.errors import (
    AuthenticationFailed,
    Conflict,
    ListenpostError,
    OutcomeUnknown,
    PlatformUnavailable,
    RateLimited,
    ReplyNotAllowed,
)
from domain.reply import ReplyStatus
from domain.role import Actor
from listenpost import tasks
from listenpost.services import case_actions, respond
from listenpost.services.app import App
from storage.models import Case, Reply
from tests.fakes import MINUTE, Office, Post, raising

Decision = Callable[[App, Actor, int], None]
ON_ITS_WAY = {ReplyStatus.APPROVED, ReplyStatus.SENDING, ReplyStatus.UNKNOWN}


class Killed(BaseException):
    """kill -9, as far as a test can do that to itself."""


DOWN, BUG = PlatformUnavailable("refused"), ValueError("a bug of ours")
CERTAINLY_NOT = (DOWN, RateLimited("429"), ReplyNotAllowed("gone"), AuthenticationFailed("401"))
WHO_KNOWS = (OutcomeUnknown("timed out"), BUG, Killed())
WAYS = st.sampled_from(
    [
        Post(),
        *(Post(before=raising(error)) for error in (*CERTAINLY_NOT, *WHO_KNOWS)),
        *(Post(after=raising(error)) for error in WHO_KNOWS),
    ]
)
LOOKS = st.sampled_from([None, None, DOWN, BUG, Killed()])
ACTS = ("resolve", "dismiss", "reopen", "claim", "release", "snooze")


class Story(RuleBasedStateMachine):
    """One case and everything that can happen around its replies."""

    office: Office
    agents: list[Actor]

    def __init__(self) -> None:
        super().__init__()
        self.responder = self.office.responder
        self.responder.public.clear()
        customer = f"Otto {next(self.office.ids)}"
        self.first = self.office.says(customer, "my kettle is broken")
        self.case_id = self.office.arrive(self.first)
        self.echoed: set[str] = set()
        self.sent = 0
        self.an_agent_answers(0, True)

    @property
    def case(self) -> Case:
        return self.office.case(self.case_id)

    def replies(self) -> list[Reply]:
        return [reply for reply in self.office.rows(Reply) if reply.case_id == self.case_id]

    def effects(self) -> Counter[str]:
        return Counter(reply.idempotency_key for reply in self.responder.public)

    @rule(agent=st.integers(0, 1), fresh=st.sampled_from([True, True, False]))
    def an_agent_answers(self, agent: int, fresh: bool) -> None:
        self.sent += 1
        form = self.office.form(self.case_id, f"answer {self.sent}")
        form = form if fresh else replace(form, version=1)
        with contextlib.suppress(Conflict):
            respond.send(self.office.app, self.agents[agent], form)

    @rule(otherwise=st.sampled_from([respond.send_again, respond.give_up]))
    def an_agent_looks_and_decides(self, otherwise: Decision) -> None:
        """As people do who look at the post first."""
        for reply in self.replies():
            there = self.effects()[reply.idempotency_key] > 0
            decide = respond.mark_sent if there else otherwise
            with contextlib.suppress(Conflict):
                decide(self.office.app, self.agents[0], reply.id or 0)

    @rule(what=st.sampled_from(ACTS))
    def an_agent_acts(self, what: str) -> None:
        until = {"until": self.office.time.now + MINUTE} if what == "snooze" else {}
        with contextlib.suppress(ListenpostError):
            act = getattr(case_actions, what)
            act(self.office.app, self.agents[1], self.case_id, **until)

    @rule(text=st.sampled_from(["still broken", "fire", "hello?", "thanks a lot", "nice weather"]))
    def the_customer_writes(self, text: str) -> None:
        author = self.first.author.display_name or ""
        self.office.arrive(self.office.says(author, text, under=self.first))

    @rule(shown=st.booleans())
    def the_network_indexes(self, shown: bool) -> None:
        """What is public is shown to whoever looks, or is not yet; what is shown is heard."""
        self.responder.hidden = (
            set() if shown else {reply.idempotency_key for reply in self.replies()}
        )
        for key in set(self.effects()) - self.echoed - self.responder.hidden:
            self.echoed.add(key)
            name = f"posted-{key}"
            self.office.arrive(
                self.office.says("Us", "echo", under=self.first, by_brand=True, external_id=name)
            )

    @rule(worker=st.sampled_from(["worker", "another"]), way=WAYS, look=LOOKS)
    def a_worker_delivers(self, worker: str, way: Post, look: BaseException | None) -> None:
        self.responder.script = deque([way])
        self.responder.looks = deque([raising(look)] if look else [])
        self._deliver(self.office.another_worker(worker))

    @rule(minutes=st.sampled_from([0.4, 3.0, 20.0]), way=WAYS)
    def time_passes_and_a_worker_delivers(self, minutes: float, way: Post) -> None:
        self.office.time.go(minutes=minutes)
        tasks.tidy(self.office.app)
        self.a_worker_delivers("worker", way, None)

    def _deliver(self, app: App) -> None:
        try:
            tasks.deliver(app)
        except Killed:
            tasks.start(app)

    # What always holds

    @invariant()
    def no_reply_is_public_twice(self) -> None:
        assert all(count == 1 for count in self.effects().values()), self.effects()

    @invariant()
    def what_is_called_sent_is_public_and_what_is_refused_is_not(self) -> None:
        effects = self.effects()
        for reply in self.replies():
            if reply.status is ReplyStatus.SENT:
                assert effects[reply.idempotency_key] == 1
            if reply.status in (ReplyStatus.REJECTED, ReplyStatus.FAILED, ReplyStatus.DRAFTED):
                assert effects[reply.idempotency_key] == 0

    @invariant()
    def at_most_one_reply_is_on_its_way(self) -> None:
        ways = [reply for reply in self.replies() if reply.status in ON_ITS_WAY]
        assert len(ways) <= 1
        assert self.case.reply_pending == bool(ways)

    @invariant()
    def who_waits_has_a_deadline(self) -> None:
        case = self.case
        assert (case.due_at is None) == (case.waiting_since is None)
        assert case.status is not CaseStatus.OPEN or case.waiting_since is not None

    def teardown(self) -> None:
        self.responder.script.clear()
        self.responder.looks.clear()
        self.responder.hidden.clear()
        for _ in range(16):
            self._deliver(self.office.app)
            self.office.time.go(minutes=3)
        for reply in self.replies():
            if reply.status is ReplyStatus.UNKNOWN:
                assert self.case.attention
            else:
                assert reply.status not in ON_ITS_WAY, reply.status
        self.no_reply_is_public_twice()
        assert self.case.attention or not self.case.reply_pending


def test_one_public_effect_a_reply_and_none_is_forgotten(office: Office, engine_name: str) -> None:
    Story.office = office
    Story.agents = [office.user("ann"), office.user("ben")]
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=20 if engine_name == "sqlite" else 6,
            stateful_step_count=25,
            phases=(Phase.reuse, Phase.generate),  # shrinking takes minutes, a story is short
            suppress_health_check=list(HealthCheck),
        ),
    )
