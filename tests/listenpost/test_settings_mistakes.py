"""Whatever stands in the settings: a key, a place and an example are named, never a traceback."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import ConfigurationError
from listeners import LISTENERS
from listenpost.bootstrap import build
from listenpost.example import ACCOUNTS, example_settings
from listenpost.settings import load_settings
from responder import RESPONDERS

SECRET = "s3cr3tvalue"
X = f"""
[accounts.main]
platform = "x"
handle = "us"
consumer_key = "{SECRET}"
consumer_secret = "{SECRET}"
access_token = "{SECRET}"
access_token_secret = "{SECRET}"
"""


def complaint(folder: Path, text: str) -> str:
    file = folder / "listenpost.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        build(load_settings(file))
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("brand = 'us'", "brand"),
        ("accounts = 3", "accounts"),
        ("[accounts]\nmain = 'x'", "accounts.main"),
        ("[[accounts]]\nplatform = 'x'", "accounts"),
        ("[accounts.main]\nhandle = 'us'", "accounts.main.platform"),
        ("[accounts.main]\nplatform = 'myspace'", "accounts.main.platform"),
        ("[accounts.main]\nplatform = ['x']", "accounts.main.platform"),
        ("[accounts.main]\nplatform = 3", "accounts.main.platform"),
        ("[accounts.main]\nplatform = 'x'", "accounts.main.handle"),
        (X + "surprise = 1", "accounts.main.surprise"),
        ("[listeners.a]\naccount = 'main'", "listeners.a.kind"),
        ("[listeners.a]\nkind = {}", "listeners.a.kind"),
        ("[listeners.a]\nkind = 'x_mentions'", "listeners.a.account"),
        ("[listeners.a]\nkind = 'x_mentions'\naccount = ['main']", "listeners.a.account"),
        (X + "[listeners.a]\nkind = 'facebook_page'\naccount = 'main'", "listeners.a.account"),
        (X + "[listeners.a]\nkind = 'x_search'\naccount = 'main'", "listeners.a.query"),
        (
            X + "[listeners.a]\nkind = 'x_mentions'\naccount = 'main'\npoll_every = 'now'",
            "listeners.a.poll_every",
        ),
        ("[database]\nurl = 'mysql://h/d'", "database.url"),
        ("[database]\nurl = 'nonsense'", "database.url"),
        ("[database]\nurl = ''", "database.url"),
        ("[database]\nurl = 3", "database.url"),
        ("[database]\nurl = 'postgresql://h:port/d'", "database.url"),
        ("[practice]\nurl = 'http://127.0.0.1:9'", "practice.url"),
        ("[practice]\nurl = 'nonsense'", "practice.url"),
        ("[practice]\nurl = 'http://[::1'", "practice.url"),
        ("[practice]\nurl = 'http://a:99999999/'", "practice.url"),
        ("[worker]\nlog_level = 'loud'", "worker.log_level"),
        ("[worker]\ntick = -1", "worker.tick"),
        ("[worker]\ntick = 0", "worker.tick"),
        ("[worker]\nlease = 0", "worker.lease"),
        ("[dashboard]\nport = 99999999", "dashboard.port"),
        ("[dashboard]\nsession_hours = -1", "dashboard.session_hours"),
        ("[classifier]\nthreads = -1", "classifier.threads"),
        ("[classifier]\nbatch = 0", "classifier.batch"),
        ("[sla]\nhigh = -5", "sla.high"),
        ("[sla]\nat_risk_at = nan", "sla.at_risk_at"),
    ],
    ids=lambda value: value.replace(X, "X + ")[:50] if "\n" in value or "=" in value else "",
)
def test_a_mistake_is_named_with_its_key_its_place_and_an_example(
    tmp_path: Path, text: str, key: str
) -> None:
    said = complaint(tmp_path, text)
    assert key in said
    assert SECRET not in said
    assert "listenpost.toml" in said or "$LISTENPOST_" in said, said
    assert "xample" in said or "listenpost init" in said or "listenpost demo" in said, said


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("LISTENPOST_BRAND__NAME__SHORT", "us"),
        ("LISTENPOST_DATABASE__URL__X", "1"),
        ("LISTENPOST_ACCOUNTS__MAIN", "x"),
        ("LISTENPOST_WORKER__LOG_LEVEL", "loud"),
        ("LISTENPOST__", "x"),
    ],
)
def test_a_mistake_in_the_environment_is_named_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    said = complaint(tmp_path, X + "[brand]\nname = 'Kestrelia'\n[database]\nurl = 'sqlite://'")
    parts = variable.removeprefix("LISTENPOST_").split("__")
    assert any(part.lower() in said or part in said for part in parts if part) or variable in said


@pytest.mark.parametrize(
    ("text", "seconds"), [("5", 5), ("0.5", 0.5), ("PT2S", 2), ("00:00:03", 3)]
)
def test_a_duration_can_be_given_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, seconds: float
) -> None:
    monkeypatch.setenv("LISTENPOST_WORKER__TICK", text)
    assert load_settings().worker.tick == dt.timedelta(seconds=seconds)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"", b"  \n"])
def test_a_secret_file_without_a_secret_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    secret = tmp_path / "token"
    secret.write_bytes(content)
    monkeypatch.setenv("LISTENPOST_ACCOUNTS__MAIN__CONSUMER_KEY_FILE", str(secret))
    said = complaint(tmp_path, X)
    assert "LISTENPOST_ACCOUNTS__MAIN__CONSUMER_KEY_FILE" in said or "consumer_key" in said


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[brand", b"a = 1\na = 2", b"\x00", b"[a]\n[a]"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "listenpost.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"listenpost\.toml"):
        load_settings(file)


def test_a_folder_is_no_settings_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_settings(tmp_path)


def test_a_password_in_a_database_address_is_not_repeated(tmp_path: Path) -> None:
    for url in (
        f"mysql://u:{SECRET}@h/d",
        f"postgresql://u:{SECRET}@h:port/d",
        f"{SECRET}",
        f"postgresql:/u:{SECRET}@h/d",
    ):
        assert SECRET not in complaint(tmp_path, f"[database]\nurl = '{url}'")


def test_an_account_read_whole_from_files_is_connected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CONSUMER_KEY", "CONSUMER_SECRET", "ACCESS_TOKEN", "ACCESS_TOKEN_SECRET"):
        (tmp_path / name).write_text(f"{SECRET}\r\n")
        monkeypatch.setenv(f"LISTENPOST_ACCOUNTS__MAIN__{name}_FILE", str(tmp_path / name))
    file = tmp_path / "listenpost.toml"
    file.write_text(
        "[accounts.main]\nplatform = 'x'\nhandle = 'us'\n"
        "[listeners.mentions]\nkind = 'x_mentions'\naccount = 'main'\n"
    )
    app = build(load_settings(file))
    assert list(app.listeners) == ["mentions"]
    assert SECRET not in repr(app)
    app.listeners["mentions"].make()
    app.database.engine.dispose()


def _pem() -> str:
    """A key for the App Store's account; three dots are none."""
    made = ec.generate_private_key(ec.SECP256R1())
    return made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def test_every_listener_of_the_example_can_be_connected(tmp_path: Path) -> None:
    text = example_settings().replace(ACCOUNTS, "")
    uncommented = [
        line.removeprefix("# ")
        for line in ACCOUNTS.splitlines()
        if line.startswith("# [") or (" = " in line and "LISTENPOST_" not in line)
    ]
    file = tmp_path / "listenpost.toml"
    pem = _pem()
    keyfile = json.dumps(
        {"type": "service_account", "client_email": "a@b.example", "private_key": pem,
         "token_uri": "https://oauth2.googleapis.com/token"}
    )  # fmt: skip
    written = "\n".join(uncommented)
    written = written.replace('private_key = "..."', f"private_key = '''{pem}'''")
    written = written.replace('service_account = "..."', f"service_account = '''{keyfile}'''")
    file.write_text(text + written)
    app = build(load_settings(file))
    assert {listener.kind for listener in app.listeners.values()} == set(LISTENERS)
    assert set(app.responders) == set(RESPONDERS)
    app.database.engine.dispose()


VALUES = st.recursive(
    st.one_of(
        st.integers(-(2**70), 2**70),
        st.booleans(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C"]), max_size=8),
    ),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["a", "kind", "platform", "url", "account"]), inner)
    ),
    max_leaves=5,
)
SECTIONS = ["brand", "database", "worker", "dashboard", "sla", "practice", "classifier"]
KEYS = ["name", "url", "tick", "port", "high", "model", "platform", "kind", "account", "handle"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    section=st.sampled_from([*SECTIONS, "accounts.a", "listeners.a", "accounts", "listeners"]),
    key=st.sampled_from(KEYS),
    value=VALUES,
)
def test_no_value_whatever_leads_to_anything_but_settings_or_a_complaint(
    tmp_path: Path, section: str, key: str, value: object
) -> None:
    file = tmp_path / "listenpost.toml"
    file.write_text(f"[{section}]\n{key} = {toml(value)}\n", encoding="utf-8")
    with suppress(ConfigurationError):
        read = load_settings(file)
        if section not in ("practice", "database"):
            build(read).database.engine.dispose()


def toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'
    if isinstance(value, list):
        return f"[{', '.join(map(toml, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name} = {toml(one)}' for name, one in value.items())}}}"
    return repr(value)
