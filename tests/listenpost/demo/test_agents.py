"""Simulated agents get on with what people get on with."""

from __future__ import annotations

import threading
from typing import cast

from domain.errors import Rejected
from domain.reply import ReplyStatus
from listenpost.demo import agents
from listenpost.demo.agents import Shift
from listenpost.demo.network import Network
from storage.inbox import InboxOrder
from storage.models import Reply
from tests.fakes import Office, Post, raising


def test_after_a_refusal_the_answer_is_written_anew(office: Office) -> None:
    ann, case_id = office.user(), office.case_for("Otto", "my kettle is broken")
    office.responder.script.append(Post(before=raising(Rejected("not these words"))))
    office.send(ann, case_id, "Words that the network refuses.")
    office.deliver()
    shift = Shift(
        app=office.app,
        network=cast(Network, None),
        order=InboxOrder.PRIORITY,
        speed=1.0,
        over=threading.Event(),
    )
    agents.finish(shift, ann, agents.read(shift, ann, case_id))
    refused, anew = sorted(office.rows(Reply), key=lambda reply: reply.id or 0)
    assert (refused.status, anew.status) == (ReplyStatus.REJECTED, ReplyStatus.APPROVED)
