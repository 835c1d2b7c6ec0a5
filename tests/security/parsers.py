"""Every parser of what comes from outside, with the kind of thing that it reads."""

from __future__ import annotations

import datetime as dt
import json
import os
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from domain import claims, crm
from domain.errors import MalformedItem
from domain.keywords import KeywordRule
from domain.mention import FACEBOOK, MentionKind
from domain.role import Role
from listeners import (
    app_store_reviews,
    bluesky_post,
    facebook_item,
    feed_entry,
    google_play_reviews,
    instagram_item,
    mastodon_post,
    meta_delivery,
    meta_message,
    reddit_item,
    telegram_message,
    whatsapp_message,
    whatsapp_receipt,
    x_messages,
    x_post,
    youtube_item,
)
from listenpost import holidays
from listenpost.bootstrap import build
from listenpost.settings import load_settings
from platforms import limits
from platforms.articles import exports, markdown, page, sitemap, tables
from platforms.bluesky import BlueskyAccount
from platforms.feed import parsed
from platforms.instagram import InstagramAccount
from platforms.mastodon import MastodonAccount
from platforms.reddit import RedditAccount
from platforms.telegram import TelegramBot
from platforms.x import XAccount
from platforms.x_posts import read_page
from tests.security import desk_answers, samples

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
X_ACCOUNT = XAccount.model_validate({"handle": "kestrelia", "bearer_token": "x"})
BOT = TelegramBot.model_validate({"handle": "kestrelia_bot", "token": "1:" + "A" * 35})
MASTODON = MastodonAccount.model_validate(
    {"base_url": "https://m.test", "handle": "kestrelia", "access_token": "x"}
)
BLUESKY = BlueskyAccount.model_validate({"handle": "kestrelia.test", "app_password": "x"})
REDDIT = RedditAccount.model_validate(
    {"username": "kestrelia", "client_id": "x", "client_secret": "x", "password": "x"}
)
INSTAGRAM = InstagramAccount.model_validate(
    {"user_id": "1", "username": "kestrelia", "page_id": "1", "page_token": "x"}
)
INBOX = meta_message.Inbox(
    platform=FACEBOOK, our_ids=frozenset({"1"}), url="https://f.test/inbox", our_name="kestrelia"
)
RULES = claims.ProviderRules(
    roles={Role.LEAD: frozenset({"leads"})}, new_people=Role.AGENT, role_claim="realm_access.roles"
)
RULE = KeywordRule(include=("kestrelia",))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parser:
    """`good` is what it reads well; `read` may refuse with our own errors and with nothing else."""

    name: str
    good: Any
    read: Callable[[Any], Any]


def in_file(read: Callable[[Path], Any], ending: str) -> Callable[[bytes], Any]:
    """A reader of files, as one of bytes."""

    def of_bytes(body: bytes) -> Any:
        folder = Path(tempfile.gettempdir())
        file = folder / f"listenpost-parser-{os.getpid()}{ending}"
        file.write_bytes(body)
        try:
            return read(file)
        finally:
            file.unlink()

    return of_bytes


def every(found: Iterable[Any]) -> list[Any]:
    return list(found)


def x_page(body: Any) -> Any:
    try:
        found = read_page(body)
    except ValueError as error:  # as `platforms.x.XClient` takes it
        raise MalformedItem(str(error)) from error
    return [x_post.read_post(one, found, X_ACCOUNT) for one in found.posts]


def feed(body: bytes) -> Any:
    found = parsed(body, {}, "n.test")
    return [feed_entry.read_entry(one, found.feed, "https://n.test", NOW) for one in found.entries]


def delivery(body: Any) -> Any:
    return meta_delivery.read_delivery(json.dumps(body, default=str).encode("utf-8", "replace"))


def messenger_event(event: Any) -> Any:
    return meta_message.read_message(meta_message.message_of_event(event), INBOX)


def whatsapp(found: Any) -> Any:
    message, contacts = [*found, None, None][:2] if isinstance(found, list) else (found, found)
    return [
        whatsapp_message.read_message(message, contacts, "9"),
        whatsapp_message.read_edit(message, contacts, "9"),
        whatsapp_message.read_echo(message, "9"),
    ]


def youtube(thread: Any) -> Any:
    youtube_item.reply_count(thread)
    youtube_item.updated_at(thread)
    parts = [thread, youtube_item.top_of(thread), *youtube_item.replies_in(thread)]
    may = youtube_item.may_reply(thread)
    return [youtube_item.read_comment(one, channel="UCbrand", may_reply=may) for one in parts]


def headers(given: Any) -> Any:
    told = given if isinstance(given, dict) else {"retry-after": given, "date": given}
    return limits.allowances({str(one): str(value) for one, value in told.items()}, now=NOW)


def an_object(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """For what is handed on only if it is a JSON object."""
    return lambda found: read(found) if isinstance(found, dict) else None


def calendar(file: Path) -> Any:
    found = holidays._ical(str(file), cache=str(file.parent), path=holidays.SECTION)
    return [found(dt.date(year, 4, 1)) for year in (2025, 2026, 2027)]


def facebook(item: Any) -> Any:
    facebook_item.comments_in(item)
    facebook_item.moved_at(item)
    return [
        facebook_item.read_post(item, MentionKind.POST, "1"),
        facebook_item.read_comment(item, "1_1", "1"),
    ]


def instagram(item: Any) -> Any:
    return [
        instagram_item.read_media(item, INSTAGRAM),
        instagram_item.read_comment(item, "15", INSTAGRAM),
    ]


def bluesky(item: Any) -> Any:
    bluesky_post.sorted_at(item)
    return bluesky_post.read_post(item, BLUESKY)


def x_message(item: Any) -> Any:
    return x_messages.read_message(item, read_page(samples.X_PAGE), X_ACCOUNT)


def read_markdown(file: Path) -> Any:
    return markdown.read_file(file, folder=file.parent, base_url="https://h.test")


def read_exports(body: Any) -> Any:
    rows = list(exports.rows_of(body))
    return [exports.read_row(one, base_url="https://h.test") for one in rows]


def settings(file: Path) -> Any:
    found = load_settings(file)
    build(found).database.engine.dispose()
    return found


PARSERS = (
    Parser(name="a page of X", good=samples.X_PAGE, read=x_page),
    Parser(name="a message of X", good=samples.X_MESSAGE, read=x_message),
    Parser(name="a post of Bluesky", good=samples.BLUESKY, read=bluesky),
    Parser(
        name="a post of Mastodon", good=samples.MASTODON,
        read=lambda one: mastodon_post.read_post(one, MASTODON, None),
    ),
    Parser(name="a post or comment of Facebook", good=samples.FACEBOOK, read=facebook),
    Parser(name="a medium or comment of Instagram", good=samples.INSTAGRAM, read=instagram),
    Parser(
        name="a thing of Reddit", good=samples.REDDIT,
        read=lambda one: reddit_item.read_item(one, REDDIT),
    ),
    Parser(name="a thread of YouTube", good=samples.YOUTUBE, read=youtube),
    Parser(
        name="a message of Messenger", good=samples.MESSENGER,
        read=lambda one: meta_message.read_message(one, INBOX),
    ),
    Parser(name="an event of Messenger", good=samples.MESSENGER_EVENT, read=messenger_event),
    Parser(
        name="an update of Telegram", good=samples.TELEGRAM,
        read=lambda one: telegram_message.read_update(one, BOT, RULE),
    ),
    Parser(
        name="a message of WhatsApp", good=[samples.WHATSAPP, samples.WHATSAPP_CONTACTS],
        read=whatsapp,
    ),
    Parser(
        name="a receipt of WhatsApp", good=samples.WHATSAPP_STATUS,
        read=whatsapp_receipt.read_status,
    ),
    Parser(
        name="a review of Google Play", good=samples.GOOGLE_PLAY,
        read=lambda one: google_play_reviews.read_review(one, "app"),
    ),
    Parser(
        name="a review of the App Store", good=samples.APP_STORE,
        read=lambda one: app_store_reviews.read_review(one, "1"),
    ),
    Parser(name="a feed", good=samples.RSS, read=feed),
    Parser(name="a delivery of Meta", good=samples.DELIVERY, read=delivery),
    Parser(
        name="claims of a provider", good=samples.CLAIMS,
        read=an_object(lambda one: claims.proved(one, RULES)),
    ),
    Parser(name="a row of a CRM", good=samples.CRM, read=an_object(crm.crm_row)),
    Parser(name="limits in headers", good=samples.HEADERS, read=headers),
    Parser(name="an export of Zendesk", good=samples.ZENDESK, read=read_exports),
    Parser(name="an export of Freshdesk", good=samples.FRESHDESK, read=read_exports),
    Parser(
        name="a file of JSON", good=json.dumps(samples.ZENDESK).encode(),
        read=in_file(lambda file: every(exports.read_json(file, base_url="")), ".json"),
    ),
    Parser(
        name="a table of articles", good=samples.TABLE,
        read=in_file(lambda file: every(tables.read_csv(file)), ".csv"),
    ),
    Parser(name="a page of a help centre", good=samples.PAGE, read=lambda body: page.read_page(
        body, sitemap.Listed(url="https://h.test/1"), url="https://h.test/1")),
    Parser(
        name="a map of a site", good=samples.SITEMAP,
        read=lambda body: [sitemap._listed(one, "https://h.test") for one in
                           sitemap.parse(body, "https://h.test/sitemap.xml")],
    ),
    Parser(
        name="an article in Markdown", good=samples.MARKDOWN, read=in_file(read_markdown, ".md")
    ),
    *(
        Parser(name=f"answers of {kind.__name__}, {number}", good=answer,
               read=partial(desk_answers.read, kind))
        for kind, answers in desk_answers.GOOD.items()
        for number, answer in enumerate(answers, 1)
    ),
    Parser(name="a calendar that repeats", good=samples.REPEATING, read=in_file(calendar, ".ics")),
    Parser(name="a calendar", good=samples.CALENDAR, read=in_file(calendar, ".ics")),
    Parser(name="the settings", good=samples.SETTINGS, read=in_file(settings, ".toml")),
)  # fmt: skip
