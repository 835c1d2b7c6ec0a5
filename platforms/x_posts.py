"""X's posts and pages as read from JSON, under the field names of before and after August 2026."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.errors import PlatformUnavailable
from domain.same_text import same_text as same_words
from domain.text import clean
from platforms.reading import identifier, items, mapping

Json = Mapping[str, Any]
_EPOCH_MS = 1_288_834_974_657
_WEB = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"^https?://(www\.)?")
_LEADING_HANDLES = re.compile(r"^(?:\s*@\w+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class XPageRequest:
    """Where a page of a timeline begins; one of `since_id` and `start_time` is the lower bound.

    `until_id` is above the newest that is wanted.
    """

    since_id: str | None = None
    start_time: dt.datetime | None = None
    until_id: str | None = None
    token: str | None = None
    page_size: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class XPage:
    """One page of a timeline; `posts` are as X sent them, `oldest_id` is what X itself calls it."""

    posts: tuple[object, ...]
    users: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    included: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    newest_id: str | None = None
    oldest_id: str | None = None
    next_token: str | None = None

    def ids(self) -> set[int]:
        """The ids on it that can be X's."""
        found = (mapping(post).get("id") for post in self.posts)
        return {int(str(one)) for one in found if is_snowflake(one)}


def read_page(body: object) -> XPage:
    """The page in an answer; ValueError where it is none."""
    answer, meta = mapping(body), mapping(mapping(body).get("meta"))
    if not isinstance(answer.get("data"), list) and "result_count" not in meta:
        raise ValueError("the answer holds neither posts nor a count of them")
    posts = tuple(items(answer.get("data")))
    includes = mapping(answer.get("includes"))
    return XPage(
        posts=posts,
        users=_by_id(includes.get("users")),
        included=_by_id(includes.get("tweets") or includes.get("posts")),
        newest_id=_newest(meta.get("newest_id"), posts),
        oldest_id=str(oldest) if is_snowflake(oldest := meta.get("oldest_id")) else None,
        next_token=meta.get("next_token") or None,
    )


def walk(fetch: Callable[[XPageRequest], XPage], since_id: str | None) -> Iterator[Json]:
    """Every post above an id, page by page."""
    token, passed = None, set[str]()
    while True:
        page = fetch(XPageRequest(since_id=since_id, token=token))
        yield from map(mapping, page.posts)
        token = page.next_token
        if token is None:
            return
        if token in passed:
            raise PlatformUnavailable("X: the account's timeline turns in a circle.")
        passed.add(token)


def text_of(post: Mapping[str, Any]) -> str | None:
    """What the author wrote: long posts in full, links instead of t.co, &, < and > unescaped."""
    note = mapping(post.get("note_tweet") or post.get("note_post"))
    text = note.get("text") or post.get("text")
    if not isinstance(text, str):
        return None
    plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return clean(_with_long_links(plain, post))


def reference(post: Mapping[str, Any], kind: str) -> str | None:
    """The id of the post that this one has as "replied_to", "quoted" or "retweeted"."""
    found = items(post.get("referenced_tweets") or post.get("referenced_posts"))
    return next(
        (identifier(mapping(one).get("id")) for one in found if mapping(one).get("type") == kind),
        None,
    )


def entities(post: Mapping[str, Any], kind: str) -> Iterator[Mapping[str, Any]]:
    """The post's entities of one kind ("mentions", "urls"), those of its long text included."""
    note = mapping(post.get("note_tweet") or post.get("note_post"))
    for holder in (post, note):
        yield from map(mapping, items(mapping(holder.get("entities")).get(kind)))


def same_text(ours: str, post: Mapping[str, Any]) -> bool:
    """Whether a post says what we sent: X adds handles in front and shortens links.

    It tells where its short links lead: one that leads elsewhere was not ours.
    """
    shown = _LEADING_HANDLES.sub("", text_of(post) or "")
    told = (url.get("expanded_url") for url in entities(post, "urls"))
    leads_elsewhere = any(_bare(url) not in ours.casefold() for url in told if isinstance(url, str))
    return same_words(_LEADING_HANDLES.sub("", ours), shown) and not leads_elsewhere


def _bare(url: str) -> str:
    return _SCHEME.sub("", url.casefold()).rstrip("/")


def post_url(handle: str | None, post_id: str) -> str:
    """Where people see the post; X finds it by its id alone."""
    return f"https://x.com/{handle or 'i'}/status/{post_id}"


def is_snowflake(post_id: object) -> bool:
    """Whether the id is a number of 63 bits, as all of X's are."""
    return (
        isinstance(post_id, str)
        and post_id.isascii()
        and post_id.isdigit()
        and len(post_id) <= 19
        and int(post_id) < 1 << 63
    )


def snowflake_time(post_id: str) -> dt.datetime:
    """When X made the id; the time of its clock, not the author's."""
    return dt.datetime.fromtimestamp(((int(post_id) >> 22) + _EPOCH_MS) / 1000, dt.UTC)


def snowflake_at(moment: dt.datetime) -> str:
    """The highest id that X can have made by then."""
    milliseconds = int(moment.timestamp() * 1000) - _EPOCH_MS
    return str(max(((milliseconds + 1) << 22) - 1, 1))


def step_back(post_id: str, overlap: dt.timedelta) -> str:
    """The id that X would have made `overlap` earlier."""
    milliseconds = (int(post_id) >> 22) - int(overlap / dt.timedelta(milliseconds=1))
    return str(max(milliseconds << 22, 1))


def _newest(told: object, posts: tuple[object, ...]) -> str | None:
    if is_snowflake(told):
        return str(told)
    ids = [str(mapping(post).get("id")) for post in posts]
    return max((one for one in ids if is_snowflake(one)), key=int, default=None)


def _by_id(value: object) -> dict[str, Mapping[str, Any]]:
    return {str(mapping(one).get("id")): mapping(one) for one in items(value)}


def _with_long_links(text: str, post: Mapping[str, Any]) -> str:
    for link in entities(post, "urls"):
        short, long = link.get("url"), link.get("expanded_url")
        if isinstance(short, str) and short and isinstance(long, str) and _WEB.match(long):
            text = text.replace(short, long)
    return text
