"""Listeners read platforms; each is one file, found by its kind through this registry."""

from __future__ import annotations

LISTENERS: dict[str, str] = {
    "x_mentions": "listeners.x_mentions:XMentionsListener",
    "x_search": "listeners.x_search:XSearchListener",
    "x_messages": "listeners.x_messages:XMessagesListener",
    "x_own_posts": "listeners.x_own_posts:XOwnPostsListener",
    "mastodon_mentions": "listeners.mastodon_mentions:MastodonMentionsListener",
    "mastodon_search": "listeners.mastodon_search:MastodonSearchListener",
    "mastodon_own_posts": "listeners.mastodon_own_posts:MastodonOwnPostsListener",
    "bluesky_mentions": "listeners.bluesky_mentions:BlueskyMentionsListener",
    "bluesky_search": "listeners.bluesky_search:BlueskySearchListener",
    "bluesky_own_posts": "listeners.bluesky_own_posts:BlueskyOwnPostsListener",
    "telegram": "listeners.telegram:TelegramListener",
    "reddit_inbox": "listeners.reddit_inbox:RedditInboxListener",
    "reddit_subreddits": "listeners.reddit_subreddits:RedditSubredditsListener",
    "reddit_own_posts": "listeners.reddit_own_posts:RedditOwnPostsListener",
    "google_play_reviews": "listeners.google_play_reviews:GooglePlayReviewsListener",
    "app_store_reviews": "listeners.app_store_reviews:AppStoreReviewsListener",
    "youtube_comments": "listeners.youtube_comments:YouTubeCommentsListener",
    "youtube_replies": "listeners.youtube_replies:YouTubeRepliesListener",
    "feed": "listeners.feed:FeedListener",
    "facebook_page": "listeners.facebook_page:FacebookPageListener",
    "whatsapp": "listeners.whatsapp:WhatsAppListener",
    "facebook_messages": "listeners.facebook_messages:FacebookMessagesListener",
    "instagram": "listeners.instagram:InstagramListener",
    "instagram_messages": "listeners.instagram_messages:InstagramMessagesListener",
}
"""Kind of listener -> "module:class"; nothing is imported until it is configured."""
