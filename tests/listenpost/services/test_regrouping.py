"""Merging and splitting cases: who waits is never lost, and an undo gives back what was."""

from __future__ import annotations

from typing import Any

import pytest

from domain.case import CaseEventKind, CaseStatus
from domain.classification import Topic, Urgency
from domain.errors import BadInput, Conflict, NotAllowed
from domain.incident import IncidentStatus, StatementKind
from domain.role import Actor, Role
from listenpost.services import case_actions, regrouping, statements, undoing
from storage import changes, incidents
from storage.models import CaseChange, CaseEvent, Incident, IncidentCase, Mention, Reply, SlaClock
from tests.fakes import Office


@pytest.fixture
def two(office: Office) -> tuple[int, int]:
    """Otto's parcel, and ten minutes later his broken kettle."""
    first = office.case_for("Otto", "where is my parcel?")
    office.time.go(minutes=10)
    second = office.case_for("Otto", "my kettle is broken")
    assert first != second
    return first, second


@pytest.fixture
def three(office: Office) -> tuple[int, list[int]]:
    """One case of three posts in a thread: a parcel, a bill, a fire; and the posts' ids."""
    first = office.says("Otto", "where is my parcel?")
    case_id = office.arrive(first)
    posts = [first]
    for text in ("and the invoice is wrong", "now it is on fire"):
        office.time.go(minutes=10)
        posts.append(office.says("Otto", text, under=first))
        assert office.arrive(posts[-1]) == case_id
    return case_id, [office.mention(post).id or 0 for post in posts]


def state(office: Office) -> dict[str, Any]:
    """Everything that a merge or a split may touch; versions only grow, emptied cases are none."""
    cases = {
        case_id: changes.picture(office.case(case_id)) | {"version": 0}
        for case_id in {post.case_id for post in office.rows(Mention) if post.case_id}
    }
    return {
        "cases": cases,
        "posts": [(post.id, post.case_id) for post in office.rows(Mention)],
        "incidents": sorted(
            (one.case_id, one.incident_id, one.left_at) for one in office.rows(IncidentCase)
        ),
        "replies": [(reply.id, reply.case_id) for reply in office.rows(Reply)],
        "clocks": [
            changes.picture(clock) for clock in office.rows(SlaClock) if clock.case_id in cases
        ],
    }


def the_change(office: Office) -> int:
    return office.rows(CaseChange)[-1].id or 0


def test_the_merged_case_waits_since_the_earlier_post_with_the_worse_urgency(
    office: Office, ann: Actor, two: tuple[int, int]
) -> None:
    first, second = two
    before = office.case(first), office.case(second)
    regrouping.merge(office.app, ann, kept_id=second, other_id=first)
    kept, emptied = office.case(second), office.case(first)
    assert (kept.waiting_since, kept.due_at) == (before[0].waiting_since, before[1].due_at)
    assert (kept.urgency, kept.unanswered_posts) == (Urgency.HIGH, 2)
    assert {post.case_id for post in office.rows(Mention)} == {second}
    assert (emptied.status, emptied.waiting_since, emptied.due_at) == (
        CaseStatus.MERGED,
        None,
        None,
    )


def test_of_the_clocks_that_run_for_the_same_thing_the_first_due_goes_on(
    office: Office, ann: Actor, two: tuple[int, int]
) -> None:
    first, second = two
    regrouping.merge(office.app, ann, kept_id=first, other_id=second)
    clocks = office.rows(SlaClock)
    assert {clock.case_id for clock in clocks} == {first}
    (running,) = [clock for clock in clocks if clock.stopped_at is None]
    assert running.due_at == office.case(first).due_at == min(clock.due_at for clock in clocks)


@pytest.mark.parametrize("kept", [0, 1])
def test_a_merge_is_undone_exactly(
    office: Office, ann: Actor, two: tuple[int, int], kept: int
) -> None:
    before = state(office)
    regrouping.merge(office.app, ann, kept_id=two[kept], other_id=two[1 - kept])
    office.time.go(minutes=30)
    assert state(office) != before
    undoing.undo(office.app, ann, the_change(office))
    assert state(office) == before


def join(office: Office, case_id: int, *, left: bool = False) -> int:
    """The case is in an incident, or was until somebody took it out; returns the incident."""
    now = office.time.now
    with office.app.database.write() as session:
        incident = Incident(
            title="kettles", anchor=f"marker:{case_id}", status=IncidentStatus.OPEN, opened_at=now,
            last_post_at=now,
        )  # fmt: skip
        session.add(incident)
        session.flush()
        number = incident.id or 0
        session.add(
            IncidentCase(
                case_id=case_id, incident_id=number, joined_at=now, left_at=now if left else None
            )
        )
    return number


@pytest.mark.parametrize("was_taken_out", [False, True])
def test_who_is_in_an_incident_is_told_after_a_merge_too(
    office: Office, ann: Actor, lea: Actor, two: tuple[int, int], was_taken_out: bool
) -> None:
    kept, other = two
    number = join(office, other)
    if was_taken_out:
        join(office, kept, left=True)
    before = state(office)
    regrouping.merge(office.app, ann, kept_id=kept, other_id=other)
    statements.approve(office.app, lea, number, StatementKind.STATEMENT, {"en": "We know."})
    told = statements.send(office.app, lea, number, StatementKind.STATEMENT)
    assert (told.sent, dict(told.left_out)) == (1, {})
    view = statements.view(office.app, lea, number)
    assert [(one.case_id, one.told) for one in view.members] == [(kept, True)]
    office.deliver()
    office.time.go(hours=2)
    undoing.undo(office.app, ann, the_change(office))
    assert state(office)["incidents"] == before["incidents"]


def test_of_two_cases_in_incidents_the_kept_one_stays_where_it_is(
    office: Office, ann: Actor, two: tuple[int, int]
) -> None:
    kept, other = two
    own, left = join(office, kept), join(office, other)
    before = state(office)
    regrouping.merge(office.app, ann, kept_id=kept, other_id=other)
    with office.app.database.read() as session:
        assert [incidents.size(session, number) for number in (own, left)] == [1, 0]
    undoing.undo(office.app, ann, the_change(office))
    assert state(office) == before


def test_a_split_is_undone_exactly(
    office: Office, ann: Actor, three: tuple[int, list[int]]
) -> None:
    case_id, posts = three
    before = state(office)
    for chosen in ([posts[0]], [posts[2]], posts[:2]):
        regrouping.split(office.app, ann, case_id, mention_ids=chosen)
        assert state(office) != before
        undoing.undo(office.app, ann, the_change(office))
        assert state(office) == before


def test_changes_built_on_each_other_are_undone_from_the_last(
    office: Office, ann: Actor, three: tuple[int, list[int]]
) -> None:
    case_id, posts = three
    states = [state(office)]
    own = regrouping.split(office.app, ann, case_id, mention_ids=[posts[2]])
    states.append(state(office))
    second = regrouping.split(office.app, ann, case_id, mention_ids=[posts[1]])
    states.append(state(office))
    regrouping.merge(office.app, ann, kept_id=second, other_id=own)
    first = office.rows(CaseChange)[0].id or 0
    with pytest.raises(Conflict, match="later"):
        undoing.undo(office.app, ann, first)
    for change, was in zip(reversed(office.rows(CaseChange)), reversed(states), strict=True):
        undoing.undo(office.app, ann, change.id or 0)
        assert state(office) == was
    with pytest.raises(Conflict, match="already"):
        undoing.undo(office.app, ann, first)


def test_the_parts_of_a_split_have_their_own_urgency_and_deadline(
    office: Office, ann: Actor, three: tuple[int, list[int]]
) -> None:
    case_id, posts = three
    own = regrouping.split(office.app, ann, case_id, mention_ids=[posts[2]])
    case, fire = office.case(case_id), office.case(own)
    assert (fire.urgency, fire.unanswered_posts) == (Urgency.CRITICAL, 1)
    assert fire.waiting_since == office.get(Mention, posts[2]).published_at
    assert (fire.topic, case.topic) == (Topic.SAFETY, Topic.BILLING)
    assert (case.urgency, case.unanswered_posts) == (Urgency.NORMAL, 2)
    assert case.waiting_since == office.get(Mention, posts[0]).published_at
    running = {clock.case_id: clock for clock in office.rows(SlaClock) if not clock.stopped_at}
    assert running[own].due_at == fire.due_at
    assert running[case_id].due_at == case.due_at


def test_what_was_answered_stays_answered_after_a_split(
    office: Office, ann: Actor, three: tuple[int, list[int]]
) -> None:
    case_id, posts = three
    office.time.go(minutes=5)
    office.send(ann, case_id, "The fire brigade is on its way.")
    office.deliver()
    own = regrouping.split(office.app, ann, case_id, mention_ids=[posts[0]])
    assert office.case(case_id).status is CaseStatus.WAITING
    assert office.case(own).waiting_since == office.get(Mention, posts[0]).published_at


def test_our_answer_goes_with_the_post_that_it_answers(
    office: Office, ann: Actor, three: tuple[int, list[int]]
) -> None:
    case_id, posts = three
    office.time.go(minutes=5)
    reply = office.send(ann, case_id)
    office.deliver()
    own = regrouping.split(office.app, ann, case_id, mention_ids=[posts[2]])
    assert office.reply(reply).case_id == own
    assert office.case(own).status is CaseStatus.WAITING
    assert office.case(own).first_replied_at == office.reply(reply).sent_at


def test_what_a_customer_writes_after_a_merge_goes_back_with_its_thread(
    office: Office, ann: Actor
) -> None:
    parcel = office.says("Otto", "where is my parcel?")
    kettle = office.says("Otto", "my kettle is broken")
    first, second = office.arrive(parcel), office.arrive(kettle)
    regrouping.merge(office.app, ann, kept_id=first, other_id=second)
    office.time.go(minutes=5)
    again = office.says("Otto", "it is on fire", under=kettle)
    assert office.arrive(again) == first
    undoing.undo(office.app, ann, the_change(office))
    assert office.mention(again).case_id == office.mention(kettle).case_id == second
    assert office.mention(parcel).case_id == first
    assert (office.case(second).urgency, office.case(second).unanswered_posts) == (
        Urgency.CRITICAL,
        2,
    )
    assert (office.case(first).urgency, office.case(first).unanswered_posts) == (Urgency.NORMAL, 1)


def test_an_answer_after_a_merge_settles_only_the_part_that_it_answers(
    office: Office, ann: Actor, two: tuple[int, int]
) -> None:
    first, second = two
    regrouping.merge(office.app, ann, kept_id=first, other_id=second)
    office.time.go(minutes=5)
    office.send(ann, first, "A new kettle is on its way.")
    office.deliver()
    undoing.undo(office.app, ann, the_change(office))
    assert office.case(second).status is CaseStatus.WAITING
    assert office.case(first).status is CaseStatus.OPEN
    assert office.case(first).waiting_since is not None


def test_a_new_post_joins_the_part_that_is_about_its_topic(
    office: Office, ann: Actor, three: tuple[int, list[int]]
) -> None:
    case_id, posts = three
    own = regrouping.split(office.app, ann, case_id, mention_ids=[posts[1]])
    thread = next(post for post in office.rows(Mention) if post.id == posts[0])
    assert office.case(own).topic is Topic.BILLING
    for text, expected in (("the invoice!", own), ("fire!", case_id), ("invoice", own)):
        office.time.go(minutes=1)
        assert office.arrive(office.says("Otto", text, thread=thread.external_id)) == expected


def test_a_merge_leaves_an_event_in_both_histories(
    office: Office, ann: Actor, two: tuple[int, int]
) -> None:
    first, second = two
    regrouping.merge(office.app, ann, kept_id=first, other_id=second)
    undoing.undo(office.app, ann, the_change(office))
    for case_id in two:
        kinds = [event.kind for event in office.rows(CaseEvent) if event.case_id == case_id]
        assert kinds[-2:] == [CaseEventKind.MERGED, CaseEventKind.UNDONE]


def test_two_customers_cases_are_not_merged(office: Office, ann: Actor) -> None:
    otto = office.case_for("Otto", "my kettle is broken")
    eva = office.case_for("Eva", "my kettle is broken")
    before = state(office)
    with pytest.raises(BadInput, match="two customers"):
        regrouping.merge(office.app, ann, kept_id=otto, other_id=eva)
    with pytest.raises(BadInput, match="itself"):
        regrouping.merge(office.app, ann, kept_id=otto, other_id=otto)
    assert state(office) == before


def test_a_case_that_a_colleague_holds_or_answers_is_left_alone(
    office: Office, ann: Actor, two: tuple[int, int]
) -> None:
    first, second = two
    ben = office.user("ben")
    case_actions.claim(office.app, ben, second)
    for kept, other in ((first, second), (second, first)):
        with pytest.raises(Conflict, match="Somebody else"):
            regrouping.merge(office.app, ann, kept_id=kept, other_id=other)
    office.send(ben, second)
    with pytest.raises(Conflict, match="on its way"):
        regrouping.merge(office.app, ben, kept_id=first, other_id=second)


def test_a_merged_case_is_neither_merged_again_nor_reopened(
    office: Office, ann: Actor, two: tuple[int, int]
) -> None:
    first, second = two
    regrouping.merge(office.app, ann, kept_id=first, other_id=second)
    for action in (
        lambda: regrouping.merge(office.app, ann, kept_id=first, other_id=second),
        lambda: case_actions.reopen(office.app, ann, second),
        lambda: case_actions.resolve(office.app, ann, second),
        lambda: case_actions.claim(office.app, ann, second),
    ):
        with pytest.raises(Conflict):
            action()


def test_a_split_needs_posts_of_the_case_and_leaves_one(
    office: Office, ann: Actor, three: tuple[int, list[int]]
) -> None:
    case_id, posts = three
    before = state(office)
    for chosen in ([], posts, [999], [posts[0], 999]):
        with pytest.raises(BadInput):
            regrouping.split(office.app, ann, case_id, mention_ids=chosen)
    assert state(office) == before


def test_who_only_reads_can_do_none_of_it(office: Office, two: tuple[int, int]) -> None:
    boss = office.user("boss", Role.MANAGER)
    for action in (
        lambda: regrouping.merge(office.app, boss, kept_id=two[0], other_id=two[1]),
        lambda: regrouping.split(office.app, boss, two[0], mention_ids=[1]),
        lambda: undoing.undo(office.app, boss, 1),
    ):
        with pytest.raises(NotAllowed):
            action()
