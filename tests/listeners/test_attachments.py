"""What hangs on a post arrives with it, as an address and what it is said to show."""

from __future__ import annotations

from typing import Any

import pytest

from domain.attachment import AttachmentKind
from domain.mention import FACEBOOK, IncomingMention, MentionKind, Skipped
from listeners import bluesky_post, mastodon_post, meta_message, reddit_item, x_post
from listeners.facebook_item import read_comment, read_post
from listeners.instagram_item import read_media
from listeners.meta_message import Inbox
from platforms.bluesky import BlueskyAccount
from platforms.instagram import InstagramAccount
from platforms.mastodon import MastodonAccount
from platforms.reddit import RedditAccount
from platforms.x import XAccount
from platforms.x_posts import read_page, snowflake_at
from tests.fakes import START
from tests.platforms.recorded import graph_answer

PHOTO, VIDEO, AUDIO, LINK, FILE = AttachmentKind
Found = list[tuple[AttachmentKind, str, str]]


def of(found: IncomingMention | Skipped) -> Found:
    assert isinstance(found, IncomingMention), found
    return [(one.kind, one.url, one.words) for one in found.attachments]


def on_x(*urls: dict[str, str]) -> Found:
    post = {"id": snowflake_at(START), "text": "look", "entities": {"urls": list(urls)}}
    page = read_page({"data": [post], "meta": {}})
    account = XAccount.model_validate({"handle": "kestrelia", "bearer_token": "x"})
    return of(x_post.read_post(post, page, account))


def test_x_names_photos_and_videos_among_the_links() -> None:
    photo = "https://twitter.com/ann/status/1/photo/1"
    video = "https://x.com/ann/status/1/video/2"
    page = {"expanded_url": "https://example.org/news", "title": "News"}
    found = on_x({"expanded_url": photo}, {"expanded_url": video}, page, {"url": "https://t.co/a"})
    assert found == [
        (PHOTO, photo, ""),
        (VIDEO, video, ""),
        (LINK, "https://example.org/news", "News"),
    ]


def test_facebook_tells_photos_videos_and_links_as_recorded() -> None:
    posts = graph_answer("facebook/apidata/posts/feeds_default_fields_p1.json")["data"]
    found = [one for post in posts for one in of(read_post(post, MentionKind.POST, "1"))]
    assert tuple(one[0] for one in found[:2]) == (PHOTO, LINK)
    assert found[0][1].startswith("https://www.facebook.com/FacebookforDevelopers/photos/")
    assert found[1][1].startswith("https://engineering.fb.com/"), "not by Facebook's own way"
    assert found[1][2].startswith("Peering automation at Facebook")


@pytest.mark.parametrize(
    ("told", "kind"),
    [("photo", PHOTO), ("video_inline", VIDEO), ("sticker", PHOTO), ("share", LINK)],
)
def test_a_comment_on_facebook_has_one(told: str, kind: AttachmentKind) -> None:
    comment = {
        "id": "1_2",
        "created_time": "2026-11-01T10:00:00+0000",
        "attachment": {"type": told, "url": "https://www.facebook.com/photo.php?fbid=3"},
    }
    found = of(read_comment(comment, "1", "9"))
    assert found == [(kind, "https://www.facebook.com/photo.php?fbid=3", "")]


@pytest.mark.parametrize(
    ("told", "kind"), [("IMAGE", PHOTO), ("CAROUSEL_ALBUM", PHOTO), ("VIDEO", VIDEO)]
)
def test_a_medium_of_instagram_is_seen_on_its_page(told: str, kind: AttachmentKind) -> None:
    account = InstagramAccount.model_validate(
        {"username": "kestrelia", "user_id": "178", "page_id": "1", "page_token": "x"}
    )
    medium = {
        "id": "17900000000000001",
        "caption": "my kettle",
        "media_type": told,
        "permalink": "https://www.instagram.com/p/abc/",
        "timestamp": "2026-11-01T10:00:00+0000",
    }
    assert of(read_media(medium, account)) == [(kind, "https://www.instagram.com/p/abc/", "")]


def test_mastodon_tells_what_a_picture_shows_and_where_a_link_leads() -> None:
    account = MastodonAccount.model_validate(
        {"base_url": "https://mastodon.example", "handle": "kestrelia", "access_token": "x"}
    )
    media = [
        {"type": "image", "url": "https://files.example/1.png", "description": "a broken kettle"},
        {"type": "gifv", "url": "https://files.example/2.mp4", "description": None},
        {"type": "unknown", "url": None, "remote_url": "https://far.example/3"},
    ]
    post = {
        "id": "1",
        "created_at": "2026-11-01T10:00:00Z",
        "content": "<p>look</p>",
        "media_attachments": media,
        "card": {"url": "https://example.org/news", "title": "News", "type": "link"},
    }
    assert of(mastodon_post.read_post(post, account, None)) == [
        (PHOTO, "https://files.example/1.png", "a broken kettle"),
        (VIDEO, "https://files.example/2.mp4", ""),
        (FILE, "https://far.example/3", ""),
        (LINK, "https://example.org/news", "News"),
    ]


def on_bluesky(embed: object) -> Found:
    account = BlueskyAccount.model_validate(
        {"handle": "kestrelia.example", "app_password": "abcd-efgh-ijkl-mnop"}
    )
    post: dict[str, Any] = {
        "uri": "at://did:plc:ann/app.bsky.feed.post/3k",
        "author": {"did": "did:plc:ann", "handle": "ann.example"},
        "record": {"text": "look", "embed": embed},
        "indexedAt": "2026-11-01T10:00:00Z",
    }
    return of(bluesky_post.read_post(post, account))


def test_bluesky_tells_pictures_by_the_ids_of_their_files() -> None:
    picture = {"alt": "a broken kettle", "image": {"ref": {"$link": "bafkrei1"}}}
    images = {"$type": "app.bsky.embed.images", "images": [picture, {"alt": "no file"}]}
    place = "https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:ann/bafkrei1@jpeg"
    beside_a_quote = {"$type": "app.bsky.embed.recordWithMedia", "record": {}, "media": images}
    assert on_bluesky(images) == on_bluesky(beside_a_quote) == [(PHOTO, place, "a broken kettle")]


def test_bluesky_tells_videos_by_the_posts_page_and_links_by_theirs() -> None:
    video = {"$type": "app.bsky.embed.video", "video": {"ref": {"$link": "b"}}, "alt": "it boils"}
    page = "https://bsky.app/profile/did:plc:ann/post/3k"
    assert on_bluesky(video) == [(VIDEO, page, "it boils")]
    link = {"external": {"uri": "https://example.org/news", "title": "News"}}
    assert on_bluesky(link) == [(LINK, "https://example.org/news", "News")]
    assert on_bluesky({"images": {"image": 7}}) == on_bluesky("none") == []


def test_a_private_message_of_meta_has_them_as_recorded_and_by_webhook() -> None:
    inbox = Inbox(platform=FACEBOOK, our_ids=frozenset({"2121008874780932"}), url="https://a.b")
    told = graph_answer("facebook/apidata/messages/message_info.json")
    ((kind, url, words),) = of(meta_message.read_message(told, inbox))
    assert (kind, words) == (PHOTO, "")
    assert url.startswith("https://scontent-gmp1-1.xx.fbcdn.net/")
    event = {
        "sender": {"id": "5"},
        "recipient": {"id": "2121008874780932"},
        "timestamp": 1627033848000,
        "message": {
            "mid": "m_1",
            "attachments": [
                {"type": "audio", "payload": {"url": "https://cdn.example/1.mp4"}},
                {"type": "file", "payload": {"url": "https://cdn.example/bill.pdf"}},
                {"type": "location", "payload": {"coordinates": {}}},
            ],
        },
    }
    found = of(meta_message.read_message(meta_message.message_of_event(event), inbox))
    assert [one[:2] for one in found] == [
        (AUDIO, "https://cdn.example/1.mp4"),
        (FILE, "https://cdn.example/bill.pdf"),
    ]


def test_a_post_on_reddit_leads_to_what_it_shares_and_one_of_words_nowhere() -> None:
    account = RedditAccount.model_validate(
        {"username": "kestrelia", "client_id": "a", "client_secret": "b", "password": "c"}
    )

    def read(**more: Any) -> Found:
        data = {"name": "t3_1", "title": "look", "created_utc": 1_790_000_000} | more
        return of(reddit_item.read_item({"data": data}, account))

    photo = "https://i.redd.it/1.jpg"
    assert read(url=photo, is_self=False, post_hint="image") == [(PHOTO, photo, "")]
    assert read(url="https://a.example/", is_self=False) == [(LINK, "https://a.example/", "")]
    assert read(url="https://www.reddit.com/r/a/1", is_self=True) == []


def test_an_address_that_no_browser_should_open_is_left_out() -> None:
    assert on_x({"expanded_url": "javascript:alert(1)", "title": "Free"}) == []
    assert on_bluesky({"external": {"uri": "data:text/html,x", "title": "Free"}}) == []
