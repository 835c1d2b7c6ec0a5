"""The commented listenpost.toml that `listenpost init` writes, from the settings' own words."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from listenpost.settings import Settings

HIDDEN = ("accounts", "helpdesks", "listeners", "practice", "teams")

ACCOUNTS = """
# New cases go to the team of the first rule that fits; what a rule leaves out it does not ask for.
# Who is in a team: listenpost user set NAME --teams Billing --capacity 8

# [[teams.routing]]
# team = "Billing"
# topics = ["billing", "refund"]
# platforms = ["x"]
# languages = ["en", "de"]

# Accounts and listeners. Secrets are better kept out of this file: every key can be given as
# LISTENPOST_ACCOUNTS__X__CONSUMER_KEY=..., or from a file with
# LISTENPOST_ACCOUNTS__X__CONSUMER_KEY_FILE=path.

# [accounts.x]
# platform = "x"
# handle = "yourbrand"
# consumer_key = "..."
# consumer_secret = "..."
# access_token = "..."
# access_token_secret = "..."

# [listeners.mentions]
# kind = "x_mentions"
# account = "x"

# [listeners.messages]
# kind = "x_messages"
# account = "x"

# [listeners.search]
# kind = "x_search"
# account = "x"
# query = "yourbrand"

# Answers that your team gives in X's own app, so that they count as answered:
# [listeners.own]
# kind = "x_own_posts"
# account = "x"

# [accounts.facebook]
# platform = "facebook"
# page_id = "1234567890"
# page_token = "..."
# app_secret = "..."

# [listeners.page]
# kind = "facebook_page"
# account = "facebook"

# Messages come by webhook: set [webhooks] as well (docs/webhooks.md).
# [accounts.whatsapp]
# platform = "whatsapp"
# phone_number_id = "1234567890"
# business_account_id = "1234567890"
# access_token = "..."

# [listeners.whatsapp]
# kind = "whatsapp"
# account = "whatsapp"

# [[message_templates]]
# name = "case_update"
# language = "en"
# category = "utility"
# body = "Hello {{1}}, there is news about your case: {{2}} Write to us here."
# parameters = ["name", "news"]
# usd = 0.05

# [listeners.messenger]
# kind = "facebook_messages"
# account = "facebook"

# [accounts.instagram]
# platform = "instagram"
# user_id = "17841400000000000"
# username = "yourbrand"
# page_id = "1234567890"
# page_token = "..."

# [listeners.instagram]
# kind = "instagram"
# account = "instagram"

# [listeners.instagram_messages]
# kind = "instagram_messages"
# account = "instagram"

# [accounts.mastodon]
# platform = "mastodon"
# base_url = "https://mastodon.social"
# handle = "yourbrand"
# access_token = "..."

# [listeners.mastodon]
# kind = "mastodon_mentions"
# account = "mastodon"

# [listeners.mastodon_own]
# kind = "mastodon_own_posts"
# account = "mastodon"

# [listeners.mastodon_search]
# kind = "mastodon_search"
# account = "mastodon"
# tags = ["yourbrand"]
# include = ["yourbrand"]

# [accounts.bluesky]
# platform = "bluesky"
# handle = "yourbrand.bsky.social"
# app_password = "..."

# [listeners.bluesky]
# kind = "bluesky_mentions"
# account = "bluesky"

# [listeners.bluesky_own]
# kind = "bluesky_own_posts"
# account = "bluesky"

# [listeners.bluesky_search]
# kind = "bluesky_search"
# account = "bluesky"
# query = "yourbrand"
# include = ["yourbrand"]

# [accounts.telegram]
# platform = "telegram"
# handle = "yourbrand_bot"
# token = "123456:the-token-from-BotFather"

# [listeners.telegram]
# kind = "telegram"
# account = "telegram"

# [accounts.reddit]
# platform = "reddit"
# username = "yourbrand"
# client_id = "..."
# client_secret = "..."
# refresh_token = "..."

# [listeners.reddit]
# kind = "reddit_inbox"
# account = "reddit"

# [listeners.reddit_own]
# kind = "reddit_own_posts"
# account = "reddit"

# [listeners.reddit_subreddits]
# kind = "reddit_subreddits"
# account = "reddit"
# subreddits = ["trains", "yourbrand"]
# own = ["yourbrand"]
# include = ["yourbrand"]

# [accounts.ios]
# platform = "app_store"
# app_id = "1234567890"
# key_id = "..."
# issuer_id = "..."
# private_key = "..."

# [listeners.ios]
# kind = "app_store_reviews"
# account = "ios"

# [accounts.youtube]
# platform = "youtube"
# channel_id = "UCxxxxxxxxxxxxxxxxxxxxxx"
# client_id = "..."
# client_secret = "..."
# refresh_token = "..."

# [listeners.youtube]
# kind = "youtube_comments"
# account = "youtube"

# [listeners.youtube_replies]
# kind = "youtube_replies"
# account = "youtube"

# [accounts.android]
# platform = "google_play"
# package = "com.yourbrand.app"
# service_account = "..."

# [listeners.android]
# kind = "google_play_reviews"
# account = "android"

# [accounts.feeds]
# platform = "feed"

# [listeners.news]
# kind = "feed"
# account = "feeds"
# urls = ["https://news.example/rss.xml"]
# include = ["yourbrand"]

# [notifications.destinations.care]
# address = "slack://TokenA/TokenB/TokenC/#care"
# quiet_hours = "22:00-07:00"
# time_zone = "Europe/Berlin"
# language = "nl"
"""


def example_settings() -> str:
    """Every setting with its default and a line of why; it can be read back as it is."""
    parts = ["# Settings of Listenpost. Commented keys show their defaults."]
    for name, field in Settings.model_fields.items():
        section = field.annotation
        if name not in HIDDEN and isinstance(section, type) and issubclass(section, BaseModel):
            parts.append(_section(name, section))
    return "\n".join(parts) + "\n" + ACCOUNTS


def _section(name: str, section: type[BaseModel]) -> str:
    keys = [_key(key, field) for key, field in section.model_fields.items()]
    return "\n".join(["", f"[{name}]", *keys])


def _key(key: str, field: FieldInfo) -> str:
    default = "..." if field.default is None else _toml(field.default)
    return f"# {field.description}\n# {key} = {default}"


def _toml(value: Any) -> str:
    if hasattr(value, "total_seconds"):
        return f"{value.total_seconds():g}  # seconds"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{name} = {_toml(part)}' for name, part in value.items())} }}"
    return f"'{value}'" if "\\" in value else f'"{value}"'
