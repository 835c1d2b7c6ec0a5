"""A browser's window as the server knows it: one websocket that speaks Streamlit's protocol.

It answers what the server asks for, as a browser does: parts of a page that refresh by themselves
are asked for at their interval, in the same line of requests as what the agent does. Nothing is
drawn: the times are those until the server has said that its script is done.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

STREAM = "/_stcore/stream"
PATIENCE = 120.0
"""Seconds after which a page that does not come is a failure and no figure."""


_DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
"""Ends of a run after which a page that had begun is drawn whole.

A part waits for the whole page. If it is asked for in the moment in which the page's run has ended,
Streamlit never says that the page is done (issue 9921 of its own): the part's end says so too.
"""


@dataclass(slots=True)
class Window:
    """One open page. `drawn` is what the server sent since it was last asked for a whole page."""

    line: ClientConnection
    page: str = ""
    query: str = ""
    refreshes: dict[str, float] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)
    drawn: bytes = b""
    _begun: bool = False
    _whole: asyncio.Event = field(default_factory=asyncio.Event)
    _part: asyncio.Event = field(default_factory=asyncio.Event)

    async def go(self, query: str) -> float:
        """Draw the page of this address; seconds until the script was done."""
        self.query = query
        self.refreshes.clear()
        self.drawn = b""
        self._begun = False
        self._whole.clear()
        return await self._timed(self._whole, BackMsg())

    async def refresh(self) -> float:
        """Ask once for a part that refreshes by itself; seconds until it was done."""
        self._part.clear()
        return await self._timed(self._part, _refresh_of(next(iter(self.refreshes))))

    async def _timed(self, done: asyncio.Event, message: BackMsg) -> float:
        begun = time.perf_counter()
        await self._ask(message)
        async with asyncio.timeout(PATIENCE):
            await done.wait()
        if self.failed:
            raise RuntimeError(f"A page failed: {self.failed[0]}")
        return time.perf_counter() - begun

    async def _ask(self, message: BackMsg) -> None:
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash = self.query, self.page
        asked.context_info.timezone = "Europe/Amsterdam"
        await self.line.send(message.SerializeToString())

    async def listen(self) -> None:
        """Take in what the server says, until the line is closed."""
        async for data in self.line:
            message = ForwardMsg()
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            self._hear(message)

    def _hear(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            self.page = message.new_session.page_script_hash
            self._begun |= not message.metadata.run.fragment_ids
        elif kind == "auto_rerun":
            self.refreshes[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "delta":
            self.drawn += message.delta.SerializeToString()
            if message.delta.new_element.WhichOneof("type") == "exception":
                self.failed.append(message.delta.new_element.exception.message)
        elif kind == "script_finished":
            self._part.set()
            if self._begun and message.script_finished in _DONE:
                self._whole.set()

    async def tick(self) -> None:
        """Refresh the page's parts at their intervals, whatever the agent does."""
        while True:
            await asyncio.sleep(min(self.refreshes.values(), default=1.0))
            for part in list(self.refreshes):
                await self._ask(_refresh_of(part))


def _refresh_of(part: str) -> BackMsg:
    message = BackMsg()
    message.rerun_script.fragment_id, message.rerun_script.is_auto_rerun = part, True
    return message


@asynccontextmanager
async def opened(address: str, cookie: str, *, ticks: bool = True) -> AsyncIterator[Window]:
    """A window whose line is open and whose page has not been drawn yet."""
    stream = address.replace("http", "ws", 1) + STREAM
    async with connect(stream, additional_headers={"Cookie": cookie}, max_size=None) as line:
        window = Window(line)
        works = [asyncio.create_task(window.listen())]
        if ticks:
            works.append(asyncio.create_task(window.tick()))
        try:
            yield window
        finally:
            for work in works:
                work.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await work
