"""`python -m tests.hosts.later SECONDS worker ...`: a worker whose clock is that much ahead."""

from __future__ import annotations

import datetime as dt
import sys
import time
from typing import Any

from listenpost import clock
from listenpost.cli import command_line

OFFSET = float(sys.argv.pop(1))
_real = time.time


def _now() -> dt.datetime:
    return dt.datetime.fromtimestamp(_real() + OFFSET, dt.UTC)


if __name__ == "__main__":
    setattr(time, "time", lambda: _real() + OFFSET)  # noqa: B010
    defaults: Any = clock.Clock.__init__.__kwdefaults__
    defaults |= {"now": _now, "wall": _now}
    command_line(sys.argv[1:])(prog_name="listenpost")
