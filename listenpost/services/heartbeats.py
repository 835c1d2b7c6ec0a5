"""When each job of this process last got on with its work; what its readiness is told by."""

from __future__ import annotations

import datetime as dt

from domain.heartbeat import TICK, stalled


class Heartbeats:
    """Written by the jobs, read by whoever asks from another thread; times are real time.

    `has_model` is None until somebody has needed the model.
    """

    def __init__(self) -> None:
        self._beats: dict[str, dt.datetime] = {}
        self._limits: dict[str, dt.timedelta] = {}
        self.has_model: bool | None = None

    def expect(self, name: str, *, within: dt.timedelta, now: dt.datetime) -> None:
        """From now on this job should beat at least so often."""
        self._beats[name] = now
        self._limits[name] = within

    def expect_no_more(self, name: str) -> None:
        """This job is gone."""
        self._limits.pop(name, None)
        self._beats.pop(name, None)

    def expects(self, name: str) -> bool:
        """Whether this process is the one to do it."""
        return name in self._limits

    def beat(self, name: str, *, now: dt.datetime) -> None:
        """The job has got on."""
        self._beats[name] = now

    def stalled(self, *, now: dt.datetime) -> tuple[str, ...]:
        """Expected jobs that stand still."""
        return stalled(dict(self._beats), dict(self._limits), now=now)

    def is_alive(self, *, now: dt.datetime) -> bool:
        """Whether the loop that starts the jobs still turns; true where there is none."""
        return TICK not in self.stalled(now=now)

    def idle(self, *, now: dt.datetime) -> dict[str, dt.timedelta]:
        """Job -> since when it has not beaten; all polls are one job, the idlest."""
        found: dict[str, dt.timedelta] = {}
        for name in dict(self._limits):
            job = name.partition(" ")[0]
            found[job] = max(found.get(job, dt.timedelta(0)), now - self._beats.get(name, now))
        return found
