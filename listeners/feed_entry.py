"""An entry of a feed as a mention of ours."""

from __future__ import annotations

import calendar
import datetime as dt
import hashlib
from typing import Any
from urllib.parse import urlsplit

from domain.mention import FEED, AuthorRef, IncomingMention, MentionKind, Skipped
from domain.text import clean
from platforms.html_text import text_of_html
from platforms.reading import name


def read_entry(entry: Any, feed: Any, url: str, now: dt.datetime) -> IncomingMention | Skipped:
    """What the entry says, and who published it. Without a time of its own it is of now."""
    entry_id = entry_key(entry, url)
    if entry_id is None:
        return Skipped(external_id=None, reason="an entry without id, link and title")
    title = text_of_html(entry.get("title"))
    words = text_of_html(_body(entry))
    host = urlsplit(url).hostname or "feed"
    source = name(text_of_html(feed.get("title"))) or host
    writer = name(text_of_html(entry.get("author")))
    link = entry.get("link")
    return IncomingMention(
        platform=FEED,
        external_id=entry_id,
        kind=MentionKind.POST,
        author=AuthorRef(
            platform=FEED,
            external_id=_short(f"{host}/{writer or source}"),
            handle=host,
            display_name=f"{writer} ({source})" if writer else source,
        ),
        text=clean(f"{title}\n\n{words}".strip() if words != title else title),
        url=_page(link, url),
        published_at=told_at(entry) or now,
        conversation_id=entry_id,
        language=_language(entry, feed),
        summoned=False,
        raw={"feed": clean(source), "title": clean(title)},
    )


def entry_key(entry: Any, url: str) -> str | None:
    """The entry's own id; one that is no address is told apart by its feed."""
    own = clean(entry.get("id") or entry.get("link") or entry.get("title")).strip()
    if not own:
        return None
    return _short(own if "://" in own or own.startswith(("tag:", "urn:")) else f"{url}#{own}")


def told_at(entry: Any) -> dt.datetime | None:
    """When the entry says that it was published."""
    plain = dict(entry)  # feedparser's own look-up warns of one time standing in for the other
    told = plain.get("published_parsed") or plain.get("updated_parsed")
    try:
        return dt.datetime.fromtimestamp(calendar.timegm(told), dt.UTC) if told else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None


def _body(entry: Any) -> str:
    contents = [str(part.get("value", "")) for part in entry.get("content") or ()]
    return max([*contents, str(entry.get("summary") or "")], key=len)


def _page(link: Any, url: str) -> str:
    """Where people read it; a link that is none leads to the site."""
    found = clean(link)
    if found.startswith(("https://", "http://")):
        return "https://" + found.split("://", 1)[1]
    return f"https://{urlsplit(url).netloc}/"


def _language(entry: Any, feed: Any) -> str | None:
    code = entry.get("language") or feed.get("language")
    return code.lower() if isinstance(code, str) and 2 <= len(code) <= 8 else None


def _short(text: str) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return text if len(text) <= 200 and text.isprintable() else f"sha256:{digest}"
