"""How this process takes memory from the system."""

from __future__ import annotations

import ctypes
import sys

ARENAS = 2
"""As many threads at most allocate at the same time: the others wait for the interpreter anyway."""
_M_ARENA_MAX = -8  # glibc's malloc.h


def share_arenas() -> bool:
    """Let all threads allocate from the same few arenas; returns whether the C library does so.

    glibc gives every thread an arena of its own, eight for each core. What one has freed another
    cannot use: a worker with twenty threads kept 350 MB that way after half an hour. Only what is
    called before the threads has an effect; other C libraries than glibc have no arenas.
    https://man7.org/linux/man-pages/man3/mallopt.3.html
    """
    if sys.platform != "linux":
        return False
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    return mallopt is not None and bool(mallopt(_M_ARENA_MAX, ARENAS))
