"""Every use case that writes leaves an audit row, or stands here with the reason why not."""

from __future__ import annotations

from tests.services_walk import AUDITS, EVENTS, WRITES, Function, arguments, walk

NO_AUDIT = {
    # of a person
    "company.gone": "who looks at a case at this moment; forgotten after minutes",
    "company.here": "who looks at a case at this moment; forgotten after minutes",
    "ledger_groups.report": "brings the ledger's projection up to date",
    "promise_report.report": "brings the ledger's projection up to date",
    "hop_report.report": "brings the ledger's projection up to date; what it reads changes nothing",
    "ledger.report": "brings the ledger's projection up to date",
    "ledger.unanswered": "brings the ledger's projection up to date",
    "macros.fill": "counts how often a saved reply is used; the reply is audited itself",
    "seen.seen": "when a case was first looked at, which stands in the ledger with the person",
    "sessions.who": "when somebody was last seen, every five minutes",
    "sessions.who_must_change": "when somebody was last seen, every five minutes",
    "sessions.sign_out": "ends the caller's own session; its beginning is audited",
    # of the machine: what it does to a case is an event, what else it does is logged
    "queueing.tidy": "forgets how many posts were stored and judged in minutes long past",
    "article_check.look_at_all": "asks which addresses of articles still answer",
    "article_check.look_if_due": "asks which addresses of articles still answer",
    "article_import.read_all": "reads a help centre",
    "article_import.read_if_changed": "reads a help centre",
    "article_import.read_some": "has the model read articles",
    "article_outcomes.settle_due": "counts whether articles helped",
    "choosing.learn": "weighs routes by outcomes",
    "company.tidy": "forgets who looked at a case",
    "explain.run": "asks the model why, for texts that are judged",
    "hop_report.compute": "brings the ledger's projection up to date",
    "hops.close_due": "ends a channel change whose time is over",
    "incidents.watch": "joins cases to an incident; people's moves are audited",
    "ingest.register_listeners": "notes which listeners the settings name",
    "ledger_groups.compute": "brings the ledger's projection up to date",
    "ledger.compute": "brings the ledger's projection up to date",
    "ledger.names": "brings the ledger's projection up to date",
    "ledger_rows.refresh": "brings the ledger's projection up to date",
    "pulse_rows.search": "finds names of the settings in posts, for trends; changes no post",
    "notices.find": "notes whom to tell of what; the notice is a row of its own",
    "outbox.recover": "gives back what a dead worker held; the sending is an event",
    "ranking.note_overdue": "raises the attention of what is late",
    "recheck.ensure": "puts a task",
    "retention.ensure": "puts a task",
    "topic_learning.run": "learns topics from examples, which are audited, and gives them to posts",
    "topic_learning.tidy": "forgets vectors of posts",
    "surveys.ask_due": "puts a survey into the outbox, which is an event when it is sent",
    "taking.take": "takes a task",
    "telling.tell_due": "delivers what other systems are told",
    "watch.look": "looks whether listeners are silent; alerts are rows of their own",
}


def _writing() -> dict[str, tuple[set[Function | str], bool]]:
    """Every public function that writes: what it reaches, and whether it acts for a person."""
    found = walk()
    return {
        f"{module}.{name}": (reached, bool({"actor", "user_id"} & arguments(node)))
        for (module, name), node in found.nodes.items()
        if not name.startswith("_") and WRITES in (reached := found.all_of((module, name)))
    }


def test_the_walk_sees_what_the_services_do() -> None:
    found = _writing()
    assert len(found) > 90
    assert AUDITS in found["case_actions.claim"][0]
    assert EVENTS in found["case_actions.wake_due"][0]


def test_whatever_a_person_does_leaves_an_audit_row() -> None:
    silent = {
        name
        for name, (reached, by_person) in _writing().items()
        if by_person and AUDITS not in reached and name not in NO_AUDIT
    }
    assert not silent, "call users.audit in the same transaction, or say here why not"


def test_whatever_the_machine_writes_leaves_an_event_or_a_row() -> None:
    silent = {
        name
        for name, (reached, by_person) in _writing().items()
        if not by_person and not {AUDITS, EVENTS} & reached and name not in NO_AUDIT
    }
    assert not silent, "an event in the case's history, an audit row, or a reason here"


def test_no_exception_is_kept_that_is_not_needed() -> None:
    needed = {
        name
        for name, (reached, by_person) in _writing().items()
        if AUDITS not in reached and (by_person or EVENTS not in reached)
    }
    assert set(NO_AUDIT) <= needed
