"""The ledger of an installation: every mention in one row, whatever became of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from domain.correction import Head
from domain.errors import BadInput, OutcomeUnknown, PlatformUnavailable, ReplyNotAllowed
from domain.ledger import Answer, Reason, Settlement
from domain.mention import FACEBOOK
from domain.role import Role
from listenpost.services import (
    case_actions,
    corrections,
    identity,
    ledger,
    ledger_rows,
    regrouping,
    respond,
)
from listenpost.services.ledger import LedgerReport
from listenpost.services.seen import seen
from storage import edits
from storage.ids import key
from storage.models import Author, LedgerEntry, LedgerTouch, Mention
from tests.fakes import MINUTE, START, Office, Post, raising

HOUR = 60 * MINUTE
DAY = 24 * HOUR


def rows(office: Office, **wanted: object) -> dict[str, int]:
    """Every row that is not empty."""
    found = report(office, **wanted)
    parts = (found.settled, found.pending, found.ignored)
    everything = {row.value: number for part in parts for row, number in part.items()}
    assert sum(everything.values()) == found.needed
    return {row: number for row, number in everything.items() if number}


def report(office: Office, **wanted: object) -> LedgerReport:
    manager = office.user(f"max{next(office.ids)}", Role.MANAGER)
    return ledger.report(
        office.app,
        manager,
        ledger.period(office.app, **wanted),  # type: ignore[arg-type]
    )


def test_what_nobody_opened_is_pending_until_its_deadline_and_then_never_seen(
    office: Office,
) -> None:
    office.case_for("Ann", "where is my parcel")
    assert rows(office) == {Reason.NOT_DUE: 1}
    office.time.go(hours=25)
    assert rows(office) == {Reason.NEVER_SEEN: 1}


def test_what_somebody_opened_and_left_is_told_from_what_nobody_saw(office: Office) -> None:
    case_id, ann = office.case_for("Ann", "where is my parcel"), office.user()
    office.case_for("Bob", "where is my parcel")
    seen(office.app, ann, case_id, version=office.case(case_id).version)
    seen(office.app, ann, case_id, version=office.case(case_id).version)
    office.time.go(hours=25)
    assert rows(office) == {Reason.SEEN_AND_LEFT: 1, Reason.NEVER_SEEN: 1}


def test_a_post_that_came_after_the_last_look_was_not_seen(office: Office) -> None:
    first = office.says("Ann", "where is my parcel")
    case_id = office.arrive(first)
    seen(office.app, office.user(), case_id, version=1)
    office.time.go(hours=1)
    office.arrive(office.says("Ann", "my parcel?", under=first))
    office.time.go(hours=25)
    assert rows(office) == {Reason.SEEN_AND_LEFT: 1, Reason.NEVER_SEEN: 1}


def test_a_manager_who_only_looks_leaves_no_evidence(office: Office) -> None:
    case_id = office.case_for("Ann", "where is my parcel")
    seen(office.app, office.user("max", Role.MANAGER), case_id, version=1)
    office.time.go(hours=25)
    assert rows(office) == {Reason.NEVER_SEEN: 1}


def test_an_answer_of_ours_settles_everything_that_was_read(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first, office.says("Ann", "still broken", under=first))
    office.send(office.user(), case_id)
    assert rows(office) == {Reason.ON_ITS_WAY: 2}
    office.deliver()
    assert rows(office) == {Settlement.ANSWERED_HERE: 2}


def test_what_the_customer_wrote_after_our_answer_is_open_again(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    office.send(office.user(), case_id)
    office.deliver()
    office.time.go(hours=1)
    office.arrive(office.says("Ann", "it is still broken", under=first))
    assert rows(office) == {Settlement.ANSWERED_HERE: 1, Reason.NOT_DUE: 1}


def test_an_answer_in_the_native_app_has_its_own_row(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    office.arrive(first)
    office.arrive(office.says("Kestrelia", "sorry!", under=first, by_brand=True))
    assert rows(office) == {Settlement.ANSWERED_NATIVELY: 1}


def test_a_native_answer_counts_though_the_case_was_closed_before_we_heard_it(
    office: Office,
) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    by_hand = office.says("Kestrelia", "sorry!", under=first, by_brand=True)
    case_actions.resolve(office.app, office.user(), case_id)
    assert rows(office) == {Reason.CLOSED_UNANSWERED: 1}
    office.arrive(by_hand)
    assert rows(office) == {Settlement.ANSWERED_NATIVELY: 1}


def test_an_echo_of_a_reply_in_doubt_is_no_native_answer(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    office.responder.script.append(Post(after=raising(OutcomeUnknown("lost"))))
    reply_id = office.send(office.user(), case_id)
    office.responder.looks.extend([raising(PlatformUnavailable("down"))] * 5)
    office.deliver()
    echo = office.says(
        "Kestrelia", "We look into it.", under=first, by_brand=True, external_id="echo"
    )
    office.arrive(echo)
    assert rows(office) == {Reason.NOT_DUE: 1}
    office.time.go(hours=25)
    assert rows(office) == {Reason.REPLY_IN_DOUBT: 1}
    respond.mark_sent(office.app, office.user("eve"), reply_id)
    assert set(rows(office)) <= {Settlement.ANSWERED_HERE, Settlement.ANSWERED_NATIVELY}


def test_thanks_without_an_answer_of_ours_are_self_resolved(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    office.arrive(first)
    office.time.go(minutes=5)
    office.arrive(office.says("Ann", "sorted, thanks", under=first))
    assert rows(office) == {Settlement.SELF_RESOLVED: 1}


@pytest.mark.parametrize("thanks_under_answer", [True, False])
def test_thanks_after_another_customers_answer_are_that_customers(
    office: Office, thanks_under_answer: bool
) -> None:
    first = office.says("Ann", "my kettle is broken", platform=FACEBOOK)
    office.arrive(first)
    office.time.go(minutes=5)
    help_ = office.says("Bob", "unplug it for a minute", platform=FACEBOOK, under=first)
    office.arrive(help_)
    office.time.go(minutes=5)
    under = help_ if thanks_under_answer else first
    office.arrive(office.says("Ann", "thanks that did it", platform=FACEBOOK, under=under))
    assert rows(office) == {Settlement.ANSWERED_BY_CUSTOMER: 1}


def test_who_has_the_same_trouble_is_no_helper(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken", platform=FACEBOOK)
    office.arrive(first)
    same = office.says("Bob", "mine is broken too", platform=FACEBOOK, under=first)
    office.arrive(same)
    office.time.go(minutes=5)
    office.arrive(office.says("Ann", "sorted, thanks", platform=FACEBOOK, under=first))
    assert rows(office) == {Settlement.SELF_RESOLVED: 1, Reason.NOT_DUE: 1}


def test_who_found_it_alone_was_helped_by_nobody(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken", platform=FACEBOOK)
    office.arrive(first, office.says("Bob", "how odd", platform=FACEBOOK, under=first))
    office.time.go(minutes=5)
    office.arrive(office.says("Ann", "never mind, found it", platform=FACEBOOK, under=first))
    assert rows(office) == {Settlement.SELF_RESOLVED: 1}


def test_another_account_of_the_same_customer_is_no_other_customer(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    office.arrive(first)
    own = office.says("Ann at work", "it was the fuse", under=first)
    office.arrive(own)
    one, other = office.mention(first).author_id, office.mention(own).author_id
    identity.link(office.app, office.user(), one, other)
    office.time.go(minutes=5)
    office.arrive(office.says("Ann", "sorted, thanks", under=own))
    assert rows(office) == {Settlement.SELF_RESOLVED: 1}


def test_a_neighbour_in_the_same_thread_is_no_helper(office: Office) -> None:
    top = office.says("Kestrelia", "New kettles!", platform=FACEBOOK, by_brand=True)
    office.arrive(top)
    office.arrive(office.says("Ann", "mine is broken", platform=FACEBOOK, under=top))
    office.time.go(minutes=5)
    office.arrive(office.says("Bob", "lovely colours", platform=FACEBOOK, under=top))
    office.time.go(minutes=5)
    office.arrive(office.says("Ann", "works again, thanks", platform=FACEBOOK, under=top))
    assert rows(office) == {Settlement.SELF_RESOLVED: 1}


@pytest.mark.parametrize(
    ("answer", "wanted"),
    [
        (None, Reason.CLOSED_UNANSWERED),
        (Answer.NATIVELY, Settlement.ANSWERED_NATIVELY),
        (Answer.BY_CUSTOMER, Settlement.ANSWERED_BY_CUSTOMER),
        (Answer.BY_ITSELF, Settlement.SELF_RESOLVED),
    ],
)
def test_who_resolves_a_case_says_how_the_customer_was_helped(
    office: Office, answer: Answer | None, wanted: str
) -> None:
    case_id = office.case_for("Ann", "my kettle is broken")
    case_actions.resolve(office.app, office.user(), case_id, answer=answer)
    assert rows(office) == {wanted: 1}


def test_not_for_us_is_a_row_and_reopening_takes_the_word_back(office: Office) -> None:
    case_id, ann = office.case_for("Ann", "my kettle is broken"), office.user()
    case_actions.dismiss(office.app, ann, case_id)
    assert rows(office) == {Settlement.NOT_FOR_US: 1}
    case_actions.reopen(office.app, ann, case_id)
    assert rows(office) == {Reason.NOT_DUE: 1}


def test_a_refused_reply_and_a_snooze_past_the_deadline_are_reasons(office: Office) -> None:
    refused, slept = office.case_for("Ann", "it is broken"), office.case_for("Bob", "it is broken")
    office.responder.script.append(Post(before=raising(ReplyNotAllowed("blocked"))))
    office.send(office.user(), refused)
    office.deliver()
    case_actions.snooze(office.app, office.user("eve"), slept, until=START + 9 * DAY)
    office.time.go(hours=25)
    assert rows(office) == {Reason.REPLY_FAILED: 1, Reason.SNOOZED_PAST_DEADLINE: 1}


def test_what_no_program_may_answer_is_the_platforms_policy(office: Office) -> None:
    office.arrive(office.says("Ann", "my kettle is broken", summoned=False))
    office.time.go(hours=25)
    assert rows(office) == {Reason.POLICY_FORBIDS: 1}


def test_what_needs_no_answer_and_what_is_not_judged_stand_outside_the_sum(
    office: Office,
) -> None:
    office.arrive(office.says("Ann", "nice weather"), office.says("Kes", "hello", by_brand=True))
    office.hear(office.says("Bob", "my kettle is broken"))
    found = report(office)
    assert (found.heard, found.unjudged, found.needed) == (1, 1, 0)
    assert found.ignored_share is None


def test_the_expected_number_is_the_sum_of_the_models_probabilities(office: Office) -> None:
    office.arrive(office.says("Ann", "broken"), office.says("Bob", "nice"))
    found = report(office)
    assert found.expected.number == pytest.approx(0.97 + 0.09, abs=0.001)
    assert found.expected.low < found.expected.number < found.expected.high


def test_a_report_keeps_to_its_period_and_platforms(office: Office) -> None:
    office.case_for("Ann", "broken")
    office.case_for("Bob", "broken", platform=FACEBOOK)
    office.time.go(days=3)
    office.case_for("Eve", "broken")
    assert report(office, since=START + DAY).needed == 1
    assert report(office, until=START + DAY).needed == 2
    assert report(office, platforms=("facebook",)).needed == 1
    with pytest.raises(BadInput, match="before it begins"):
        ledger.period(office.app, since=START, until=START)


def test_what_is_left_is_listed_by_name_with_age_owner_and_reason(office: Office) -> None:
    case_id = office.case_for("Ann", "where is my parcel")
    ann = office.user()
    case_actions.claim(office.app, ann, case_id)
    seen(office.app, ann, case_id, version=1)
    office.time.go(hours=25)
    office.case_for("Bob", "where is my parcel")
    wanted = ledger.period(office.app)
    (one,) = ledger.unanswered(office.app, office.user("max", Role.MANAGER), wanted)
    assert (one.case_id, one.customer, one.owner) == (case_id, "Ann", "Ann")
    assert (one.age, one.reason) == (25 * HOUR, Reason.SEEN_AND_LEFT)
    assert one.text == "where is my parcel"
    pending = ledger.names(office.app, wanted, reasons=[Reason.NOT_DUE])
    assert [row.customer for row in pending] == ["Bob"]
    assert ledger.names(office.app, wanted, reasons=[]) == []


def test_an_edited_post_keeps_its_one_row_and_what_settled_it(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    office.send(office.user(), case_id)
    office.deliver()
    office.time.go(minutes=5)
    office.arrive(replace(first, text="my red kettle is broken"))
    assert rows(office) == {Settlement.ANSWERED_HERE: 1}
    office.arrive(replace(first, text="nice weather"))
    assert rows(office) == {Settlement.ANSWERED_HERE: 1}


def test_a_request_that_its_author_edited_away_stays_in_the_ledger(office: Office) -> None:
    """It had needed an answer and got none: "nobody asked" would be kinder than the truth."""
    first = office.says("Ann", "my kettle is broken")
    office.arrive(first)
    before = report(office)
    office.time.go(minutes=5)
    office.arrive(replace(first, text="nice weather"))
    office.arrive(replace(first, text="nice weather here"))
    assert rows(office) == {Settlement.WITHDRAWN: 1}
    after = report(office)
    assert (after.needed, after.decided, after.expected) == (1, 1, before.expected)
    office.arrive(replace(first, text="my kettle is broken again"))
    assert rows(office) == {Reason.NOT_DUE: 1}


def test_what_a_person_called_no_request_is_not_withdrawn_by_an_edit(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    office.arrive(first)
    number = key(office.mention(first).id)
    corrections.correct(office.app, office.user(), number, Head.NEEDS_ANSWER, "false")
    office.arrive(replace(first, text="nice weather"))
    assert rows(office) == {}


def test_what_the_customer_took_away_before_an_answer_is_withdrawn(office: Office) -> None:
    gone, answered = office.says("Ann", "it is broken"), office.says("Bob", "it is broken")
    office.arrive(gone)
    case_id = office.arrive(answered)
    office.send(office.user(), case_id)
    office.deliver()
    office.time.go(minutes=5)
    for heard in (gone, answered):
        with office.app.database.write() as session:
            edits.withdraw(session, office.mention(heard), now=office.time.now)
    assert rows(office) == {Settlement.WITHDRAWN: 1, Settlement.ANSWERED_HERE: 1}


def test_thanks_go_with_their_post_when_a_case_is_split(office: Office) -> None:
    """A merge or a split changes whose case it is, never what became of the request."""
    ann = office.user()
    first, other = office.says("Ann", "it is broken"), office.says("Ann", "where is my parcel")
    kept, moved = office.arrive(first), office.arrive(other)
    assert kept != moved
    office.time.go(minutes=5)
    office.arrive(office.says("Ann", "sorted, thanks", under=other))
    regrouping.merge(office.app, ann, kept_id=kept, other_id=moved)
    assert rows(office) == {Settlement.SELF_RESOLVED: 1, Reason.NOT_DUE: 1}


def test_the_ledger_follows_who_is_another_person_again_to_her_new_case(office: Office) -> None:
    agent = office.user()
    kept = office.case_for("Ann", "my parcel is late")
    asked = office.says("Bob", "it is broken", platform=FACEBOOK)
    other = office.arrive(asked)
    one, two = (key(row.id) for row in office.rows(Author))
    identity.link(office.app, agent, one, two)
    regrouping.merge(office.app, agent, kept_id=kept, other_id=other)
    assert rows(office) == {Reason.NOT_DUE: 2}
    identity.unlink_account(office.app, agent, two)
    ledger_rows.refresh(office.app)
    posts = {key(row.id): row.case_id for row in office.rows(Mention)}
    assert {row.mention_id: row.case_id for row in office.rows(LedgerEntry)} == posts
    assert office.mention(asked).case_id not in (kept, other)


def test_settling_everything_anew_changes_nothing(office: Office) -> None:
    """The rows are a projection: whatever order the touches came in, they say the same."""
    first = office.says("Ann", "broken")
    case_id = office.arrive(first)
    office.send(office.user(), case_id)
    office.deliver()
    office.arrive(office.says("Bob", "broken"), office.says("Ann", "broken", under=first))
    office.arrive(office.says("Ann", "thanks", under=first))
    ledger_rows.refresh(office.app)
    before = {entry.mention_id: entry.settlement for entry in office.rows(LedgerEntry)}
    with office.app.database.write() as session:
        for entry in office.rows(LedgerEntry):
            session.add(LedgerTouch(case_id=entry.case_id or 0)) if entry.case_id else None
    ledger_rows.refresh(office.app)
    after = {entry.mention_id: entry.settlement for entry in office.rows(LedgerEntry)}
    assert after == before
    assert office.rows(LedgerTouch) == []
