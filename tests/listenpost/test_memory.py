"""Memory that threads share."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

from listenpost.memory import ARENAS

COUNT = """
import ctypes, sys, threading
from listenpost.memory import share_arenas

if sys.argv[1:] == ["share"]:
    assert share_arenas()
gate = threading.Barrier(9)
kept = []

def work():
    kept.append([bytes(600) for _ in range(2000)])  # malloc's: above what Python's own pools hold
    gate.wait()

for _ in range(8):
    threading.Thread(target=work).start()
gate.wait()
libc = ctypes.CDLL(None)
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


def _arenas(*arguments: str) -> int:
    """Of a process in which eight threads allocate: what glibc itself counts, the first included.

    https://man7.org/linux/man-pages/man3/malloc_info.3.html
    """
    command = [sys.executable, "-c", COUNT, *arguments]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return told.count("<heap nr=")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="arenas are glibc's")
def test_threads_allocate_from_the_same_few_arenas() -> None:
    assert _arenas("share") <= ARENAS < _arenas()
