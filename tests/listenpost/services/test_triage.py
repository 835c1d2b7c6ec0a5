"""Judged posts open, join, reopen and settle cases, in the order in which they were posted."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace

import pytest
from structlog.typing import EventDict

from domain.case import CaseEventKind, CaseStatus
from domain.classification import Classification as Judgement
from domain.classification import Urgency
from domain.errors import ConfigurationError, OutcomeUnknown
from domain.mention import FACEBOOK
from domain.sla import SlaMetric
from listenpost import tasks as worker_tasks
from listenpost.services import case_actions, triage
from storage import cases, tasks
from storage.models import Case, CaseEvent, Classification, Mention, SlaClock, Task
from tests.fakes import MINUTE, START, FakeTime, KeywordClassifier, Office, Post, raising

HOUR = 60 * MINUTE


def events(office: Office, case_id: int) -> list[CaseEventKind]:
    with office.app.database.read() as session:
        return [event.kind for event in cases.events(session, case_id)]


def clocks(office: Office) -> list[SlaClock]:
    return office.rows(SlaClock)


def put_back(office: Office) -> None:
    """The same mentions are to be judged again, as after a lease that ran out."""
    now = office.time.now
    with office.app.database.write() as session:
        for mention in office.rows(Mention):
            tasks.put(session, "triage", {"mentions": [mention.id]}, run_at=now, now=now)


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
    assert office.rows(Task) == []


def at_once(office: Office) -> None:
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
    assert triage.run(app) == 1
    rivals[0].join(20)


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
        session.get_one(Task, office.rows(Task)[1].id).run_at = START + MINUTE
    at_once(office)
    assert [case.unanswered_posts for case in office.rows(Case)] == [2, 1]
    assert office.rows(Task) == []


def test_a_sleeping_tab_of_work_is_only_taken_when_due(office: Office) -> None:
    office.hear(office.says("Ann", "my kettle is broken"))
    office.time.now = START - MINUTE
    assert office.judge() == 0
    office.time.now = START
    assert office.judge() == 1


# A model that fails


def live_on(office: Office, *, minutes: int = 10) -> None:
    """The worker goes on ticking for a while."""
    for _ in range(2 * minutes):
        worker_tasks.judge(office.app)
        worker_tasks.judge(office.app)
        office.time.go(seconds=30)


def test_a_text_that_makes_the_model_raise_never_stops_the_others(office: Office) -> None:
    texts = ["broken 1", "broken 2", "poison", "broken 3", "broken 4", "broken 5"]
    office.hear(*(office.says(f"Ann{n}", text) for n, text in enumerate(texts)))
    live_on(office, minutes=1)
    judged = {row.text for row in office.rows(Mention) if row.triaged_at}
    assert judged == set(texts) - {"poison"}
    assert {case.urgency for case in office.rows(Case)} == {Urgency.HIGH}


def test_it_ends_in_front_of_a_person(office: Office) -> None:
    post = office.says("Ann", "poison")
    office.hear(post, office.says("Ben", "broken"), office.says("Cat", "thanks"))
    live_on(office)
    case = office.case(office.mention(post).case_id or 0)
    assert (case.status, case.urgency) == (CaseStatus.OPEN, Urgency.NORMAL)
    judgement = next(r for r in office.rows(Classification) if r.mention_id == post_id(office))
    assert (judgement.model, judgement.abstained) == ("none", True)
    assert office.rows(Task) == []


def post_id(office: Office) -> int | None:
    return next(row.id for row in office.rows(Mention) if row.text == "poison")


def test_several_such_texts_all_end_there_and_take_nobody_with_them(office: Office) -> None:
    people = [f"Ann{n}" for n in range(12)]
    for n, person in enumerate(people):  # single tasks, as after a page of one post each
        office.hear(office.says(person, "poison" if n % 3 == 0 else "broken"))
    live_on(office)
    assert all(row.triaged_at for row in office.rows(Mention))
    assert len(office.rows(Case)) == len(people)
    urgencies = [case.urgency for case in office.rows(Case)]
    assert urgencies.count(Urgency.HIGH) == 8
    assert office.rows(Task) == []


def test_a_failure_that_passes_is_no_judgement(office: Office) -> None:
    office.hear(office.says("Ann", "poison broken"), office.says("Ben", "broken"))
    live_on(office, minutes=1)
    office.classifier.poison = "nothing"
    live_on(office, minutes=1)
    assert {row.model for row in office.rows(Classification)} == {"keywords-1"}


def test_a_failure_is_logged_without_the_text(office: Office, logs: list[EventDict]) -> None:
    office.hear(office.says("Ann", "poison of a customer"))
    office.judge()
    failed = [event for event in logs if event["event"] == "triage.failed"]
    assert [(event["log_level"], event["mentions"]) for event in failed] == [("error", 1)]
    assert "customer" not in str(logs)
    assert office.rows(Task)[0].last_error == "the model choked"


def test_without_a_model_mentions_wait_and_are_judged_when_it_is_back(
    office: Office, logs: list[EventDict]
) -> None:
    def missing() -> KeywordClassifier:
        raise ConfigurationError("The model file is missing.")

    without = replace(office.app, classifier=missing)
    office.hear(office.says("Ann", "my kettle is broken"))
    for _ in range(8):
        assert triage.run(without) == 0
        office.time.go(minutes=1)
    (task,) = office.rows(Task)
    assert (task.attempts, task.lease_owner, task.given_up_at) == (0, None, None)
    assert {event["event"] for event in logs} >= {"triage.no_model"}
    assert office.judge() == 1
    assert len(office.rows(Case)) == 1


def test_a_worker_that_died_while_judging_is_replaced(office: Office) -> None:
    office.hear(office.says("Ann", "my kettle is broken"))
    office.classifier.error = KeyboardInterrupt()  # type: ignore[assignment]
    office.classifier.poison = "broken"
    with pytest.raises(KeyboardInterrupt):
        triage.run(office.app)
    office.classifier.poison = "poison"
    assert triage.run(office.another_worker()) == 0
    office.time.wall += 2 * MINUTE
    assert triage.run(office.another_worker()) == 1


def test_the_judgement_of_a_worker_that_was_too_slow_counts_once(office: Office) -> None:
    office.hear(office.says("Ann", "my kettle is broken"))

    class Overtaken(KeywordClassifier):
        def classify(self, texts: Sequence[str]) -> list[Judgement]:
            office.time.wall += 2 * MINUTE
            assert triage.run(office.another_worker()) == 1
            return KeywordClassifier.classify(self, texts)

    overtaken = Overtaken()
    triage.run(replace(office.app, classifier=lambda: overtaken))
    assert len(office.rows(Case)) == 1
    assert len(office.rows(Classification)) == 1
    assert office.rows(Task) == []


# Our own posts


def test_an_answer_by_hand_stops_the_clock(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    office.time.go(hours=1)
    by_hand = office.says("Kestrelia", "sorry!", under=first, by_brand=True, ago=20 * MINUTE)
    assert office.arrive(by_hand) == case_id
    case = office.case(case_id)
    assert (case.status, case.waiting_since, case.due_at) == (CaseStatus.WAITING, None, None)
    assert case.first_replied_at == START + 40 * MINUTE
    (clock,) = clocks(office)
    assert (clock.stopped_at, clock.answered) == (START + 40 * MINUTE, True)
    assert events(office, case_id)[-1] is CaseEventKind.ANSWERED_ELSEWHERE
    assert office.mention(by_hand).needs_answer is False
    assert office.classifier.batches == [["my kettle is broken"]]


def test_an_answer_by_hand_changes_the_thread_under_whoever_is_writing(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    before = office.case(case_id).version
    office.arrive(office.says("Kestrelia", "sorry!", under=first, by_brand=True))
    assert office.case(case_id).version > before


def test_an_answer_by_hand_settles_a_snoozed_case_too(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    case_actions.snooze(office.app, office.user(), case_id, until=START + 5 * HOUR)
    office.arrive(office.says("Kestrelia", "sorry!", under=first, by_brand=True))
    case = office.case(case_id)
    assert (case.status, case.due_at, case.snoozed_until) == (CaseStatus.WAITING, None, None)


def test_an_answer_by_hand_that_is_heard_late_leaves_later_posts_unanswered(
    office: Office,
) -> None:
    first = office.says("Ann", "my kettle is broken", ago=3 * HOUR)
    by_hand = office.says("Kestrelia", "try now", under=first, by_brand=True, ago=2 * HOUR)
    later = office.says("Ann", "still broken", under=first, ago=HOUR)
    case_id = office.arrive(first, later)
    office.arrive(by_hand)
    case = office.case(case_id)
    assert (case.status, case.waiting_since) == (CaseStatus.OPEN, START - HOUR)
    assert (case.due_at, case.unanswered_posts) == (START + 3 * HOUR, 1)
    assert [(c.metric, c.answered, c.due_at) for c in clocks(office)] == [
        (SlaMetric.FIRST_RESPONSE, True, START + HOUR),
        (SlaMetric.NEXT_RESPONSE, False, START + 3 * HOUR),
    ]


def test_an_answer_by_hand_that_is_heard_before_the_question_counts(office: Office) -> None:
    first = office.says("Ann", "my kettle is broken", ago=HOUR)
    by_hand = office.says("Kestrelia", "sorry!", under=first, by_brand=True, ago=MINUTE)
    office.arrive(by_hand)
    case_id = office.arrive(first)
    assert office.case(case_id).status is CaseStatus.WAITING
    assert office.mention(by_hand).case_id == case_id


@pytest.mark.parametrize("when", ["while it is sent", "while it is doubtful", "after it was sent"])
def test_an_echo_of_our_own_reply_is_not_an_answer_by_hand(office: Office, when: str) -> None:
    first = office.says("Ann", "my kettle is broken")
    case_id = office.arrive(first)
    reply_id = office.send(office.user(), case_id)

    def echo() -> None:
        key = office.reply(reply_id).idempotency_key
        post = office.says(
            "Kestrelia",
            "We look into it.",
            under=first,
            by_brand=True,
            external_id=f"posted-{key}",
        )
        assert office.arrive(post) == case_id

    if when == "while it is sent":
        office.responder.script.append(Post(after=echo))
    elif when == "while it is doubtful":
        office.responder.script.append(Post(after=raising(OutcomeUnknown("timed out"))))
        office.responder.looks.append(echo)
    office.deliver()
    if when == "after it was sent":
        echo()
    assert CaseEventKind.ANSWERED_ELSEWHERE not in events(office, case_id)
    assert events(office, case_id).count(CaseEventKind.REPLIED) == 1
    assert office.case(case_id).status is CaseStatus.WAITING


def test_what_we_post_of_our_own_belongs_to_no_case(office: Office) -> None:
    post = office.says("Kestrelia", "New kettles! fire!", by_brand=True)
    assert office.arrive(post) == 0
    assert office.mention(post).needs_answer is False
    assert office.rows(Case) == []
