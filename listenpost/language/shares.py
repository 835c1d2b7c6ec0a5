"""A share in words, with the interval in which it may really lie."""

from __future__ import annotations

from domain.share import Share
from listenpost.language import figures
from listenpost.language.tongue import _


def told(share: Share) -> str:
    """The share with its interval; a small sample is called one."""
    text = in_words(share)
    return _("{share}, few cases").format(share=text) if share.few and share.whole else text


def in_words(share: Share) -> str:
    """The share with its parts; nothing where there is none."""
    if share.value is None:
        return _("none yet")
    return _("{share} ({low} to {high}), {part} of {whole}").format(
        share=figures.percent(share.value),
        part=figures.count(share.part),
        whole=figures.count(share.whole),
        low=figures.whole(share.interval[0] * 100),
        high=figures.whole(share.interval[1] * 100),
    )


def of_posts(share: Share) -> str:
    """The same of posts."""
    text = in_words(share)
    return _("{share}, few posts").format(share=text) if share.few and share.whole else text
