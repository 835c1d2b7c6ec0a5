"""What listening to reviews keeps, whatever store they stand in."""

from __future__ import annotations

from typing import Any

from domain.mention import IncomingMention
from domain.review import answer_id
from tests.listeners.contract import ListenerContract, walk


def heard(store: Any) -> list[IncomingMention]:
    return [one for page in walk(store.listener()) for one in page.mentions]


class ReviewContract(ListenerContract):
    """The contract of listeners, and that stars and our answers come with the words."""

    def test_the_stars_stand_above_title_and_words(self, network: Any) -> None:
        network.write("It loses my bag.", stars=1, title="Never again")
        (found,) = heard(network)
        assert found.text == "★1/5\n\nNever again\n\nIt loses my bag."
        assert found.author.display_name == "Anna"

    def test_our_answer_is_heard_as_ours_below_its_review(self, network: Any) -> None:
        review = network.publish("it crashes")
        network.wait(hours=1)
        network.answer(review, "Fixed in 2.1!")
        theirs, ours = heard(network)
        assert (theirs.by_brand, ours.by_brand) == (False, True)
        assert ours.external_id == answer_id(review, "Fixed in 2.1!")
        assert ours.in_reply_to == ours.conversation_id == theirs.external_id == review
        assert (ours.published_at - theirs.published_at).total_seconds() >= 3600
