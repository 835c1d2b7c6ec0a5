"""What every responder must pass; a platform's test class says how to post and how to misbehave."""

from __future__ import annotations

import datetime as dt
import logging
import traceback
from contextlib import suppress
from typing import Any, ClassVar, Protocol

import pytest

from domain.errors import (
    AuthenticationFailed,
    ListenpostError,
    OutcomeUnknown,
    PlatformUnavailable,
    RateLimited,
    Rejected,
    ReplyNotAllowed,
)
from domain.reply import OutgoingReply, PostedReply, ReplyTarget
from responder.base import Responder
from tests.platforms.practice import TEXT

DOUBTFUL: dict[str, dict[str, Any]] = {
    "dropped after": {"effect": "drop_after"},
    "hang after": {"effect": "hang_after", "seconds": 1.5},
    "truncated": {"effect": "truncated"},
}
"""It took effect, and we were not told."""
UNDONE: dict[str, dict[str, Any]] = {
    "500": {"effect": "status", "status": 500},
    "503": {"effect": "status", "status": 503},
    "html 502": {"effect": "html", "status": 502},
    "html 200": {"effect": "html", "status": 200},
    "dropped before": {"effect": "drop_before"},
}
"""It took no effect, but we can't know that."""


class Network(Protocol):
    """A platform that obeys a test."""

    @property
    def secrets(self) -> list[str]: ...

    def responder(self, **account: Any) -> Responder:
        """A new one."""

    def hasty(self) -> Network:
        """The same, but its responders wait for less than a second."""

    def target(self, text: str = "My parcel is lost!") -> ReplyTarget:
        """A customer's post that may be answered."""

    def gone(self, target: ReplyTarget) -> None:
        """The customer deletes it."""

    def says(self, target: ReplyTarget, text: str, *, brand: bool) -> None:
        """Somebody else, or the brand by another way, answers the target."""

    def outgoing(self, target: ReplyTarget, text: str = TEXT) -> OutgoingReply: ...

    def answers(self, target: ReplyTarget) -> list[str]:
        """What the brand said to the target, by the platform's own books."""

    def fail(self, effect: str, *, count: int | None = None, **options: Any) -> None: ...

    def heal(self) -> None: ...

    def wait(self, **duration: float) -> None: ...

    def now(self) -> dt.datetime: ...


class ResponderContract:
    """Subclasses provide the fixture `network`."""

    too_long: ClassVar[int] = 10_000
    many: ClassVar[int] = 130  # more than any page

    @pytest.fixture
    def network(self) -> Network:
        raise NotImplementedError

    def test_one_call_is_one_answer(self, network: Network) -> None:
        target = network.target()
        posted = network.responder().post(network.outgoing(target))
        assert network.answers(target) == [TEXT]
        assert posted.external_id
        assert posted.url.startswith("https://")

    def test_an_answer_is_found_again(self, network: Network) -> None:
        reply = network.outgoing(network.target())
        posted = network.responder().post(reply)
        self.check_found(network, reply, posted)

    def check_found(
        self, network: Network, reply: OutgoingReply, posted: PostedReply | None = None
    ) -> None:
        """The network says that it has the reply."""
        found = network.responder().find(reply)
        assert found is not None
        if posted is not None:
            self.check_same(posted, found)

    def check_not_found(self, network: Network, reply: OutgoingReply) -> None:
        """The network says that it has no such reply."""
        assert network.responder().find(reply) is None

    def check_cannot_look(
        self, responder: Responder, reply: OutgoingReply, error: type[ListenpostError]
    ) -> None:
        """The network cannot say it now."""
        with pytest.raises(error):
            responder.find(reply)

    def check_same(self, posted: PostedReply, found: PostedReply) -> None:
        assert found.external_id == posted.external_id
        assert found.posted_at is not None

    def test_nothing_is_found_before_anything_was_posted(self, network: Network) -> None:
        self.check_not_found(network, network.outgoing(network.target()))

    def test_a_customers_copy_is_not_ours(self, network: Network) -> None:
        target = network.target()
        network.says(target, TEXT, brand=False)
        self.check_not_found(network, network.outgoing(target))

    def test_the_same_words_to_another_are_another_answer(self, network: Network) -> None:
        network.responder().post(network.outgoing(network.target("first")))
        self.check_not_found(network, network.outgoing(network.target("second")))

    def test_other_words_to_the_same_are_another_answer(self, network: Network) -> None:
        target = network.target()
        network.says(target, "Something else", brand=True)
        self.check_not_found(network, network.outgoing(target))

    def test_an_answer_is_found_below_many_others(self, network: Network) -> None:
        reply = network.outgoing(network.target())
        posted = network.responder().post(reply)
        for n in range(self.many):
            network.says(network.target(f"other {n}"), f"answer {n}", brand=True)
        self.check_found(network, reply, posted)

    @pytest.mark.parametrize("how", DOUBTFUL.values(), ids=list(DOUBTFUL))
    def test_a_broken_answer_leaves_doubt_and_can_be_found(
        self, network: Network, how: dict[str, Any]
    ) -> None:
        reply = network.outgoing(network.target())
        network.fail(**how, method="POST")
        waits = how["effect"] == "hang_after"
        with pytest.raises(OutcomeUnknown):
            (network.hasty() if waits else network).responder().post(reply)
        network.heal()
        assert network.answers(reply.target) == [TEXT]
        self.check_found(network, reply)

    @pytest.mark.parametrize("how", UNDONE.values(), ids=list(UNDONE))
    def test_trouble_while_posting_leaves_doubt_and_nothing_is_repeated(
        self, network: Network, how: dict[str, Any]
    ) -> None:
        reply = network.outgoing(network.target())
        network.fail(**how, method="POST", count=1)
        with pytest.raises(OutcomeUnknown):
            network.responder().post(reply)
        assert network.answers(reply.target) == []
        self.check_not_found(network, reply)

    def test_a_refused_connection_is_certain(self, network: Network) -> None:
        reply = network.outgoing(network.target())
        nowhere = network.responder(base_url="http://127.0.0.1:9")
        with pytest.raises(PlatformUnavailable):
            nowhere.post(reply)
        self.check_cannot_look(nowhere, reply, PlatformUnavailable)
        self.check_not_found(network, reply)

    def test_an_unknown_host_is_certain(self, network: Network) -> None:
        reply = network.outgoing(network.target())
        with pytest.raises(PlatformUnavailable):
            network.responder(base_url="http://nowhere.invalid").post(reply)

    def test_the_same_answer_again_is_not_a_second_one(self, network: Network) -> None:
        """A platform refuses it, or knows the key and gives the first one back."""
        reply = network.outgoing(network.target())
        first = network.responder().post(reply)
        with suppress(OutcomeUnknown):
            again = network.responder().post(reply)
            assert again.external_id == first.external_id
        assert network.answers(reply.target) == [TEXT]
        self.check_found(network, reply)

    def test_what_is_gone_cannot_be_answered(self, network: Network) -> None:
        reply = network.outgoing(network.target())
        network.gone(reply.target)
        with pytest.raises(ReplyNotAllowed):
            network.responder().post(reply)
        self.check_not_found(network, reply)

    def test_a_text_that_is_too_long_is_rejected(self, network: Network) -> None:
        reply = network.outgoing(network.target(), "a" * self.too_long)
        with pytest.raises(Rejected):
            network.responder().post(reply)

    def test_too_many_requests_are_certain(self, network: Network) -> None:
        reply = network.outgoing(network.target())
        network.fail("status", status=429, method="POST", seconds=120)
        with pytest.raises(RateLimited):
            network.responder().post(reply)
        assert network.answers(reply.target) == []

    def test_an_expired_token_is_certain(self, network: Network) -> None:
        reply = network.outgoing(network.target())
        network.fail("expired_token")
        with pytest.raises(AuthenticationFailed):
            network.responder().post(reply)
        self.check_cannot_look(network.responder(), reply, AuthenticationFailed)

    @pytest.mark.parametrize("how", UNDONE.values(), ids=list(UNDONE))
    def test_trouble_while_looking_is_not_a_no(self, network: Network, how: dict[str, Any]) -> None:
        reply = network.outgoing(network.target())
        network.responder().post(reply)
        network.fail(**how, method="GET")
        self.check_cannot_look(network.responder(), reply, PlatformUnavailable)

    def test_no_secret_is_ever_shown(
        self, network: Network, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        reply = network.outgoing(network.target())
        responder = network.responder()
        shown = [repr(responder), repr(vars(responder)), repr(responder.post(reply))]
        network.fail("expired_token")
        for call in (responder.post, responder.find):
            with pytest.raises(ListenpostError) as caught:
                call(reply)
            shown += [repr(caught.value), "".join(traceback.format_exception(caught.value))]
        everything = "\n".join([*shown, caplog.text])
        assert not [secret for secret in network.secrets if secret in everything]
