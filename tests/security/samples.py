"""One good item of each thing that networks, helpdesks and providers send us."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
X_PAGE: Json = {
    "data": [
        {
            "id": "1577965000000000000", "text": "@kestrelia hello", "author_id": "12",
            "created_at": "2022-10-07T10:00:00.000Z", "conversation_id": "1577964000000000000",
            "lang": "en",
            "referenced_tweets": [{"type": "replied_to", "id": "1577964000000000000"}],
            "entities": {"mentions": [{"username": "kestrelia", "id": "1"}],
                         "urls": [{"expanded_url": "https://x.com/a/status/1577964000000000001"}]},
            "note_tweet": {"text": "@kestrelia hello again", "entities": {"mentions": []}},
        }
    ],
    "includes": {
        "users": [{"id": "12", "username": "ann", "name": "Ann",
                   "public_metrics": {"followers_count": 3}}],
        "tweets": [{"id": "1577964000000000000", "author_id": "1"}],
    },
    "meta": {"newest_id": "1577965000000000000", "result_count": 1, "next_token": "b26v"},
    "errors": [{"resource_type": "tweet", "resource_id": "2", "title": "Not Found Error"}],
}  # fmt: skip
X_MESSAGE: Json = {
    "id": "1577965000000000000", "text": "hello", "event_type": "MessageCreate",
    "sender_id": "12", "dm_conversation_id": "12-1", "created_at": "2022-10-07T10:00:00.000Z",
    "participant_ids": ["1", "12"], "attachments": {"media_keys": ["3_1"]},
}  # fmt: skip
BLUESKY: Json = {
    "uri": "at://did:plc:ann/app.bsky.feed.post/3kq", "cid": "bafy", "reason": "mention",
    "author": {"did": "did:plc:ann", "handle": "ann.test", "displayName": "Ann"},
    "record": {
        "text": "hello", "createdAt": "2026-03-02T10:00:00Z", "langs": ["en"],
        "reply": {"root": {"uri": "at://did:plc:bob/app.bsky.feed.post/1", "cid": "b"},
                  "parent": {"uri": "at://did:plc:bob/app.bsky.feed.post/2", "cid": "c"}},
        "facets": [{"features": [{"$type": "app.bsky.richtext.facet#mention", "did": "x"}]}],
    },
    "indexedAt": "2026-03-02T10:00:01Z",
}  # fmt: skip
MASTODON: Json = {
    "id": "111", "created_at": "2026-03-02T10:00:00.000Z", "content": "<p>hello</p>",
    "spoiler_text": "cw", "language": "en", "visibility": "public", "in_reply_to_id": "110",
    "url": "https://m.test/@ann/111", "uri": "https://m.test/users/ann/statuses/111",
    "account": {"id": "7", "acct": "ann@m.test", "display_name": "Ann", "followers_count": 3,
                "url": "https://m.test/@ann"},
    "mentions": [{"acct": "kestrelia", "id": "1"}], "reblog": None, "poll": None,
    "media_attachments": [{"type": "image", "description": "a kettle"}],
}  # fmt: skip
FACEBOOK: Json = {
    "id": "1_2", "message": "hello", "created_time": "2026-03-02T10:00:00+0000",
    "updated_time": "2026-03-02T11:00:00+0000", "from": {"id": "7", "name": "Ann"},
    "permalink_url": "https://www.facebook.com/1_2", "parent": {"id": "1_1"},
    "attachments": {"data": [{"type": "photo", "media_type": "photo", "url": "https://f.test"}]},
    "attachment": {"type": "photo", "media_type": "photo", "url": "https://f.test"},
    "comments": {"data": [{"id": "3"}]}, "can_reply_privately": True, "is_hidden": False,
}  # fmt: skip
INSTAGRAM: Json = {
    "id": "17", "caption": "hello @kestrelia", "text": "hello", "username": "ann",
    "timestamp": "2026-03-02T10:00:00+0000", "permalink": "https://www.instagram.com/p/x/",
    "from": {"id": "7", "username": "ann"}, "parent_id": "16", "media_type": "IMAGE",
    "media": {"id": "15", "permalink": "https://www.instagram.com/p/x/"}, "hidden": False,
    "owner": {"id": "7"}, "replies": {"data": []},
}  # fmt: skip
REDDIT: Json = {
    "kind": "t1",
    "data": {
        "name": "t1_abc", "body": "hello", "author": "ann", "created_utc": 1772442000.0,
        "parent_id": "t3_xyz", "link_id": "t3_xyz", "permalink": "/r/a/comments/xyz/_/abc/",
        "context": "/r/a/comments/xyz/_/abc/?context=3", "subreddit": "a", "title": "a title",
        "selftext": "words", "replies": "",
    },
}  # fmt: skip
YOUTUBE: Json = {
    "id": "Ugx",
    "snippet": {
        "textOriginal": "hello", "textDisplay": "hello", "authorDisplayName": "@ann",
        "authorChannelId": {"value": "UCann"}, "publishedAt": "2026-03-02T10:00:00Z",
        "updatedAt": "2026-03-02T10:00:00Z", "videoId": "abc", "parentId": "Ugy",
        "channelId": "UCbrand", "canReply": True, "totalReplyCount": 2,
        "topLevelComment": {"id": "Ugx", "snippet": {"textOriginal": "hello"}},
    },
    "replies": {"comments": [{"id": "Ugx.1"}]},
}  # fmt: skip
MESSENGER: Json = {
    "id": "m_1", "created_time": "2026-03-02T10:00:00+0000", "message": "hello",
    "from": {"name": "Ann", "id": "7", "username": "ann"},
    "to": {"data": [{"name": "We", "id": "1", "username": "kestrelia"}]},
    "attachments": {"data": [{"mime_type": "image/png"}]},
}  # fmt: skip
MESSENGER_EVENT: Json = {
    "sender": {"id": "7"}, "recipient": {"id": "1"}, "timestamp": 1772442000000,
    "message": {"mid": "m_1", "text": "hello", "is_echo": False,
                "attachments": [{"type": "image", "payload": {"url": "https://f.test"}}]},
}  # fmt: skip
TELEGRAM: Json = {
    "update_id": 5,
    "message": {
        "message_id": 9, "date": 1772442000, "text": "hello @kestrelia_bot", "caption": "x",
        "chat": {"id": -100123, "type": "supergroup", "title": "G", "username": "g"},
        "from": {"id": 7, "is_bot": False, "first_name": "Ann", "username": "ann"},
        "entities": [{"type": "mention", "offset": 6, "length": 14, "user": {"id": 1}}],
        "reply_to_message": {"message_id": 8, "from": {"id": 1, "username": "kestrelia_bot"},
                             "chat": {"id": -100123}},
        "message_thread_id": 8, "photo": [{"file_id": "x"}], "sender_chat": {},
    },
}  # fmt: skip
WHATSAPP: Json = {
    "from": "16505551234", "from_user_id": "US.1", "id": "wamid.1", "timestamp": "1772442000",
    "type": "text", "text": {"body": "hello"}, "context": {"id": "wamid.0", "from": "1"},
    "reaction": {"message_id": "wamid.0", "emoji": "x"}, "to": "16505551235", "to_user_id": "US.2",
    "interactive": {"type": "button_reply", "button_reply": {"id": "1", "title": "Yes"}},
    "button": {"text": "Yes", "payload": "1"}, "image": {"caption": "a kettle"},
    "location": {"latitude": 1.0, "longitude": 2.0, "name": "home"}, "order": {},
    "contacts": [{"name": {"formatted_name": "Bob"}}],
    "edit": {"original_message_id": "wamid.0",
             "message": {"type": "text", "text": {"body": "hello again"}}},
}  # fmt: skip
WHATSAPP_CONTACTS = [
    {"profile": {"name": "Ann", "username": "@ann"}, "wa_id": "16505551234", "user_id": "US.1"}
]
WHATSAPP_STATUS: Json = {
    "id": "wamid.1", "status": "failed", "timestamp": "1772442000", "recipient_id": "1",
    "biz_opaque_callback_data": "key-1", "conversation": {"id": "c"},
    "errors": [{"code": 131047, "title": "Re-engagement", "error_data": {"details": "late"}}],
}  # fmt: skip
GOOGLE_PLAY: Json = {
    "reviewId": "gp:1", "authorName": "Ann",
    "comments": [
        {"userComment": {"text": "Title\twords", "starRating": 2, "deviceMetadata": {},
                         "lastModified": {"seconds": "1772442000", "nanos": 5}}},
        {"developerComment": {"text": "Sorry", "lastModified": {"seconds": "1772442100"}}},
    ],
}  # fmt: skip
APP_STORE: Json = {
    "review": {"id": "as1", "attributes": {
        "rating": 2, "title": "Meh", "body": "words", "reviewerNickname": "ann",
        "createdDate": "2026-03-02T10:00:00-08:00", "territory": "USA"}},
    "response": {"id": "r1", "attributes": {
        "responseBody": "Sorry", "lastModifiedDate": "2026-03-02T11:00:00Z"}},
}  # fmt: skip
DELIVERY: Json = {
    "object": "page",
    "entry": [
        {"id": "1", "time": 1772442000,
         "changes": [{"field": "feed", "value": {"item": "comment", "comment_id": "1_2"}}],
         "messaging": [MESSENGER_EVENT]},
    ],
}  # fmt: skip
WHATSAPP_VALUE: Json = {
    "messaging_product": "whatsapp", "metadata": {"phone_number_id": "9"},
    "contacts": WHATSAPP_CONTACTS, "messages": [WHATSAPP], "statuses": [WHATSAPP_STATUS],
}  # fmt: skip
CLAIMS: Json = {
    "iss": "https://id.test", "sub": "u1", "aud": "listenpost", "preferred_username": "ann",
    "name": "Ann", "email": "ann@x.test", "groups": ["care", "leads"],
    "realm_access": {"roles": ["lead"]},
}  # fmt: skip
ZENDESK: Json = {
    "articles": [
        {"id": 1, "title": "Returns", "body": "<p>Send it back within two weeks.</p>",
         "html_url": "https://h.test/1", "locale": "en-us", "updated_at": "2026-03-02T10:00:00Z",
         "draft": False, "hidden": False, "user_segment_id": None, "outdated": False},
    ],
}  # fmt: skip
FRESHDESK: Json = {
    "id": 1, "title": "Returns", "description": "<p>Send it back.</p>", "status": 2,
    "folder_id": 5, "description_text": "Send it back.", "language": "en", "outdated": False,
    "hierarchy": [{"type": "category", "data": {"language": "en"}}],
    "modified_at": "2026-03-02T10:00:00Z",
}  # fmt: skip
CRM: Json = {"platform": "x", "account": "@ann", "tier": "gold", "city": "Delft", "since": 2020}
HEADERS: dict[str, str] = {
    "x-rate-limit-remaining": "5", "x-rate-limit-limit": "10", "x-rate-limit-reset": "1772442000",
    "x-ratelimit-remaining": "5.0", "x-ratelimit-used": "3", "x-ratelimit-reset": "300",
    "x-app-usage": '{"call_count": 28, "total_time": 25, "total_cputime": 25}',
    "x-business-use-case-usage": '{"1": [{"call_count": 9, "estimated_time_to_regain_access": 9}]}',
    "ratelimit-remaining": "5", "ratelimit-limit": "10", "ratelimit-reset": "30",
    "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT", "date": "Mon, 02 Mar 2026 10:00:00 GMT",
}  # fmt: skip
RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"><channel><title>News</title><language>en</language><link>https://n.test</link>
<item><guid>first</guid><title>Kestrelia first</title><link>https://n.test/1</link>
<pubDate>Mon, 02 Mar 2026 10:00:00 GMT</pubDate>
<description>&lt;p&gt;words&lt;/p&gt;</description></item>
<item><guid>second</guid><title>Kestrelia second</title><author>ann@x.test (Ann)</author>
<pubDate>Mon, 02 Mar 2026 11:00:00 GMT</pubDate><description>more</description></item>
</channel></rss>"""
SITEMAP = b"""<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<url><loc>https://h.test/1</loc><lastmod>2026-03-02</lastmod></url></urlset>"""
PAGE = (
    b"""<!doctype html><html lang="en"><head><title>Returns - Help</title>
<meta name="description" content="x"><link rel="canonical" href="https://h.test/1"></head>
<body><article><h1>Returns</h1><p>"""
    + b"You may send it back within two weeks. " * 8
    + b"""</p>
</article></body></html>"""
)
MARKDOWN = b"""---
title: Returns
url: https://h.test/1
updated: 2026-03-02
tags: [a, b]
---
# Returns

Send it *back* within two weeks.
"""
TABLE = b"""title;body;url;language;updated_at
Returns;Send it back;https://h.test/1;en;2026-03-02
Refunds;"We pay; within a week";https://h.test/2;en;2026-03-02
"""
CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VEVENT\r
UID:1\r
DTSTART;VALUE=DATE:20260401\r
DTEND;VALUE=DATE:20260403\r
RRULE:FREQ=YEARLY;COUNT=3\r
SUMMARY:Away\r
END:VEVENT\r
END:VCALENDAR\r
"""
SETTINGS = b"""[brand]
name = "Kestrelia"
[sla]
high = 60
[accounts.x]
platform = "x"
handle = "kestrelia"
bearer_token = "x"
[listeners.mentions]
kind = "x_mentions"
account = "x"
poll_every = 60
"""

REPEATING = CALENDAR.replace(
    b"END:VEVENT", b"RRULE:FREQ=YEARLY;BYMONTH=4;BYDAY=1MO,-1FR;COUNT=20\r\nEND:VEVENT", 1
)
