"""Accounts are checked when they are read, and show no secret."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from listeners import LISTENERS
from platforms.facebook import FacebookPage
from platforms.telegram import TelegramBot
from platforms.x import XAccount
from responder import RESPONDERS

KEYS = {
    "consumer_key": "secret-1",
    "consumer_secret": "secret-2",
    "access_token": "12345-secret-3",
    "access_token_secret": "secret-4",
}
PAGE = {"page_id": "42", "page_token": "secret-5", "app_secret": "secret-6"}


def _class(place: str) -> Any:
    module, _, name = place.partition(":")
    return getattr(importlib.import_module(module), name)


MODELS = (
    *(_class(place).account_model for place in RESPONDERS.values()),
    *(_class(place).settings_model for place in LISTENERS.values()),
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


@pytest.mark.parametrize("token", ["", "123456", "123456:short", "me:" + "a" * 35])
def test_a_telegram_token_that_is_none_is_refused_and_not_shown(token: str) -> None:
    with pytest.raises(ValidationError, match="BotFather") as caught:
        TelegramBot.model_validate({"handle": "brand_bot", "token": token})
    assert "a" * 35 not in str(caught.value)


@pytest.mark.parametrize(
    ("model", "given"),
    [
        (XAccount, {"handle": "brand", **KEYS}),
        (FacebookPage, PAGE),
        (TelegramBot, {"handle": "brand_bot", "token": "123456:secret-7-secret-7-secret-7"}),
    ],
)
def test_no_secret_is_shown(model: type[BaseModel], given: dict[str, Any]) -> None:
    account = model.model_validate(given)
    shown = f"{account!r} {account} {account.model_dump()} {account.model_dump_json()}"
    assert "secret-" not in shown
