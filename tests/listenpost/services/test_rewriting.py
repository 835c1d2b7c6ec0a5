"""Rewriting against a small local server that speaks OpenAI's chat completions."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from domain.approval import ApprovalRule
from domain.errors import (
    AuthenticationFailed,
    BadInput,
    ConfigurationError,
    MalformedItem,
    PlatformUnavailable,
)
from domain.reply import ReplyStatus
from domain.role import Actor
from listenpost.services import respond, rewriting
from listenpost.services.rewriting import Wish
from platforms.chat_completions import ChatCompletions
from tests.fakes import Office


@dataclass
class Model:
    """What the server was asked, and what it says next."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    status: int = 200
    body: Any = None


@pytest.fixture(scope="module")
def serving() -> Iterator[Model]:
    model = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            model.asked.append(asked)
            model.keys.append(self.headers["Authorization"])
            words = f"Nicer: {asked['messages'][1]['content']}"
            answer = {"choices": [{"message": {"role": "assistant", "content": words}}]}
            body = json.dumps(answer if model.body is None else model.body).encode()
            self.send_response(model.status if self.path == "/v1/chat/completions" else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests are quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    model.url = f"http://127.0.0.1:{server.server_port}/v1"
    yield model
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def model(serving: Model) -> Model:
    serving.asked.clear()
    serving.keys.clear()
    serving.status, serving.body = 200, None
    return serving


@pytest.fixture
def ann(office: Office, model: Model) -> Actor:
    rewriter = ChatCompletions(url=model.url, model="small", key="sk-secret", timeout=5)
    office.app = replace(office.app, rewriter=rewriter)
    return office.user("ann")


TEXT = "Hi Otto, order KE-40918 is on its way. We wrote to otto@mail.example."


def rewritten(office: Office, ann: Actor) -> str:
    return rewriting.rewrite(office.app, ann, TEXT, Wish.FRIENDLIER, names=("Otto Oak",))


def test_nothing_personal_leaves_and_it_is_back_in_the_answer(
    office: Office, ann: Actor, model: Model
) -> None:
    assert rewritten(office, ann) == f"Nicer: {TEXT}"
    (asked,) = model.asked
    assert asked["model"] == "small"
    assert (
        asked["messages"][1]["content"] == "Hi [[1]], order [[2]] is on its way. We wrote to [[3]]."
    )
    assert "friendlier" in asked["messages"][0]["content"]
    assert model.keys == ["Bearer sk-secret"]
    assert "sk-secret" not in repr(office.app.rewriter)


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, None, AuthenticationFailed),
        (404, None, ConfigurationError),
        (429, None, PlatformUnavailable),
        (500, None, PlatformUnavailable),
        (200, {"choices": []}, MalformedItem),
        (200, {"choices": [{"message": {"content": None}}]}, MalformedItem),
        (200, {"choices": [{"message": {"content": "Hi, it is on its way."}}]}, MalformedItem),
    ],
)
def test_trouble_is_told_in_words_and_changes_nothing(
    office: Office, ann: Actor, model: Model, status: int, body: Any, error: type[Exception]
) -> None:
    model.status, model.body = status, body
    with pytest.raises(error):
        rewritten(office, ann)


def test_a_server_that_is_gone_is_told(office: Office, ann: Actor) -> None:
    rewriter = ChatCompletions(url="http://127.0.0.1:9/v1", model="small", timeout=2)
    office.app = replace(office.app, rewriter=rewriter)
    with pytest.raises(PlatformUnavailable, match="write by hand"):
        rewritten(office, ann)


def test_it_is_off_by_default(office: Office, model: Model) -> None:
    with pytest.raises(BadInput, match="switched off"):
        rewritten(office, office.user("ann"))
    assert model.asked == []


def test_a_rule_can_ask_for_a_second_person_where_a_machine_wrote(
    office: Office, ann: Actor
) -> None:
    rules = (ApprovalRule(name="Machine", rewritten=True),)
    office.app = replace(office.app, approval=rules)
    case_id = office.case_for("Otto", "my kettle is broken")
    form = replace(office.form(case_id), rewritten=True)
    reply_id = respond.send(office.app, ann, form)
    assert office.reply(reply_id).status is ReplyStatus.AWAITING_APPROVAL
