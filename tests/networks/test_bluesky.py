"""Our Bluesky clients on the real network of Bluesky's own packages: PLC, PDS and AppView."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import pytest
from atproto import Client, client_utils, models

from domain.errors import AuthenticationFailed, OutcomeUnknown, Rejected, ReplyNotAllowed
from domain.mention import BLUESKY, IncomingMention
from domain.reply import OutgoingReply, ReplyKind, ReplyTarget
from listeners.bluesky_mentions import BlueskyMentionsListener, BlueskyMentionsSettings
from listeners.bluesky_own_posts import BlueskyOwnPostsListener, BlueskyOwnPostsSettings
from platforms.bluesky import BlueskyAccount
from responder.bluesky import BlueskyResponder
from tests.listeners.contract import ids, mentions, walk

_numbers = count(1)
PASSWORD = "hunter2-hunter2"


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


@dataclass(frozen=True, slots=True)
class Real:
    """The brand's account and a customer's."""

    account: BlueskyAccount
    brand: Client
    customer: Client

    def listener(self, **settings: Any) -> BlueskyMentionsListener:
        given = BlueskyMentionsSettings.model_validate({"page_size": 3} | settings)
        return BlueskyMentionsListener(self.account, given, now=now)

    def own(self) -> BlueskyOwnPostsListener:
        return BlueskyOwnPostsListener(self.account, BlueskyOwnPostsSettings(), now=now)

    def responder(self) -> BlueskyResponder:
        return BlueskyResponder(self.account, now=now)

    def publish(self, text: str) -> str:
        did = self.brand._session.did if self.brand._session else ""
        words = client_utils.TextBuilder().mention(f"@{self.account.handle}", did).text(f" {text}")
        record = models.AppBskyFeedPost.Record(
            created_at=self.customer.get_current_time_iso(),
            text=words.build_text(),
            facets=words.build_facets(),
        )
        return str(self.customer.app.bsky.feed.post.create(_did(self.customer), record).uri)

    def heard(self, uri: str) -> IncomingMention:
        found = until(lambda: _by_id(list(mentions(walk(self.listener()))), uri))
        assert isinstance(found, IncomingMention)
        return found


def until(look: Callable[[], Any]) -> Any:
    """What is there at last: the AppView follows the servers."""
    for _ in range(100):
        if found := look():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not arrive")


def _by_id(found: list[IncomingMention], uri: str) -> IncomingMention | None:
    return next((one for one in found if one.external_id == uri), None)


def _did(client: Client) -> str:
    assert client._session is not None
    return str(client._session.did)


def _account(url: str, handle: str) -> Client:
    client = Client(base_url=url)
    client.com.atproto.server.create_account(
        models.ComAtprotoServerCreateAccount.Data(
            handle=handle, email=f"{handle.split('.')[0]}@example.com", password=PASSWORD
        )
    )
    client.login(handle, PASSWORD, fetch_bsky_profile=False)
    return client


@pytest.fixture
def real(bluesky_url: str) -> Iterator[Real]:
    number = next(_numbers)
    handles = [f"brand{number}.test", f"customer{number}.test"]
    brand, customer = (_account(bluesky_url, handle) for handle in handles)
    account = BlueskyAccount.model_validate(
        {"handle": handles[0], "app_password": PASSWORD, "base_url": bluesky_url}
    )
    yield Real(account, brand, customer)
    brand.request.close()
    customer.request.close()


def to(
    mention: IncomingMention, text: str = "We are sorry: https://help.example/a"
) -> OutgoingReply:
    target = ReplyTarget(
        platform=BLUESKY,
        external_id=mention.external_id,
        conversation_id=mention.conversation_id,
        author_external_id=mention.author.external_id,
        author_handle=mention.author.handle,
        kind=mention.kind,
        summoned=True,
        published_at=mention.published_at,
    )
    return OutgoingReply(
        target=target, kind=ReplyKind.PUBLIC, text=text, idempotency_key=mention.external_id + text
    )


def test_every_mention_of_a_burst_arrives_over_many_pages(real: Real) -> None:
    published = {real.publish(f"no internet since {n} o'clock") for n in range(20)}
    found = until(lambda: (seen := ids(walk(real.listener()))) >= published and seen)
    assert found == published


def test_a_reply_is_posted_found_recognised_and_answered(real: Real) -> None:
    mention = real.heard(real.publish("my parcel is lost"))
    reply = to(mention)
    assert real.responder().find(reply) is None
    posted = real.responder().post(reply)
    found = real.responder().find(reply)
    assert found is not None
    assert found.external_id == posted.external_id
    ours = until(lambda: [p for page in walk(real.own()) for p in page.mentions])
    assert [(p.external_id, p.by_brand, p.in_reply_to) for p in ours] == [
        (posted.external_id, True, mention.external_id)
    ]
    root = models.ComAtprotoRepoStrongRef.Main(uri=mention.external_id, cid=mention.raw["cid"])
    shown = until(lambda: real.customer.get_posts([posted.external_id]).posts)[0]
    parent = models.ComAtprotoRepoStrongRef.Main(uri=shown.uri, cid=shown.cid)
    link = models.AppBskyFeedPost.ReplyRef(root=root, parent=parent)
    did = _did(real.customer)
    answer = real.customer.send_post("thank you", profile_identify=did, reply_to=link)
    heard = real.heard(answer.uri)
    assert (heard.conversation_id, heard.in_reply_to) == (mention.external_id, posted.external_id)


def test_the_same_reply_twice_is_one_record(real: Real) -> None:
    reply = to(real.heard(real.publish("hello")))
    first = real.responder().post(reply)
    with pytest.raises(OutcomeUnknown):
        real.responder().post(reply)
    found = real.responder().find(reply)
    assert found is not None
    assert found.external_id == first.external_id


def test_what_is_gone_cannot_be_answered(real: Real) -> None:
    uri = real.publish("I delete this")
    reply, left = to(real.heard(uri)), real.publish("I stay")
    assert real.heard(left)
    real.customer.delete_post(uri)
    until(lambda: not real.brand.get_posts([uri]).posts)
    assert real.responder().still_there([uri, left]) == {left}
    with pytest.raises(ReplyNotAllowed):
        real.responder().post(reply)


@pytest.mark.parametrize(("length", "fits"), [(300, True), (301, False)])
def test_the_server_counts_as_the_send_gate_does(real: Real, length: int, fits: bool) -> None:
    reply = to(real.heard(real.publish("hello")), "👍🏽é" * (length // 2) + "x" * (length % 2))
    if fits:
        assert real.responder().post(reply).external_id
    else:
        with pytest.raises(Rejected):
            real.responder().post(reply)


def test_a_wrong_password_needs_a_person(real: Real) -> None:
    wrong = real.account.model_copy(
        update={"app_password": real.account.app_password.__class__("no")}
    )
    listener = BlueskyMentionsListener(wrong, BlueskyMentionsSettings(), now=now)
    with pytest.raises(AuthenticationFailed):
        walk(listener)
