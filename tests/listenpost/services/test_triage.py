"""Judged posts open, join, reopen and settle cases, in the order in which they were posted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

from domain.case import CaseEventKind, CaseStatus
from domain.classification import Classification as Judgement
from domain.classification import Urgency
from domain.ledger import Settlement
from domain.mention import FACEBOOK
from domain.sla import SlaMetric
from listenpost.services import case_actions, triage
from storage import edits
from storage.models import Case, CaseEvent, Classification, LedgerEntry, Mention, Task
from tests.fakes import MINUTE, START, FakeTime, KeywordClassifier, Office
from tests.listenpost.services.seen import clocks, events, put_back, unjudged

HOUR = 60 * MINUTE


# What a post does to a case


def test_a_post_that_is_owed_an_answer_opens_a_case(office: Office) -> None:
    post = office.says("Ann", "@us my kettle is broken", followers=5000)
    case = office.case(office.arrive(post))
    assert (case.status, case.urgency, case.topic) == (CaseStatus.OPEN, Urgency.HIGH, "product")
    assert (case.title, case.platform, case.language) == ("my kettle is broken", "x", "en")
    assert (case.waiting_since, case.due_at) == (START, START + 4 * HOUR)
    assert (case.unanswered_posts, case.followers, case.version) == (1, 5000, 1)
    assert events(office, case.id or 0) == [CaseEventKind.OPENED]
    assert [(c.metric, c.due_at) for c in clocks(office)] == [
        (SlaMetric.FIRST_RESPONSE, START + 4 * HOUR)
    ]
    stored = office.mention(post)
    assert stored.needs_answer is True
    assert stored.triaged_at == START
    assert office.rows(Classification)[0].model == "keywords-1"


def test_what_is_owed_nothing_opens_none(office: Office) -> None:
    post = office.says("Ann", "thanks for the kettle")
    assert office.arrive(post) == 0
    assert office.mention(post).needs_answer is False
    assert office.mention(post).triaged_at == START
    assert office.rows(Case) == []


def test_what_the_model_is_unsure_of_comes_before_a_person(office: Office) -> None:
    case = office.case(office.arrive(office.says("Ann", "unsure what this is")))
    assert (case.status, case.urgency) == (CaseStatus.OPEN, Urgency.NORMAL)


def test_a_second_post_in_the_thread_joins_and_keeps_the_earlier_deadline(office: Office) -> None:
    first = office.says("Ann", "where is my parcel")
    case_id = office.arrive(first)
    office.time.go(hours=1)
    assert office.arrive(office.says("Ann", "and my invoice", under=first)) == case_id
    case = office.case(case_id)
    assert case.unanswered_posts == 2
    assert (case.waiting_since, case.due_at) == (START, START + 24 * HOUR)
    assert case.version == 2
    assert len(clocks(office)) == 1
    assert events(office, case_id) == [CaseEventKind.OPENED, CaseEventKind.CUSTOMER_WROTE]


def test_a_worse_post_raises_the_case_and_pulls_its_deadline_forward(office: Office) -> None:
    first = office.says("Ann", "where is my parcel")
    case_id = office.arrive(first)
    before = office.case(case_id).rank
    office.time.go(hours=1)
    office.arrive(office.says("Ann", "it is on fire", under=first))
    case = office.case(case_id)
    assert (case.urgency, case.due_at) == (Urgency.CRITICAL, START + 2 * HOUR)
    assert case.rank > before
    assert [c.due_at for c in clocks(office)] == [START + 2 * HOUR]
    assert events(office, case_id)[-1] is CaseEventKind.RAISED


def test_the_same_topic_elsewhere_joins_and_another_topic_opens_its_own(office: Office) -> None:
    case_id = office.case_for("Ann", "my kettle is broken")
    assert office.case_for("Ann", "still broken, this kettle") == case_id
    assert office.case_for("Ann", "where is my parcel") != case_id
    assert office.case_for("Ben", "mine is broken too") != case_id


def test_each_person_in_a_shared_thread_has_a_case_of_its_own(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    ann = office.arrive(first)
    ben = office.arrive(office.says("Ben", "mine is broken too", under=first))
    cat = office.arrive(office.says("Cat", "nice kettle", under=first))
    assert office.arrive(office.says("Ann", "hello?", under=first)) == ann
    assert ann != ben
    assert cat == 0
    assert [case.unanswered_posts for case in office.rows(Case)] == [2, 1]


def test_the_same_account_name_on_two_networks_is_two_customers(office: Office) -> None:
    on_x = office.case_for("Ann", "my kettle is broken")
    assert office.case_for("Ann", "my kettle is broken", platform=FACEBOOK) != on_x


def test_a_bare_question_mark_asks_again_only_under_an_open_case(office: Office) -> None:
    assert office.arrive(office.says("Ann", "??")) == 0
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    assert office.arrive(office.says("Ann", "??", under=first)) == case_id
    case = office.case(case_id)
    assert (case.unanswered_posts, case.urgency) == (2, Urgency.HIGH)


def test_sure_thanks_settle_an_open_case(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    office.time.go(hours=1)
    assert office.arrive(office.says("Ann", "works again, thanks", under=first)) == case_id
    case = office.case(case_id)
    assert case.status is CaseStatus.RESOLVED
    assert (case.waiting_since, case.due_at, case.unanswered_posts) == (None, None, 0)
    (clock,) = clocks(office)
    assert (clock.stopped_at, clock.answered) == (START + HOUR, False)
    assert events(office, case_id)[-1] is CaseEventKind.RESOLVED


def test_unsure_thanks_settle_only_what_we_answered(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    office.arrive(office.says("Ann", "merci", under=first))
    assert office.case(case_id).status is CaseStatus.OPEN
    office.send(office.user(), case_id)
    office.deliver()
    assert office.case(case_id).status is CaseStatus.WAITING
    office.arrive(office.says("Ann", "merci bien", under=first))
    assert office.case(case_id).status is CaseStatus.RESOLVED


def test_a_settled_case_is_opened_again_within_a_week_and_not_after(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    case_actions.resolve(office.app, office.user(), case_id)
    office.time.go(days=6)
    assert office.arrive(office.says("Ann", "broken again", under=first)) == case_id
    case = office.case(case_id)
    assert (case.status, case.waiting_since) == (CaseStatus.OPEN, office.time.now)
    assert events(office, case_id)[-1] is CaseEventKind.REOPENED
    assert [clock.stopped_at is None for clock in clocks(office)] == [False, True]
    case_actions.resolve(office.app, office.user("ben"), case_id)
    office.time.go(days=8)
    assert office.arrive(office.says("Ann", "broken once more", under=first)) != case_id


def test_what_a_person_put_aside_stays_aside(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    case_actions.dismiss(office.app, office.user(), case_id, reason="a parody account")
    assert office.arrive(office.says("Ann", "still broken", under=first)) != case_id
    assert office.case(case_id).status is CaseStatus.NOT_ACTIONABLE


def test_a_new_post_wakes_a_snoozed_case(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    until = START + 5 * HOUR
    case_actions.snooze(office.app, office.user(), case_id, until=until)
    office.arrive(office.says("Ann", "thank god it is friday", under=first))
    assert office.case(case_id).status is CaseStatus.SNOOZED
    office.arrive(office.says("Ann", "it is on fire", under=first))
    case = office.case(case_id)
    assert (case.status, case.snoozed_until) == (CaseStatus.OPEN, None)


def test_after_our_answer_the_next_post_starts_the_clock_of_the_next_response(
    office: Office,
) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    office.send(office.user(), case_id)
    office.deliver()
    office.time.go(hours=2)
    office.arrive(office.says("Ann", "still broken", under=first))
    assert [(c.metric, c.answered, c.stopped_at) for c in clocks(office)] == [
        (SlaMetric.FIRST_RESPONSE, True, START),
        (SlaMetric.NEXT_RESPONSE, False, None),
    ]
    assert office.case(case_id).due_at == START + 6 * HOUR


# Order, batches, repeats


def test_posts_are_taken_in_the_order_in_which_they_were_posted(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken", ago=3 * HOUR)
    second = office.says("Ann", "it is on fire", under=first, ago=2 * HOUR)
    third = office.says("Ann", "put out, thanks", under=first, ago=HOUR)
    for late in (third, second, first):
        office.hear(late)
    office.judge()
    (case,) = office.rows(Case)
    assert (case.status, case.title) == (CaseStatus.RESOLVED, "my kettle is broken")
    assert events(office, case.id or 0) == [
        CaseEventKind.OPENED,
        CaseEventKind.RAISED,
        CaseEventKind.RESOLVED,
    ]


def test_judging_the_same_mentions_again_changes_nothing(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    office.arrive(first, office.says("Ann", "hello?", under=first), office.says("Ben", "thanks"))
    before = [row.model_dump() for row in (*office.rows(Case), *office.rows(Mention))]
    put_back(office)
    office.time.go(hours=1)
    assert office.judge() == 0
    assert [row.model_dump() for row in (*office.rows(Case), *office.rows(Mention))] == before
    assert len(office.rows(CaseEvent)) == 2
    assert len(office.rows(Classification)) == 3
    assert unjudged(office) == []


def at_once(office: Office, *, read: int = 1) -> None:
    """Two workers judge, one what is due now, one what is due in a minute; both read first."""
    both = threading.Barrier(2, timeout=20)
    rivals: list[threading.Thread] = []

    class Slow(KeywordClassifier):
        def classify(self, texts: Sequence[str]) -> list[Judgement]:
            if not rivals:
                rivals.append(threading.Thread(target=triage.run, args=(rival,)))
                rivals[0].start()
            both.wait()
            return KeywordClassifier.classify(self, texts)

    slow = Slow()
    app = replace(office.app, classifier=lambda: slow)
    later = FakeTime(now=START + MINUTE)
    rival = replace(app, owner="another", clock=later.clock())
    assert triage.run(app) == read
    rivals[0].join(20)


def meanwhile(office: Office, happening: Callable[[], object]) -> None:
    """Let something happen once, while the model reads."""
    waits = [happening]

    class Reading(KeywordClassifier):
        def classify(self, texts: Sequence[str]) -> list[Judgement]:
            if waits:
                waits.pop()()
            return KeywordClassifier.classify(self, texts)

    reading = Reading()
    office.app = replace(office.app, classifier=lambda: reading)


def test_what_is_withdrawn_while_the_model_reads_it_opens_no_case(office: Office) -> None:
    post = office.says("Ann", "my kettle is broken")
    office.hear(post)

    def withdraw() -> None:
        with office.app.database.write() as session:
            edits.withdraw(session, session.get_one(Mention, office.mention(post).id), now=START)

    meanwhile(office, withdraw)
    office.judge()
    assert office.rows(Case) == []
    assert office.mention(post).triaged_at is not None
    (row,) = office.rows(LedgerEntry)
    assert row.settlement is Settlement.NOT_NEEDED


def test_what_is_edited_while_the_model_reads_it_is_judged_by_its_new_words(
    office: Office,
) -> None:
    post = office.says("Ann", "my kettle is broken")
    office.hear(post)
    meanwhile(office, lambda: office.hear(replace(post, text="my kettle is on fire")))
    office.judge()
    (case,) = office.rows(Case)
    assert case.urgency is Urgency.CRITICAL
    assert len(office.rows(Classification)) == 1


def test_two_workers_that_judge_the_same_mention_open_one_case(office: Office) -> None:
    office.hear(office.says("Ann", "my kettle is broken"))
    put_back(office)
    with office.app.database.write() as session:  # the other worker finds it a minute later
        session.get_one(Task, office.rows(Task)[1].id).run_at = START + MINUTE
    at_once(office)
    assert len(office.rows(Case)) == 1
    assert len(office.rows(Classification)) == 1


def test_two_workers_that_judge_two_posts_of_one_person_open_one_case(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    office.hear(first)
    office.hear(office.says("Ann", "still broken", under=first), office.says("Ben", "broken"))
    with office.app.database.write() as session:  # the other worker finds it a minute later
        for task in office.rows(Task)[1:]:
            session.get_one(Task, task.id).run_at = START + MINUTE
    at_once(office, read=2)  # the second post comes along with the first
    assert sorted(case.unanswered_posts for case in office.rows(Case)) == [1, 2]
    assert unjudged(office) == []


def test_a_sleeping_tab_of_work_is_only_taken_when_due(office: Office) -> None:
    office.hear(office.says("Ann", "my kettle is broken"))
    with office.app.database.write() as session:
        session.get_one(Task, office.rows(Task)[0].id).run_at = START + MINUTE
    assert office.judge() == 0
    office.time.now = START + MINUTE
    assert office.judge() == 1


def test_customers_who_talk_to_each_other_are_left_alone(office: Office) -> None:
    otto = office.says("Otto", "my kettle is broken", platform=FACEBOOK)
    office.arrive(otto)
    tip = office.says("Eva", "perhaps it needs water?", platform=FACEBOOK, under=otto)
    asked = office.says("Ida", "perhaps Kestrelia answers?", platform=FACEBOOK, under=otto)
    own = office.says("Otto", "perhaps?", platform=FACEBOOK, under=otto)
    assert [bool(office.arrive(post)) for post in (tip, asked, own)] == [False, True, True]
    assert office.mention(tip).needs_answer is False
