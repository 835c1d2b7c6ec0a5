"""Memory that threads share."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

COUNT = """
import sys, threading
from pathlib import Path
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
heap = 64 << 20
starts = [int(line.split("-")[0], 16) for line in Path("/proc/self/maps").read_text().splitlines()]
print(sum(start % heap == 0 for start in starts))
"""


def _arenas(*arguments: str) -> int:
    """Of a process in which eight threads allocate; glibc begins each at a multiple of 64 MB."""
    command = [sys.executable, "-c", COUNT, *arguments]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="arenas are glibc's")
def test_threads_allocate_from_the_same_few_arenas() -> None:
    assert _arenas("share") <= 1 < _arenas()
