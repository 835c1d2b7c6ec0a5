"""An open page whose session ended, or whose user got another role, is drawn anew; nothing else.

Streamlit's socket lives as long as the page. What a click means was decided when the page was
drawn, so a click on a page of yesterday's rights must not reach it: it becomes a plain run of the
script, which asks who is there. Where the session has ended only the part of the page that spoke is
drawn anew, so that what somebody was typing stays for her to copy.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.types import Message, Receive
from streamlit.proto.BackMsg_pb2 import BackMsg

from domain.role import Actor

Ask = Callable[[bool], Awaitable[Actor | None]]
"""Who is there now? It is told whether somebody has just done something."""


def watched(receive: Receive, ask: Ask, drawn_for: Actor) -> Receive:
    """What arrives on the socket; each message is let through for the user it was drawn for."""
    last: Actor | None = drawn_for
    connected = False

    async def next_message() -> Message:
        nonlocal last, connected
        message = await receive()
        if message["type"] != "websocket.receive":
            return message
        now = await ask(connected and is_deed(message.get("bytes")))
        connected = True  # the first message comes by itself, each time the line is there again
        if now is not None and now == last:
            return message
        last = now
        part = now is None
        return {"type": "websocket.receive", "bytes": plain_run(message.get("bytes"), part=part)}

    return next_message


def is_deed(message: bytes | None) -> bool:
    """Whether a person clicked or typed, and not the page by itself: it refreshes parts of it."""
    asked = BackMsg()
    try:
        asked.ParseFromString(message or b"")
    except Exception:  # noqa: BLE001 - protobuf's own, a library of Streamlit's: no message at all
        return False
    return asked.WhichOneof("type") == "rerun_script" and not asked.rerun_script.is_auto_rerun


def plain_run(message: bytes | None, *, part: bool = False) -> bytes:
    """The run that this message asks for without anything that was clicked or typed.

    `part` keeps to the part of the page that it asks for: whose session has ended is told so there,
    and what she was typing stays for her to copy.
    """
    asked, run = BackMsg(), BackMsg()
    asked.ParseFromString(message or b"")
    run.rerun_script.context_info.CopyFrom(asked.rerun_script.context_info)
    if part:
        run.rerun_script.fragment_id = asked.rerun_script.fragment_id
        run.rerun_script.page_script_hash = asked.rerun_script.page_script_hash
        run.rerun_script.query_string = asked.rerun_script.query_string
    return bytes(run.SerializeToString())
