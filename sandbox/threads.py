"""What the practice network's own page shows: the newest threads of both networks."""

from __future__ import annotations

from collections import defaultdict
from heapq import nlargest
from operator import itemgetter

from sandbox.messages import Message
from sandbox.posts import Json, Network, Post
from sandbox.shelf import of_thread
from sandbox.world import World

THREADS = 40
LATEST = 8


def threads(world: World, network: Network | None = None, *, only_answered: bool = False) -> Json:
    """The threads that moved last, each with its first post and its latest answers.

    `only_answered` leaves out those without a word of the brand below a customer's.
    """
    private = _private_replies(world)
    roots = (world.get(root_id) for root_id in world.roots())
    shown = [root for root in roots if root and network in (None, root.network)]
    if only_answered:
        shown = [root for root in shown if private[root.external_id] or _answered(world, root)]
    newest = nlargest(THREADS, shown, key=world.updated_at)
    return {
        "now": world.now,
        "brand": world.brand.name,
        "threads": [_thread(world, root, private) for root in newest],
    }


def _private_replies(world: World) -> dict[str, list[Message]]:
    """By thread."""
    found = defaultdict(list)
    for message in world.mailbox:
        answered = world.posts.get(message.to_external_id or "")
        if answered is not None:
            found[answered.root_id].append(message)
    return found


def _answered(world: World, root: Post) -> bool:
    return any(post.by_brand for post in world.oldest(of_thread(root.external_id)) if post != root)


def _thread(world: World, root: Post, private: dict[str, list[Message]]) -> Json:
    """The first post, then the latest answers, each below what it answers."""
    below = [post for post in world.oldest(of_thread(root.external_id)) if post != root]
    answers = [(_path(world, post), _post(world, post)) for post in below]
    for message in private[root.external_id]:
        answered = world.posts[message.to_external_id or ""]
        path = (*_path(world, answered), message.order)
        answers.append((path, _message(world, message)))
    latest = sorted(answers, key=lambda answer: answer[0][-1])[-LATEST:]
    return {
        "id": root.external_id,
        "network": root.network,
        "kind": root.kind,
        "posts": [_post(world, root), *(shown for _, shown in sorted(latest, key=itemgetter(0)))],
        "left_out": len(answers) - len(latest),
    }


def _path(world: World, post: Post) -> tuple[int, ...]:
    """The orders from the first post of the thread down to this one."""
    above = world.posts.get(post.parent_id or "")
    return (*_path(world, above), post.order) if above else (post.order,)


def _post(world: World, post: Post) -> Json:
    author = world.people.get(post.person)
    return {
        "id": post.external_id,
        "name": author.name,
        "handle": f"@{author.handle}" if post.network is Network.X else "",
        "text": post.text,
        "lang": post.lang,
        "at": post.created_at,
        "by_brand": post.by_brand,
        "nested": post.parent_id not in (None, post.root_id),
        "private": False,
        "hidden": post.hidden,
    }


def _message(world: World, message: Message) -> Json:
    return {
        "id": message.external_id,
        "name": world.brand.name,
        "handle": "",
        "text": message.text,
        "lang": "und",
        "at": message.at,
        "by_brand": True,
        "nested": True,
        "private": True,
        "hidden": False,
    }
