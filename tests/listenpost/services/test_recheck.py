"""What an author deleted on the network loses its words here; a doubt deletes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from domain.case import CaseEventKind
from domain.errors import PlatformUnavailable
from domain.mention import Cursor, Page, X
from domain.recheck import RecheckRules
from listenpost.services import ingest, recheck
from storage.models import AuditEntry, CaseEvent, Mention, Task
from tests.fakes import FakeResponder, Office


@dataclass(slots=True)
class LookingResponder(FakeResponder):
    """Knows which posts are gone; `asked` holds each request."""

    at_once: int = 2
    names_the_gone: bool = False
    gone: set[str] = field(default_factory=set)
    asked: list[list[str]] = field(default_factory=list)
    down: bool = False

    def still_there(self, ids: Sequence[str]) -> frozenset[str]:
        self.asked.append(list(ids))
        if self.down:
            raise PlatformUnavailable("down")
        return frozenset(ids) - self.gone


def looking(office: Office, requests: int = 10) -> LookingResponder:
    """The office with such a responder on X, a day after its first look was put."""
    responder = LookingResponder()
    office.app = replace(
        office.app,
        responders={X: lambda: responder},
        recheck=RecheckRules(requests=requests),
    )
    recheck.ensure(office.app)
    return responder


def texts(office: Office) -> dict[str, str]:
    return {row.external_id: row.text for row in office.rows(Mention)}


def three_posts(office: Office) -> None:
    for number in (1, 2, 3):
        office.arrive(office.says(f"Anna {number}", "my parcel", external_id=str(number)))


def test_a_deleted_post_loses_its_words_and_its_case_says_so(office: Office) -> None:
    three_posts(office)
    responder = looking(office)
    responder.gone = {"2"}
    assert recheck.run_if_due(office.app) == 0  # not due yet
    office.time.go(days=1)
    assert recheck.run_if_due(office.app) == 1
    assert texts(office) == {"1": "my parcel", "2": "", "3": "my parcel"}
    events = [row for row in office.rows(CaseEvent) if row.kind is CaseEventKind.WITHDRAWN]
    assert len(events) == 1
    assert "posts.withdrawn" in [row.action for row in office.rows(AuditEntry)]
    assert recheck.run_if_due(office.app) == 0  # once a day


def test_the_budget_holds_and_the_next_day_goes_on_below(office: Office) -> None:
    three_posts(office)
    responder = looking(office, requests=1)
    for _ in range(3):
        office.time.go(days=1)
        recheck.run_if_due(office.app)
    assert responder.asked == [
        ["3", "2"],
        ["1"],
    ]


def test_where_nothing_at_all_is_there_nothing_is_deleted(office: Office) -> None:
    three_posts(office)
    responder = looking(office)
    responder.at_once, responder.gone = 3, {"1", "2", "3"}
    office.time.go(days=1)
    assert recheck.run_if_due(office.app) == 0
    assert set(texts(office).values()) == {"my parcel"}


def test_where_the_network_names_what_is_gone_even_the_only_post_is_deleted(
    office: Office,
) -> None:
    office.arrive(office.says("Anna", "my parcel", external_id="1"))
    responder = looking(office)
    responder.names_the_gone, responder.gone = True, {"1"}
    office.time.go(days=1)
    assert recheck.run_if_due(office.app) == 1
    assert texts(office) == {"1": ""}


def test_a_network_that_is_down_is_asked_again_the_next_day(office: Office) -> None:
    three_posts(office)
    responder = looking(office)
    responder.down, responder.gone = True, {"2"}
    office.time.go(days=1)
    assert recheck.run_if_due(office.app) == 0
    responder.down = False
    office.time.go(days=1)
    assert recheck.run_if_due(office.app) == 1


def test_a_look_of_many_parts_reads_everything_once_and_trouble_moves_nothing(
    office: Office,
) -> None:
    three_posts(office)
    responder = looking(office, requests=1)
    responder.gone = {"1"}
    _, below = recheck.look_on(office.app, X)
    responder.down = True
    assert recheck.look_on(office.app, X, below) == (0, below)
    responder.down, responder.names_the_gone = False, True
    gone, below = recheck.look_on(office.app, X, below)
    assert gone == 1
    assert recheck.look_on(office.app, X, below) == (0, None)
    assert responder.asked == [["3", "2"], ["1"], ["1"]]


def test_a_responder_that_cannot_look_is_left_alone(office: Office) -> None:
    three_posts(office)
    recheck.ensure(office.app)
    office.time.go(days=1)
    assert recheck.run_if_due(office.app) == 0
    assert {row.payload["platform"] for row in office.rows(Task) if row.kind == recheck.RECHECK}


def test_old_posts_are_not_looked_at_again(office: Office) -> None:
    three_posts(office)
    responder = looking(office)
    office.time.go(days=8)
    recheck.run_if_due(office.app)
    assert responder.asked == []


def test_what_a_page_shows_as_deleted_loses_its_words_at_once(office: Office) -> None:
    three_posts(office)
    office.listener.pages.append(Page(mentions=(), cursor=Cursor(""), gone=("2", "never heard")))
    ingest.poll(office.app, "main")
    assert texts(office) == {"1": "my parcel", "2": "", "3": "my parcel"}
    (entry,) = (row for row in office.rows(AuditEntry) if row.action == "posts.withdrawn")
    assert len(entry.detail["mentions"]) == 1
