"""Accounts are checked when they are read, and show no secret."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from listeners.bluesky_mentions import BlueskyMentionsSettings
from listeners.bluesky_own_posts import BlueskyOwnPostsSettings
from listeners.facebook_page import FacebookPageSettings
from listeners.feed import FeedSettings
from listeners.mastodon_mentions import MastodonMentionsSettings
from listeners.mastodon_own_posts import MastodonOwnPostsSettings
from listeners.x_mentions import XMentionsSettings
from listeners.x_own_posts import XOwnPostsSettings
from listeners.x_search import XSearchSettings
from platforms.bluesky import BlueskyAccount
from platforms.facebook import FacebookPage
from platforms.feed import FeedReader
from platforms.mastodon import MastodonAccount
from platforms.x import XAccount

KEYS = {
    "consumer_key": "secret-1",
    "consumer_secret": "secret-2",
    "access_token": "12345-secret-3",
    "access_token_secret": "secret-4",
}
PAGE = {"page_id": "42", "page_token": "secret-5", "app_secret": "secret-6"}
MODELS = (
    XAccount,
    FacebookPage,
    XMentionsSettings,
    XOwnPostsSettings,
    XSearchSettings,
    FacebookPageSettings,
    BlueskyAccount,
    BlueskyMentionsSettings,
    BlueskyOwnPostsSettings,
    FeedReader,
    FeedSettings,
    MastodonAccount,
    MastodonMentionsSettings,
    MastodonOwnPostsSettings,
)


@pytest.mark.parametrize("model", MODELS)
def test_every_setting_is_explained_frozen_and_known(model: type[BaseModel]) -> None:
    assert all(field.description for field in model.model_fields.values())
    assert model.model_config["frozen"] is True
    assert model.model_config["extra"] == "forbid"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"consumer_key": "a"},
        KEYS | {"bearer_token": "b"},
        {key: KEYS[key] for key in list(KEYS)[:3]},
    ],
)
def test_an_x_account_needs_one_whole_set_of_keys(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="give either"):
        XAccount.model_validate({"handle": "brand", **given})


@pytest.mark.parametrize(
    ("field", "value"), [("handle", "@brand"), ("user_id", "me"), ("base_url", "x.com")]
)
def test_an_x_account_with_a_wrong_value_is_refused(field: str, value: str) -> None:
    with pytest.raises(ValidationError, match=field):
        XAccount.model_validate({"handle": "brand", **KEYS, field: value})


def test_an_access_token_begins_with_the_accounts_id() -> None:
    assert XAccount.model_validate({"handle": "brand", **KEYS}).known_id == "12345"
    given = XAccount.model_validate({"handle": "brand", "user_id": "7", **KEYS})
    assert given.known_id == "7"
    bearer = XAccount.model_validate({"handle": "brand", "bearer_token": "x"})
    assert bearer.known_id is None


@pytest.mark.parametrize(("field", "value"), [("version", "26.0"), ("page_id", "kestrelia")])
def test_a_facebook_page_with_a_wrong_value_is_refused(field: str, value: str) -> None:
    with pytest.raises(ValidationError, match=field):
        FacebookPage.model_validate(PAGE | {field: value})


@pytest.mark.parametrize(
    ("model", "given"), [(XAccount, {"handle": "brand", **KEYS}), (FacebookPage, PAGE)]
)
def test_no_secret_is_shown(model: type[BaseModel], given: dict[str, Any]) -> None:
    account = model.model_validate(given)
    shown = f"{account!r} {account} {account.model_dump()} {account.model_dump_json()}"
    assert "secret-" not in shown
