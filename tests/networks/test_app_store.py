"""Our App Store clients, and the small server of ours, before Apple's own description.

appstore-connect-sdk was generated from Apple's OpenAPI file by others and carries its schemas. Each
request of the contracts and each answer is compared with them, and the package's own client is let
loose on our server: it signs, asks and understands by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from domain.mention import APP_STORE
from tests.listeners.contract import ids, walk
from tests.listeners.review_contract import ReviewContract
from tests.networks.app_store_judge import Apple, Exchange, Watched, run
from tests.platforms.app_store_network import (
    ISSUER,
    KEY_ID,
    AppStoreNetwork,
    app_store_on,
    key_pair,
)
from tests.platforms.networks import server  # noqa: F401  fixture
from tests.platforms.practice import Stage
from tests.responder.contract import ResponderContract


@pytest.fixture(scope="module")
def apple(app_store_package: None) -> Apple:
    return Apple(run("describe.mjs"))


@pytest.fixture
def watched(server: Stage, apple: Apple) -> Iterator[tuple[AppStoreNetwork, Watched]]:  # noqa: F811
    with app_store_on(server) as network:
        watch = Watched(network.trouble[0].app, apple)
        network.trouble[0].app = watch
        yield network, watch


@pytest.fixture
def judged(watched: tuple[AppStoreNetwork, Watched]) -> Iterator[AppStoreNetwork]:
    """An App Store on which nothing may be asked or answered that Apple does not describe."""
    network, watch = watched
    yield network
    assert not watch.faults


class TestListening(ReviewContract):
    again = 1

    @pytest.fixture
    def network(self, judged: AppStoreNetwork) -> AppStoreNetwork:
        return judged


class TestAnswering(ResponderContract):
    many = 3

    @pytest.fixture
    def network(self, judged: AppStoreNetwork) -> AppStoreNetwork:
        return judged


def by_the_package(network: AppStoreNetwork, review: str, text: str) -> Any:
    """All that the generated client got; it makes its tokens of the same key."""
    account: dict[str, Any] = {"baseUrl": network.url, "privateKey": key_pair()[0]}
    account |= {"privateKeyId": KEY_ID, "issuerId": ISSUER}
    account |= {"expirationDuration": 600}  # the network's clock stands still meanwhile
    told = {"account": account, "app": str(network.number), "review": review, "text": text}
    return run("client.mjs", told)


def test_a_client_of_others_reads_and_answers_what_ours_does(judged: AppStoreNetwork) -> None:
    reviews = [judged.write(f"it crashes ({n})", stars=1 + n) for n in range(3)]
    got = by_the_package(judged, reviews[0], "Fixed in 2.1!")
    assert {one["id"] for one in got["listed"]["data"]} == ids(walk(judged.listener()))
    assert [one["attributes"]["rating"] for one in got["listed"]["data"]] == [3, 2, 1]
    assert got["answered"]["data"]["attributes"]["responseBody"] == "Fixed in 2.1!"
    assert got["found"]["data"] == got["answered"]["data"]
    ours = [one for page in walk(judged.listener()) for one in page.mentions if one.by_brand]
    assert [(one.text, one.in_reply_to) for one in ours] == [("Fixed in 2.1!", reviews[0])]


def test_it_asks_for_the_same_as_we_do(watched: tuple[AppStoreNetwork, Watched]) -> None:
    network, watch = watched
    review = network.write("it crashes")
    by_the_package(network, review, "Fixed in 2.1!")
    theirs = [_asked(one) for one in watch.seen]
    watch.seen.clear()
    reply = network.outgoing(network.to(APP_STORE, review), "Fixed in 2.1!")
    list(network.listener().poll(None))
    network.responder().post(reply)
    network.responder().find(reply)
    assert [_asked(one) for one in watch.seen] == theirs


def _asked(one: Exchange) -> tuple[object, ...]:
    return one.method, one.path, one.query, one.body


@pytest.mark.parametrize(
    ("spoil", "found"),
    [
        ({"query": {"sort": "newest"}}, "'newest' is not one of"),
        ({"query": {"limit": "500"}}, "500 is greater than the maximum"),
        ({"query": {"page": "2"}}, "'page' was unexpected"),
        ({"query": {"cursor": "made-up"}}, "'cursor' was unexpected"),
        ({"path": "/v1/apps/1/reviews"}, "is no call of Apple's"),
        ({"answer": {"data": []}}, "'links' is a required property"),
        ({"answer": {"data": [{"id": 7}], "links": {"self": "x"}}}, "7 is not of type 'string'"),
        ({"answer": {"errors": [{"code": "x"}]}, "status": 401}, "'detail' is a required property"),
    ],
)
def test_the_judge_sees_what_is_wrong(apple: Apple, spoil: dict[str, Any], found: str) -> None:
    right: dict[str, Any] = {
        "method": "GET",
        "path": "/v1/apps/1/customerReviews",
        "query": {"sort": "-createdDate", "include": "response", "limit": "200"},
        "body": None,
        "status": 200,
        "answer": {"data": [], "links": {"self": "https://apple.example"}},
    }
    assert not apple.faults(Exchange(**right), set())
    wrong = apple.faults(Exchange(**right | spoil), set())
    assert any(found in one for one in wrong), wrong
