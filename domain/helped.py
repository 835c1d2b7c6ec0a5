"""Whether it was another customer who helped: read from the thread in which somebody said thanks.

It counts as another customer's answer only where the thread shows to whom the thanks were said.
"Found it myself", thanks to us, and the company of people with the same trouble are no answer.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from domain.short_post import says_thanks, thanks_somebody

_UNSPACED = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadPost:
    """A post near the thanks. `person` is its author's customer, `names` what they are called.

    `asks` says that the post itself needs an answer.
    """

    external_id: str
    person: int
    published_at: dt.datetime
    by_brand: bool = False
    asks: bool = False
    names: tuple[str, ...] = ()

    def answers(self, asker: int) -> bool:
        """Somebody else's word that is no complaint of their own."""
        return not self.by_brand and not self.asks and self.person != asker


def helper(
    thanks: ThreadPost,
    text: str,
    *,
    above: ThreadPost | None,
    around: Iterable[ThreadPost],
    ours: Sequence[str] = (),
) -> str | None:
    """The post of another customer that helped, by its external id.

    `above` is the post that the thanks answer, `around` those that directly answer a post of the
    asker's case. Said to somebody else's post, the thanks are theirs. Said to ours, they are ours.
    Where networks are flat and they stand under the asker's own post, they belong to whom they
    name, to us (`ours` is what we are called) before anybody else; else to whoever answered last
    before them, and only if they are thanks to somebody.
    """
    if above is not None and above.person != thanks.person:
        fits = above.answers(thanks.person) and says_thanks(text)
        return above.external_id if fits else None
    before = [
        post
        for post in around
        if post.published_at <= thanks.published_at and post.person != thanks.person
    ]
    our_posts = (post.names for post in before if post.by_brand)
    if _names(text, (*ours, *chain.from_iterable(our_posts))):
        return None
    for post in before:
        if post.answers(thanks.person) and _names(text, post.names):
            return post.external_id
    words = [post for post in before if post.by_brand or post.answers(thanks.person)]
    last = max(words, key=lambda post: post.published_at, default=None)
    if last is None or last.by_brand or not thanks_somebody(text):
        return None
    return last.external_id


def _names(text: str, names: Iterable[str]) -> bool:
    """Whether one of the names stands in the text as words of its own."""
    said = text.casefold()
    return any(re.search(_as_words(name.casefold()), said) for name in names if name)


def _as_words(name: str) -> str:
    """A pattern; a name in a script without spaces may stand anywhere."""
    return re.escape(name) if _UNSPACED.search(name) else rf"(?<!\w){re.escape(name)}(?!\w)"
