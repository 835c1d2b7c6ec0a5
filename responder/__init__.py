"""Responders post replies; each is one file, found by its platform through this registry."""

from __future__ import annotations

RESPONDERS: dict[str, str] = {
    "x": "responder.x:XResponder",
    "facebook": "responder.facebook:FacebookResponder",
    "instagram": "responder.instagram:InstagramResponder",
    "feed": "responder.feed:FeedResponder",
    "mastodon": "responder.mastodon:MastodonResponder",
    "reddit": "responder.reddit:RedditResponder",
    "youtube": "responder.youtube:YouTubeResponder",
    "bluesky": "responder.bluesky:BlueskyResponder",
    "telegram": "responder.telegram:TelegramResponder",
    "whatsapp": "responder.whatsapp:WhatsAppResponder",
    "google_play": "responder.google_play:GooglePlayResponder",
    "app_store": "responder.app_store:AppStoreResponder",
}
"""Platform -> "module:class"; nothing is imported until it is configured."""
