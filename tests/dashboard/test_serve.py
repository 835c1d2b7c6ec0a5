"""Starting the dashboard."""

from __future__ import annotations

import socket
import subprocess
import sys

from dashboard.desk import Desk
from listenpost.settings import DashboardSettings, Settings
from tests.dashboard.conftest import ROOT, environment
from tests.dashboard.world import World


def desk(world: World, **settings: object) -> Desk:
    chosen = DashboardSettings.model_validate(settings)
    return Desk(built=world.app, settings=Settings(dashboard=chosen))


def test_a_taken_port_is_named_before_anything_starts(world: World) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = subprocess.run(
            [sys.executable, "-m", "dashboard"],
            cwd=ROOT,
            env=environment(world, port),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert ended.returncode == 2
    assert f"127.0.0.1:{port} cannot be used" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_behind_https_cookies_are_secure_and_the_public_name_is_known(world: World) -> None:
    made = desk(world, public_url="https://care.example.org")
    assert made.secure
    assert "care.example.org" in made.hosts


def test_a_wildcard_address_is_no_host_name(world: World) -> None:
    made = desk(world, host="0.0.0.0")  # noqa: S104 - what a container says
    assert made.hosts == ["localhost", "127.0.0.1", "[::1]"]
    assert not made.secure
