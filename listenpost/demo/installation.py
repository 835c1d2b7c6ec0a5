"""An installation of Listenpost that is connected to a practice network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from domain.errors import MalformedItem
from domain.role import Role
from listenpost import tasks
from listenpost.demo.network import Network
from listenpost.services import accounts, article_import
from listenpost.services.app import App
from listenpost.services.passwords import one_time
from platforms.articles import files

FILE_NAME = "listenpost.toml"
GRAPH_VERSION = "v26.0"
HELP_CENTRE = "https://help.kestrelia.example"
"""Invented as the brand is: nothing answers there, so nothing is looked at again."""
POLL_EVERY = 60  # seconds on the scenario clock


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A user made at the start of a demo."""

    name: str
    role: Role
    password: str


LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a dashboard listens, and how browsers come there."""

    host: str
    port: int
    public_url: str | None = None

    @property
    def reached_at(self) -> str:
        """The host to ask from this machine: one that listens everywhere listens here."""
        return LOOPBACK if self.host in ("0.0.0.0", "::", "") else self.host  # noqa: S104

    @property
    def url(self) -> str:
        return self.public_url or f"http://{self.reached_at}:{self.port}"


DEMO_USERS = (
    ("ann", "Ann", Role.AGENT),
    ("mia", "Mia", Role.MARKETING),
    ("max", "Max", Role.MANAGER),
    ("ada", "Ada", Role.ADMIN),
)


def settings_text(
    network: Network,
    *,
    database_url: str,
    port: int,
    tick: float,
    private: bool = False,
    host: str = LOOPBACK,
    public_url: str | None = None,
    tombstones: Path | None = None,
) -> str:
    """A listenpost.toml for this network; its credentials open nothing else.

    With `private` it also hears what customers write in private.
    """
    config = network.ask("config")
    return "\n".join(
        [
            "# Made by `listenpost demo` for a practice network on this machine.",
            *_table("brand", name=config["brand"]),
            *_table("database", url=database_url),
            *_table("worker", tick=tick, log_level="warning"),
            *_table("dashboard", host=host, port=port, **_given(public_url=public_url)),
            *(_table("privacy", tombstones=tombstones) if tombstones else ()),
            *_table("practice", url=network.url),
            *_table("articles", recheck_every=0),
            *_table("approval", undo_seconds=0),  # a demo's time flies
            *_accounts(network.url, config),
            *_listeners(config["search"]),
            *(_private() if private else ()),
            *_campaigns(),
            "",
        ]
    )


def _given(**values: str | None) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}


def _accounts(url: str, config: dict[str, Any]) -> list[str]:
    """On this network and nowhere else."""
    secrets_x, secrets_facebook = config["credentials"]["x"], config["credentials"]["facebook"]
    return [
        *_table(
            "accounts.x",
            platform="x",
            handle=config["x"]["handle"],
            base_url=f"{url}/x",
            consumer_key=secrets_x["consumer_key"],
            consumer_secret=secrets_x["consumer_secret"],
            access_token=secrets_x["access_token"],
            access_token_secret=secrets_x["access_token_secret"],
        ),
        *_table(
            "accounts.facebook",
            platform="facebook",
            page_id=secrets_facebook["page_id"],
            page_token=secrets_facebook["page_token"],
            app_secret=secrets_facebook["app_secret"],
            version=GRAPH_VERSION,
            base_url=f"{url}/graph",
        ),
    ]


def _listeners(search: str) -> list[str]:
    return [
        *_table("listeners.mentions", kind="x_mentions", account="x", poll_every=POLL_EVERY),
        *_table("listeners.own", kind="x_own_posts", account="x", poll_every=POLL_EVERY),
        *_table(
            "listeners.search",
            kind="x_search",
            account="x",
            query=search,
            poll_every=POLL_EVERY,
        ),
        *_table("listeners.page", kind="facebook_page", account="facebook", poll_every=POLL_EVERY),
    ]


def _private() -> list[str]:
    """X allows fifteen looks at the messages in a quarter of an hour."""
    every = max(POLL_EVERY, 120)
    return [
        *_table("listeners.inbox", kind="facebook_messages", account="facebook", poll_every=every),
        *_table("listeners.messages", kind="x_messages", account="x", poll_every=every),
    ]


def _campaigns() -> list[str]:
    """What the scenario's week is about: new headphones, and a router that gets too hot."""
    found = []
    for name, word in (("Tarn headphones", "tarn"), ("Router recall", "cx-20")):
        found += ["", "[[pulse.campaigns]]", f"name = {_toml(name)}", f"words = [{_toml(word)}]"]
    return found


def _table(name: str, /, **values: Any) -> list[str]:
    lines = [f"{key} = {_toml(value)}" for key, value in values.items()]
    return ["", f"[{name}]", *lines]


def _toml(value: Any) -> str:
    if isinstance(value, (int, float)):
        return str(value)
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def add_articles(app: App) -> None:
    """The help articles of the invented brand, in some languages; the worker reads them."""
    folder = Path(__file__).parent / "articles"
    found = files.read(folder, base_url=HELP_CENTRE)
    fresh = (
        one if isinstance(one, MalformedItem) else replace(one, updated_at=None) for one in found
    )
    article_import.take_in(app, "demo", fresh)


def write_settings(folder: Path, text: str) -> Path:
    """Write the file so that only this user can read it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / FILE_NAME
    file.touch(mode=0o600, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def add_users(app: App, people: Sequence[tuple[str, str, Role]] = DEMO_USERS) -> list[SignIn]:
    """Prepare the database and make these users, with fresh passwords."""
    tasks.start(app)
    made = []
    for name, display_name, role in people:
        password = one_time()
        accounts.add_user(app, name=name, password=password, role=role, display_name=display_name)
        made.append(SignIn(name=name, role=role, password=password))
    return made
