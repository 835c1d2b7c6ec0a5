"""The listener on X's mentions, against the practice network."""

from __future__ import annotations

import pytest

from domain.coverage import Proof
from domain.errors import CreditExhausted, PermissionMissing, PlatformUnavailable
from domain.mention import IncomingMention, MentionKind
from listeners.x_mentions import REACH, XMentionsListener, XMentionsSettings
from listeners.x_own_posts import XOwnPostsListener, XOwnPostsSettings
from tests.listeners.contract import ListenerContract, ids, walk
from tests.platforms.practice import Practice
from tests.platforms.x_network import XNetwork


class TestXMentions(ListenerContract):
    @pytest.fixture
    def network(self, practice: Practice) -> XNetwork:
        return XNetwork(practice)


@pytest.fixture
def network(practice: Practice) -> XNetwork:
    return XNetwork(practice)


def only(practice: Practice, **settings: object) -> IncomingMention:
    account = practice.x_account()
    listener = XMentionsListener(
        account, XMentionsSettings.model_validate(settings), now=practice.now
    )
    (page,) = walk(listener)
    (mention,) = page.mentions
    return mention


def test_a_post_is_told_as_x_knows_it(practice: Practice) -> None:
    published = practice.publish("@kestrelia no net", network="x", person="anna", lang="en")
    found = only(practice)
    assert found.external_id == found.conversation_id == published
    assert (found.kind, found.in_reply_to) == (MentionKind.POST, None)
    assert (found.summoned, found.by_brand, found.language) == (True, False, "en")
    assert (found.author.handle, found.author.followers) == ("anna", 0)
    assert found.url == f"https://x.com/anna/status/{published}"
    assert abs((found.published_at - practice.now()).total_seconds()) < 1


def test_an_answer_belongs_to_its_thread(practice: Practice) -> None:
    ours = practice.publish("news", network="x", kind="own", person="brand")
    practice.publish("@kestrelia thanks!", network="x", reply_to_external_id=ours)
    found = only(practice)
    assert found.kind is MentionKind.COMMENT
    assert found.in_reply_to == found.conversation_id == ours


def test_a_handle_in_other_letters_is_still_ours(practice: Practice) -> None:
    practice.publish("@KESTRELIA hello", network="x")
    assert only(practice).summoned


def test_an_account_without_id_is_looked_up_once(practice: Practice) -> None:
    practice.publish("@kestrelia hello", network="x")
    token = practice.world.credentials.x.user_token
    keys = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
    account = practice.x_account(bearer_token=token, **dict.fromkeys(keys))
    listener = XMentionsListener(account, XMentionsSettings(), now=practice.now)
    assert ids(walk(listener))
    walk(listener)
    asked = practice.world.requests
    assert [count for name, count in asked.items() if "username" in name] == [1]


def test_what_is_older_than_look_back_is_left_alone(practice: Practice) -> None:
    practice.publish("@kestrelia long ago", network="x")
    practice.wait(days=3)
    practice.publish("@kestrelia now", network="x")
    assert only(practice, look_back="P2D").text == "@kestrelia now"


def test_credits_that_are_spent_need_a_person(network: XNetwork) -> None:
    network.fail("status", status=402)
    with pytest.raises(CreditExhausted, match="credits"):
        walk(network.listener())


def test_a_missing_right_needs_a_person(network: XNetwork) -> None:
    network.fail("status", status=403)
    with pytest.raises(PermissionMissing):
        walk(network.listener())


def test_pages_that_were_read_before_an_error_stay_good(network: XNetwork) -> None:
    published = {network.publish(f"post {n}") for n in range(25)}
    network.fail("status", status=503, path="pagination_token")
    poll = network.listener().poll(None)
    pages = [next(poll)]
    with pytest.raises(PlatformUnavailable, match="out of order"):
        next(poll)
    network.heal()
    assert ids(pages + walk(network.listener(), pages[-1].cursor)) == published


def test_a_capped_poll_goes_on_where_it_stopped(network: XNetwork) -> None:
    published = {network.publish(f"post {n}") for n in range(25)}
    pages = list(network.listener(max_pages=1).poll(None))
    assert [page.complete for page in pages] == [False]
    pages += network.listener(max_pages=1).poll(pages[-1].cursor)
    pages += network.listener(max_pages=1).poll(pages[-1].cursor)
    assert pages[-1].complete
    assert ids(pages) == published


def test_a_burst_beyond_what_x_serves_is_named_where_search_may_not_be_used(
    network: XNetwork,
) -> None:
    published = [network.publish(f"it is down ({n})") for n in range(REACH + 10)]
    pages = walk(network.listener(page_size=100, fill_by_search=False))
    assert ids(pages) == set(published[-REACH:])
    (missing,) = [one for page in pages for one in page.skipped]
    assert f"only the newest {REACH}" in missing.reason
    (gap,) = [gap for page in pages for gap in page.gaps]
    assert gap.final


def test_what_the_timeline_cuts_is_read_by_search(network: XNetwork) -> None:
    published = [network.publish(f"it is down ({n})") for n in range(REACH + 10)]
    pages = walk(network.listener(page_size=100))
    assert ids(pages) == set(published)
    (gap,) = [gap for page in pages for gap in page.gaps]
    assert not gap.final
    assert pages[-1].proof is Proof.FILLED


def test_a_burst_in_the_middle_of_a_walk_cuts_its_end_and_that_is_read_by_search(
    network: XNetwork,
) -> None:
    known = [network.publish("before") for _ in range(3)]
    pages = walk(network.listener(page_size=10))
    published = {network.publish(f"it is down ({n})") for n in range(30)}
    poll = network.listener(page_size=10).poll(pages[-1].cursor)
    pages.append(next(poll))
    published |= {network.publish(f"and still ({n})") for n in range(REACH)}
    pages += [*poll, *walk(network.listener(page_size=100), pages[-1].cursor)]
    pages += walk(network.listener(page_size=100), pages[-1].cursor)
    assert ids(pages) == published | set(known)


def test_where_search_is_forbidden_the_hole_is_reported_and_listening_goes_on(
    network: XNetwork,
) -> None:
    for n in range(REACH + 10):
        network.publish(f"it is down ({n})")
    network.fail("status", status=403, path="search")
    pages = walk(network.listener(page_size=100))
    assert [gap.final for page in pages for gap in page.gaps] == [False, True]
    later = network.publish("and later")
    assert later in ids(walk(network.listener(page_size=100), pages[-1].cursor))


def test_what_x_escapes_arrives_as_it_was_written(practice: Practice) -> None:
    practice.publish("@kestrelia 1 < 2 && <b>3</b> &lt;", network="x")
    assert only(practice).text == "@kestrelia 1 < 2 && <b>3</b> &lt;"


def test_answers_by_hand_are_heard_as_ours(practice: Practice) -> None:
    asked = practice.publish("@kestrelia help", network="x", person="anna")
    answered = practice.publish(
        "@anna we do", network="x", kind="own", person="brand", reply_to_external_id=asked
    )
    own = XOwnPostsListener(practice.x_account(), XOwnPostsSettings(), now=practice.now)
    (page,) = walk(own)
    (found,) = page.mentions
    assert (found.external_id, found.in_reply_to, found.by_brand) == (answered, asked, True)
