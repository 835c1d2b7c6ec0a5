"""The field lists and expansions that X knows, and what an expansion adds to a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sandbox.posts import Json, Post
from sandbox.world import World
from sandbox.x.call import Call
from sandbox.x.problems import invalid, not_found
from sandbox.x.render import mentioned, tweet, user


def _known(names: str) -> frozenset[str]:
    return frozenset(names.split())


TWEET_FIELDS = _known(
    "article attachments author_id card_uri community_id context_annotations conversation_id "
    "created_at display_text_range edit_controls edit_history_tweet_ids entities geo id "
    "in_reply_to_user_id lang media_metadata non_public_metrics note_tweet organic_metrics "
    "possibly_sensitive promoted_metrics public_metrics referenced_tweets reply_settings scopes "
    "source suggested_source_links text withheld"
)
USER_FIELDS = _known(
    "affiliation confirmed_email connection_status created_at description entities id "
    "is_identity_verified location most_recent_tweet_id name parody pinned_tweet_id "
    "profile_banner_url profile_image_url protected public_metrics receives_your_dm subscription "
    "subscription_type url username verified verified_followers_count verified_type withheld"
)
EXPANSIONS = _known(
    "article.cover_media article.media_entities attachments.media_keys "
    "attachments.media_source_tweet attachments.poll_ids author_id edit_history_tweet_ids "
    "entities.mentions.username geo.place_id in_reply_to_user_id entities.note.mentions.username "
    "referenced_tweets.id referenced_tweets.id.attachments.media_keys "
    "referenced_tweets.id.author_id"
)


def asked(call: Call, name: str, known: frozenset[str]) -> tuple[str, ...]:
    """A list parameter, every name of which must be known."""
    names = call.names(name)
    for given in names:
        if given not in known:
            raise invalid(
                name,
                given,
                f"The `{name}` query parameter value [{given}] is not one of "
                f"[{','.join(sorted(known))}]",
            )
    return names


def expanded(world: World, call: Call, posts: Iterable[Post]) -> tuple[Json, list[Json]]:
    """`includes` and `errors` for these posts."""
    posts = list(posts)
    expansions = set(asked(call, "expansions", EXPANSIONS))
    tweet_fields = asked(call, "tweet.fields", TWEET_FIELDS)
    user_fields = asked(call, "user.fields", USER_FIELDS)
    referenced, lost = _referenced(world, posts, expansions)
    users = dict.fromkeys(_people(world, posts, referenced, expansions))
    includes: Json = {}
    if users:
        found = [world.people.by_x_id(x_id) for x_id in users]
        includes["users"] = [user(world, person, user_fields) for person in found if person]
    if referenced:
        includes["tweets"] = [tweet(world, post, tweet_fields) for post in referenced]
    return includes, [not_found("tweet", "referenced_tweets.id", gone) for gone in lost]


def _referenced(
    world: World, posts: list[Post], expansions: set[str]
) -> tuple[list[Post], list[str]]:
    if not expansions & {"referenced_tweets.id", "referenced_tweets.id.author_id"}:
        return [], []
    ids = dict.fromkeys(
        name for post in posts for name in (post.answers_id, post.quotes_id) if name
    )
    found = {name: world.get(name) for name in ids}
    return [post for post in found.values() if post], [n for n, post in found.items() if not post]


def _people(
    world: World, posts: list[Post], referenced: list[Post], expansions: set[str]
) -> Iterator[str]:
    for post in posts:
        if "author_id" in expansions:
            yield world.people.get(post.person).x_id
        answered = world.posts.get(post.answers_id or "")
        if "in_reply_to_user_id" in expansions and answered:
            yield world.people.get(answered.person).x_id
        if "entities.mentions.username" in expansions:
            yield from (entity["id"] for entity in mentioned(world, post) if "id" in entity)
    if "referenced_tweets.id.author_id" in expansions:
        yield from (world.people.get(post.person).x_id for post in referenced)
