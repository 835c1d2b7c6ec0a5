"""A message arrives at a real web hook and a real mail server; no part of an address ever shows."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest

from domain.errors import ConfigurationError, PlatformUnavailable
from domain.notice_message import Letter
from platforms import apprise_post
from tests.readers import PASSWORD, TOKEN, Hook, Postbox, hook_running, postbox_running

HELLO = Letter(title="2 critical cases", text="Case 12 <b>&\nhttps://care.example.org/case/12")
SECRETS = (PASSWORD, TOKEN, "h34derKey", "bob")


@pytest.fixture(scope="module")
def running_hook() -> Iterator[Hook]:
    with hook_running() as hook:
        yield hook


@pytest.fixture
def hook(running_hook: Hook) -> Hook:
    running_hook.clear()
    return running_hook


@pytest.fixture(scope="module")
def postbox() -> Iterator[Postbox]:
    with postbox_running() as box:
        yield box


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What a process would write that logs every library, as far as it goes."""
    stream, root, library = io.StringIO(), logging.getLogger(), logging.getLogger("apprise")
    handler = logging.StreamHandler(stream)
    level = library.level
    root.addHandler(handler)
    library.setLevel(logging.DEBUG)
    yield stream
    library.setLevel(level)
    root.removeHandler(handler)


def test_a_web_hook_gets_title_and_words_as_they_are(hook: Hook) -> None:
    apprise_post.post(hook.address, HELLO)
    (taken,) = hook.taken
    assert (taken["title"], taken["message"]) == (HELLO.title, HELLO.text)


def test_a_mail_arrives_as_text_with_nothing_from_outside(postbox: Postbox) -> None:
    apprise_post.post(postbox.address, HELLO)
    mail = postbox.mails[-1]
    assert (mail["Subject"], mail["To"]) == (HELLO.title, "boss@example.org")
    assert postbox.part("plain").replace("\r", "").strip() == HELLO.text
    assert "apprise" not in mail.as_string().lower().replace("x-application", "")


@pytest.mark.parametrize("answer", [401, 403, 404, 429, 500])
def test_a_refusal_says_why_and_shows_no_part_of_the_address(
    hook: Hook, answer: int, capfd: pytest.CaptureFixture[str], written: io.StringIO
) -> None:
    hook.answers = [answer]
    with pytest.raises(PlatformUnavailable) as caught:
        apprise_post.post(hook.address, HELLO)
    assert str(answer) in str(caught.value)
    said = "".join([*capfd.readouterr(), written.getvalue(), repr(caught.value), str(caught.value)])
    assert not [secret for secret in SECRETS if secret in said]
    assert caught.value.__cause__ is None


def test_nobody_there_is_said_without_the_address(hook: Hook) -> None:
    nowhere = hook.address.replace(str(hook.port), "9")
    with pytest.raises(PlatformUnavailable) as caught:
        apprise_post.post(nowhere, HELLO)
    assert "onnection error" in str(caught.value)
    assert not [secret for secret in SECRETS if secret in str(caught.value)]


@pytest.mark.parametrize(
    "address",
    ["nonsense://s3cretThing", "s3cretThing", "slack://s3cretThing", "json://", "://s3cretThing"],
)
def test_what_is_no_address_is_said_to_be_none_without_repeating_it(address: str) -> None:
    for act in (apprise_post.check, lambda text: apprise_post.post(text, HELLO)):
        with pytest.raises(ConfigurationError) as caught:
            act(address)
        assert "mailto://" in str(caught.value)
        assert "s3cretThing" not in str(caught.value)


def test_a_redirect_is_not_followed(hook: Hook) -> None:
    hook.answers = [302]
    with pytest.raises(PlatformUnavailable):
        apprise_post.post(hook.address, HELLO)


def test_a_plugin_that_raises_shows_nothing_either(
    hook: Hook, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ValueError(hook.address)

    monkeypatch.setattr("apprise.Apprise.notify", breaks)
    with pytest.raises(PlatformUnavailable) as caught:
        apprise_post.post(hook.address, HELLO)
    assert str(caught.value) == "ValueError"
    assert caught.value.__suppress_context__
