"""What a case shows from outside: its events, its clocks; and mentions to be judged again."""

from __future__ import annotations

from domain.case import CaseEventKind
from listenpost.services.queueing import TRIAGE
from storage import cases, tasks
from storage.models import Mention, SlaClock, Task
from tests.fakes import Office


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


def unjudged(office: Office) -> list[Task]:
    """What still waits for the model's judgement."""
    return [task for task in office.rows(Task) if task.kind == TRIAGE]
