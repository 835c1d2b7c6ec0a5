"""An open page acts for its user as long as the rights last that it was drawn with."""

from __future__ import annotations

from typing import Any, cast

import pytest
from starlette.types import Message, Receive, Scope, Send
from starlette.websockets import WebSocketDisconnected
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard.desk import Desk
from dashboard.gate import Gate
from dashboard.live_socket import is_deed, plain_run, watched
from domain.role import Actor, Role
from tests.loops import finished

ANN = Actor(id=1, name="ann", display_name="Ann", role=Role.LEAD)
DEMOTED = Actor(id=1, name="ann", display_name="Ann", role=Role.AGENT)


def click() -> bytes:
    """What the browser sends when somebody presses a button in a fragment."""
    message = BackMsg()
    message.rerun_script.fragment_id = "undo"
    message.rerun_script.page_script_hash = "a page"
    message.rerun_script.query_string = "case=7"
    message.rerun_script.context_info.timezone = "Europe/Prague"
    pressed = message.rerun_script.widget_states.widgets.add()
    pressed.id, pressed.trigger_value = "approve", True
    return bytes(message.SerializeToString())


def heard(answers: list[Actor | None], messages: list[Message]) -> list[Message]:
    """What the page gets of these messages while the session says this of its holder."""
    told, coming = iter(answers), iter(messages)

    async def receive() -> Message:
        return next(coming)

    async def ask(_acts: bool) -> Actor | None:
        return next(told)

    async def all_of_them() -> list[Message]:
        listen = watched(receive, ask, ANN)
        return [await listen() for _ in messages]

    return finished(all_of_them())


def sent(data: bytes) -> Message:
    return {"type": "websocket.receive", "bytes": data}


def is_click(message: Message) -> bool:
    return bool(message["bytes"] == click())


def test_a_click_of_somebody_who_is_still_there_goes_through() -> None:
    assert [is_click(one) for one in heard([ANN, ANN], [sent(click())] * 2)] == [True, True]


def test_only_what_a_person_does_is_a_deed() -> None:
    by_itself, pressed = BackMsg(), BackMsg()
    by_itself.rerun_script.is_auto_rerun = True
    pressed.ParseFromString(click())
    beat = BackMsg(app_heartbeat=True)
    told: list[bool] = []
    coming = iter([pressed, by_itself, beat, pressed])

    async def receive() -> Message:
        return sent(bytes(next(coming).SerializeToString()))

    async def ask(acts: bool) -> Actor | None:
        told.append(acts)
        return ANN

    async def all_of_them() -> None:
        listen = watched(receive, ask, ANN)
        for _ in range(4):
            await listen()

    finished(all_of_them())
    assert told == [False, False, False, True], "the first comes by itself when the line is there"
    assert not is_deed(b"\xff\xff no message")
    assert not is_deed(None)


def test_once_the_session_has_ended_no_click_reaches_the_page_ever_again() -> None:
    found = heard([ANN, None, None], [sent(click())] * 3)
    assert [is_click(one) for one in found] == [True, False, False]


def test_after_another_role_the_page_is_drawn_anew_before_a_click_counts() -> None:
    found = heard([DEMOTED, DEMOTED], [sent(click())] * 2)
    assert [is_click(one) for one in found] == [False, True]


def test_a_plain_run_carries_no_click_no_fragment_and_no_page() -> None:
    run = BackMsg()
    run.ParseFromString(plain_run(click()))
    assert run.WhichOneof("type") == "rerun_script"
    assert not run.rerun_script.widget_states.widgets
    assert not run.rerun_script.fragment_id
    assert not run.rerun_script.page_script_hash
    assert run.rerun_script.context_info.timezone == "Europe/Prague"


def test_whose_session_has_ended_is_told_so_in_the_part_that_she_was_typing_in() -> None:
    (found,) = heard([None], [sent(click())])
    run = BackMsg()
    run.ParseFromString(found["bytes"])
    assert run.rerun_script.fragment_id == "undo"
    assert not run.rerun_script.widget_states.widgets


def test_other_messages_of_a_dead_session_become_a_plain_run_too() -> None:
    message = BackMsg(clear_cache=True)
    (found,) = heard([None], [sent(bytes(message.SerializeToString()))])
    run = BackMsg()
    run.ParseFromString(found["bytes"])
    assert run.WhichOneof("type") == "rerun_script"


@pytest.mark.parametrize("kind", ["websocket.connect", "websocket.disconnect"])
def test_coming_and_going_is_nobodys_business(kind: str) -> None:
    assert heard([], [{"type": kind}]) == [{"type": kind}]


def test_a_page_that_is_left_while_it_is_written_to_ends_without_a_trace() -> None:
    async def leaves(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise WebSocketDisconnected("gone")

    async def breaks(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise RuntimeError("a fault")

    async def nothing(*_: object) -> Any:
        return {}

    desk = cast(Desk, None)
    finished(Gate(leaves, desk=desk)._page({}, nothing, nothing))
    with pytest.raises(RuntimeError, match="a fault"):
        finished(Gate(breaks, desk=desk)._page({}, nothing, nothing))
