"""Any sequence of link, unlink, merge, split, erase and their undo: the state is what it was.

`make test-sequences` runs a thousand of them; `make test` a few.
"""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlmodel import col, select

from domain.case import CaseStatus
from domain.errors import BadInput, Conflict
from domain.identity import LinkStatus, components
from domain.mention import FACEBOOK, Cursor, Page, X
from domain.role import Actor, Role
from listenpost.services import case_state, erase, identity, ledger_rows, regrouping, undoing
from listenpost.services.tombstones import Tombstones
from storage import holdings, snapshots
from storage.engine import make_database
from storage.ids import key
from storage.models import (
    Author,
    Case,
    CaseChange,
    Customer,
    IdentityLink,
    LedgerEntry,
    Mention,
)
from tests.fakes import Office, open_office
from tests.whole_state import State, only, state

SEQUENCES = int(os.environ.get("SEQUENCES", "20"))
PEOPLE = (("Anna", X), ("Bert", FACEBOOK), ("Cleo", X), ("Dora", FACEBOOK))
WORDS = ("my parcel is late", "it is broken", "an invoice question", "there is a fire", "thanks")
OF_BOTH = frozenset({"identity_link", "identity_event", "case_change", "audit_entry"})
"""What tells of two people loses its words when either is erased."""
ANSWERS = ("We look into it.", "We will call you tomorrow.")
MOST_POSTS = 4
"""In one sequence: what comes from outside leaves nothing to compare with."""
PICK = st.integers(0, 63)


@dataclass
class Step:
    """Something done to these accounts, how to undo it, and the state before.

    `before` is None where a post came since.
    """

    accounts: frozenset[int]
    undo: Callable[[], object]
    before: State | None


class Sequences(RuleBasedStateMachine):
    """Four accounts, their cases, and everything that people do to the borders between them."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="listenpost-sequence-"))
        shutil.copyfile(TEMPLATE[0], self.folder / "one.db")
        self.office, self.agent, self.boss = at_work(self.folder / "one.db", heard=len(PEOPLE))
        self.done: list[Step] = []
        self.posts = 0
        self.gone: set[int] = set()
        """Accounts that were erased, and those for which that stopped an undoing."""

    def teardown(self) -> None:
        self.office.app.database.engine.dispose()
        shutil.rmtree(self.folder)

    def _do(self, accounts: Iterable[int], action: Callable[[], Callable[[], object]]) -> None:
        self.office.time.go(minutes=1)
        before = state(self.office)
        undo = action()
        self.done.append(Step(accounts=frozenset(accounts), undo=undo, before=before))

    def _came(self) -> None:
        """Something new came, which no undo takes away."""
        for step in self.done:
            step.before = None

    @precondition(lambda self: self.posts < MOST_POSTS)
    @rule(who=st.sampled_from(PEOPLE), words=st.sampled_from(WORDS))
    def post(self, who: tuple[str, str], words: str) -> None:
        self.office.time.go(minutes=1)
        name, platform = who
        self.posts += 1
        self.office.arrive(self.office.says(name, words, platform=platform))  # type: ignore[arg-type]
        self._came()

    @precondition(lambda self: self._open_cases())
    @rule(which=PICK, words=st.sampled_from(ANSWERS))
    def answer(self, which: int, words: str) -> None:
        self.office.time.go(minutes=1)
        cases = self._open_cases()
        self.office.send(self.agent, cases[which % len(cases)], words)
        self.office.deliver()
        self._came()

    @precondition(lambda self: len(self._groups()) > 1)
    @rule(which=PICK, other=PICK)
    def link(self, which: int, other: int) -> None:
        groups = self._groups()
        one = groups[which % len(groups)]
        rest = [group for group in groups if group != one]
        two = rest[other % len(rest)]
        ends = one[which % len(one)], two[other % len(two)]
        app, agent = self.office.app, self.agent

        def act() -> Callable[[], object]:
            event = identity.link(app, agent, *ends)
            return lambda: identity.undo(app, agent, event)

        self._do([*one, *two], act)

    @precondition(lambda self: self._standing())
    @rule(which=PICK)
    def unlink(self, which: int) -> None:
        links = self._standing()
        number = links[which % len(links)]
        app, agent = self.office.app, self.agent

        def act() -> Callable[[], object]:
            event = identity.unlink(app, agent, number)
            return lambda: identity.undo(app, agent, event)

        with app.database.read() as session:
            link = session.get_one(IdentityLink, number)
        self._do(self._group_of(link.author_id), act)

    @precondition(lambda self: self._pairs())
    @rule(which=PICK)
    def merge(self, which: int) -> None:
        pairs = self._pairs()
        kept, other = pairs[which % len(pairs)]
        app, agent = self.office.app, self.agent

        def act() -> Callable[[], object]:
            change = regrouping.merge(app, agent, kept_id=kept, other_id=other)
            return lambda: undoing.undo(app, agent, change)

        self._do(self._accounts_of(kept), act)

    @precondition(lambda self: self._splittable())
    @rule(which=PICK)
    def split(self, which: int) -> None:
        found = self._splittable()
        case_id, post = found[which % len(found)]
        app, agent = self.office.app, self.agent

        def act() -> Callable[[], object]:
            regrouping.split(app, agent, case_id, mention_ids=[post])
            change = max(key(row.id) for row in self.office.rows(CaseChange))
            return lambda: undoing.undo(app, agent, change)

        self._do(self._accounts_of(case_id), act)

    @precondition(lambda self: self.done)
    @rule()
    def undo(self) -> None:
        """Exactly; what was done with somebody who is erased by now may be refused, and then
        nothing changes.
        """
        self.office.time.go(minutes=1)
        step = self.done.pop()
        before = state(self.office)
        try:
            step.undo()
        except (BadInput, Conflict):
            assert step.accounts & self.gone, "nobody was erased, and it is refused"
            self.gone |= step.accounts
            assert state(self.office) == before
            return
        if step.accounts & self.gone:
            self.gone |= step.accounts
        if step.before is not None:
            rest = step.before["author"].keys() - self.gone
            assert only(state(self.office), rest) == only(step.before, rest)

    @precondition(lambda self: len(self._groups()) > 2)
    @rule(which=PICK)
    def erase(self, which: int) -> None:
        """It cannot be undone, and nothing of anybody else changes."""
        groups = self._groups()
        gone = groups[which % len(groups)]
        others = [number for group in groups if group != gone for number in group]
        before = self._held(others)
        with self.office.app.database.read() as session:
            customer_id = key(session.get_one(Author, gone[0]).customer_id)
        erase.erase(self.office.app, self.boss, customer_id)
        assert self._held(others) == before
        self.gone |= set(gone)

    @invariant()
    def customers_are_what_the_links_say(self) -> None:
        authors = {key(row.id): row for row in self.office.rows(Author)}
        links = [row for row in self.office.rows(IdentityLink) if row.status is LinkStatus.LINKED]
        groups = components(authors, [(link.author_id, link.other_id) for link in links])
        for group in groups:
            assert len({authors[number].customer_id for number in group}) == 1
        assert len({row.customer_id for row in authors.values()}) == len(groups)

    @invariant()
    def every_post_lies_in_a_case_of_its_authors_customer(self) -> None:
        theirs = (
            select(Mention.id, Author.customer_id, Case.customer_id)
            .join(Author, col(Author.id) == col(Mention.author_id))
            .join(Case, col(Case.id) == col(Mention.case_id))
            .where(col(Mention.by_brand).is_(False))
        )
        assert self._at_odds(theirs) == []

    @invariant()
    def every_case_is_what_its_events_say(self) -> None:
        with self.office.app.database.read() as session:
            for case in self._living():
                assert case_state.by_events(session, key(case.id)) == case_state.state_of(case)

    @invariant()
    def the_ledger_knows_in_which_case_each_post_lies(self) -> None:
        ledger_rows.refresh(self.office.app)
        told = (
            select(Mention.id, Mention.case_id, LedgerEntry.case_id)
            .join(LedgerEntry, col(LedgerEntry.mention_id) == col(Mention.id))
            .join(Author, col(Author.id) == col(Mention.author_id))
            .where(col(Author.erased_at).is_(None))
        )
        assert self._at_odds(told) == []

    def _at_odds(self, statement: Any) -> list[Any]:
        """Rows of (post, one, other) where the two differ."""
        with self.office.app.database.read() as session:
            return [row for row in session.exec(statement).all() if row[1] != row[2]]

    def _held(self, author_ids: list[int]) -> object:
        with self.office.app.database.read() as session:
            found = holdings.of_authors(session, author_ids)
            return {
                table: [snapshots.take(row) for row in rows]
                for table, rows in found.items()
                if table not in OF_BOTH
            }

    def _open_cases(self) -> list[int]:
        return [
            key(row.id)
            for row in self.office.rows(Case)
            if row.status is CaseStatus.OPEN and not row.reply_pending
        ]

    def _group_of(self, author_id: int) -> list[int]:
        return next(group for group in self._groups() if author_id in group)

    def _accounts_of(self, case_id: int) -> list[int]:
        owner = self.office.case(case_id).customer_id
        return [key(row.id) for row in self.office.rows(Author) if row.customer_id == owner]

    def _groups(self) -> list[list[int]]:
        """The accounts of each customer who was not erased."""
        found: dict[int, list[int]] = {}
        for row in self.office.rows(Author):
            if row.erased_at is None:
                found.setdefault(row.customer_id or 0, []).append(key(row.id))
        return [found[number] for number in sorted(found)]

    def _standing(self) -> list[int]:
        erased = {key(row.id) for row in self.office.rows(Author) if row.erased_at}
        return [
            key(row.id)
            for row in self.office.rows(IdentityLink)
            if row.status is LinkStatus.LINKED and row.author_id not in erased
        ]

    def _living(self) -> list[Case]:
        erased = {row.id for row in self.office.rows(Customer) if row.erased_at}
        return [
            row
            for row in self.office.rows(Case)
            if row.status is not CaseStatus.MERGED and row.customer_id not in erased
        ]

    def _pairs(self) -> list[tuple[int, int]]:
        """Two cases of one customer."""
        return [
            (key(one.id), key(other.id))
            for one, other in itertools.permutations(self._living(), 2)
            if one.customer_id == other.customer_id
        ]

    def _splittable(self) -> list[tuple[int, int]]:
        """(case, a post that is not its only one)."""
        posts: dict[int, list[int]] = {}
        alive = {key(case.id) for case in self._living()}
        for row in self.office.rows(Mention):
            if row.case_id in alive and not row.by_brand:
                posts.setdefault(row.case_id or 0, []).append(key(row.id))
        return [(case, post) for case, found in posts.items() if len(found) > 1 for post in found]


TEMPLATE: list[Path] = []


def at_work(file: Path, *, heard: int) -> tuple[Office, Actor, Actor]:
    """An office on this database, in which so many pages were heard; an agent and a manager."""
    office = open_office(make_database(f"sqlite:///{file}"))
    office.app = replace(office.app, tombstones=Tombstones(secret="s" * 16))
    office.listener.pages = [Page(mentions=(), cursor=Cursor(""))] * heard
    office.ids = itertools.count(1000 + heard)
    return office, office.user(f"ann{heard}"), office.user(f"max{heard}", Role.MANAGER)


def test_whatever_is_undone_is_as_it_was(migrated_sqlite: Path, tmp_path: Path) -> None:
    TEMPLATE[:] = [tmp_path / "begun.db"]
    shutil.copyfile(migrated_sqlite, TEMPLATE[0])
    begun, *_ = at_work(TEMPLATE[0], heard=0)
    for name, platform in PEOPLE:
        begun.case_for(name, "my parcel is late", platform=platform)
    begun.app.database.engine.dispose()
    run_state_machine_as_test(
        Sequences,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=14,
            deadline=None,
            derandomize=not os.environ.get("SEQUENCES"),
            phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking takes minutes
            print_blob=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
