"""The control plane: the clock, the books, and a hand to post, edit and delete as a customer."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.ascii_json import AsciiJson
from sandbox.books import books, entry, summary
from sandbox.posts import KINDS, Json, Kind, Network, PlannedPost, Post
from sandbox.scenario import reactions
from sandbox.threads import threads
from sandbox.whatsapp import told as whatsapp
from sandbox.world import World

Handler = Callable[[World, Json], Json]


class BadRequest(Exception):
    """The control plane can't do that; the message says what would work."""


def routes(world: World) -> list[Route]:
    return [
        Route(f"/{path}", partial(_serve, world, handle), methods=[method])
        for (method, path), handle in _HANDLERS.items()
    ]


async def _serve(world: World, handle: Handler, request: Request) -> Response:
    body = await request.body()
    world.advance()
    try:
        given = {**request.query_params, **json.loads(body or b"{}")}
        return AsciiJson(handle(world, given))
    except (BadRequest, ValueError, KeyError, TypeError) as error:
        return AsciiJson({"error": f"{type(error).__name__}: {error}"}, 400)


def config(world: World, given: Json) -> Json:
    """What a demo needs to set up its listeners."""
    return {
        "title": world.scenario.title,
        "brand": world.brand.name,
        "search": world.scenario.brand.x_search,
        "x": {"user_id": world.brand.x_id, "handle": world.brand.handle},
        "facebook": {"page_id": world.brand.facebook_id, "page_name": world.brand.name},
        "instagram": {"user_id": world.brand.instagram_id, "username": world.brand.handle},
        "credentials": world.credentials.facts(),
    }


def thread_list(world: World, given: Json) -> Json:
    """For the page at /."""
    network = Network(given["network"]) if given.get("network") else None
    return threads(world, network, only_answered=bool(given.get("answered")))


def publish(world: World, given: Json) -> Json:
    """A customer posts now."""
    network = Network(given.get("network", "x"))
    reply_to = given.get("reply_to_external_id")
    kind = Kind(given.get("kind") or _default_kind(network, answers=bool(reply_to)))
    if kind not in KINDS[network]:
        raise BadRequest(f"{network} has no {kind}")
    if given.get("photo") and network is Network.X:
        raise BadRequest("photos are on facebook and instagram only")
    post = world.publish(
        PlannedPost(
            person=_author(world, given),
            network=network,
            kind=kind,
            at=world.now,
            text=str(given.get("text", "")),
            lang=_lang(given),
            reply_to=reply_to,
            quotes=given.get("quotes_external_id"),
            photo=bool(given.get("photo")),
            matter=given.get("matter"),
            key=given.get("key"),
            reactions=reactions(given.get("reactions", ())),
            by_hand=True,
        ),
        late=float(given.get("visible_after_seconds", 0)),
        created_at=given.get("created_at"),
    )
    if post is None:
        raise BadRequest("a comment needs reply_to_external_id, and that post must be there")
    return entry(post)


def message(world: World, given: Json) -> Json:
    """A customer writes to the brand in private, or its people to a customer by hand."""
    network = Network(given.get("network", "facebook"))
    person = world.people.get(str(given["person"])).id
    if network is Network.WHATSAPP:
        told = whatsapp.write(world, person, str(given["text"]))
        return {"external_id": told.external_id, "at": told.at}
    sent = world.write_private(
        network,
        person,
        str(given["text"]),
        by_brand=bool(given.get("by_brand")),
        late=float(given.get("visible_after_seconds", 0)),
        created_at=given.get("created_at"),
    )
    return {"external_id": sent.external_id, "at": sent.at}


def leave(world: World, given: Json) -> Json:
    """A customer can't be written to any more."""
    person = world.people.get(str(given["person"])).id
    world.mailbox.refusing.add((Network(given.get("network", "facebook")), person))
    return {"person": person}


def native(world: World, given: Json) -> Json:
    """The brand's people answer by hand in the network's own app: no rule for programs applies."""
    post = world.reply(_post(world, given), str(given["text"]), by_hand=True)
    if post is None:
        raise BadRequest("that post can't be answered any more")
    return entry(post)


def edit(world: World, given: Json) -> Json:
    return entry(world.rewrite(_post(world, given), str(given["text"])))


def delete(world: World, given: Json) -> Json:
    post = _post(world, given)
    world.delete(post)
    return entry(world.posts[post.external_id])


def skip(world: World, given: Json) -> Json:
    """Let scenario time pass at once."""
    world.clock.skip(float(given["advance_seconds"]))
    world.advance()
    return world.clock.facts()


def reset(world: World, given: Json) -> Json:
    """Forget everything and play the scenario from its beginning."""
    world.reset()
    return summary(world)


def add_credits(world: World, given: Json) -> Json:
    """Set X's balance in US dollars; null means without end."""
    world.ledger.balance = given["balance"]
    return world.ledger.facts()


def faults(world: World, given: Json) -> Json:
    return {"faults": [rule.facts() for rule in world.faults.rules]}


def add_fault(world: World, given: Json) -> Json:
    """A rule; the effect `burst` publishes posts at once instead."""
    effect = given["effect"]
    if isinstance(effect, dict) and effect["type"] == "burst":
        match = given.get("match") or {}
        return burst(world, Network(match.get("network") or "x"), int(effect["posts"]))
    return world.faults.add(given).facts()


def remove_faults(world: World, given: Json) -> Json:
    """One by its id, or all of them."""
    world.faults.remove(int(given["id"]) if "id" in given else None)
    return faults(world, given)


def burst(world: World, network: Network, posts: int) -> Json:
    """Many posts in the same moment, by different people."""
    kind = _default_kind(network, answers=False)
    made = [
        world.publish(
            PlannedPost(
                person=f"burst-{number}",
                network=network,
                kind=kind,
                at=world.now,
                text=f"@{world.brand.handle} is it down for everyone? ({number})",
                lang="en",
            )
        )
        for number in range(posts)
    ]
    return {"external_ids": [post.external_id for post in made if post]}


def _author(world: World, given: Json) -> str:
    """A person of the scenario, or a visitor by name."""
    name = given.get("name")
    person = given.get("person") or f"visitor-{name}" if name else given.get("person", "visitor")
    return world.people.get(str(person), name, _lang(given)).id


def _lang(given: Json) -> str:
    return str(given.get("lang", "en"))


def _default_kind(network: Network, *, answers: bool) -> Kind:
    if network is Network.X:
        return Kind.MENTION
    if network is Network.INSTAGRAM and not answers:
        return Kind.TAGGED
    return Kind.COMMENT if answers else Kind.VISITOR_POST


def _post(world: World, given: Json) -> Post:
    found = world.find(str(given["external_id"]))
    if found is None:
        raise BadRequest(f"no post {given['external_id']}")
    return found


_HANDLERS: dict[tuple[str, str], Handler] = {
    ("GET", "clock"): lambda world, given: world.clock.facts(),
    ("POST", "clock"): skip,
    ("GET", "books"): lambda world, given: books(world),
    ("GET", "summary"): lambda world, given: summary(world),
    ("GET", "config"): config,
    ("GET", "threads"): thread_list,
    ("POST", "posts"): publish,
    ("POST", "message"): message,
    ("POST", "leave"): leave,
    ("POST", "native"): native,
    ("POST", "edit"): edit,
    ("POST", "delete"): delete,
    ("POST", "reset"): reset,
    ("POST", "credits"): add_credits,
    ("GET", "faults"): faults,
    ("POST", "faults"): add_fault,
    ("DELETE", "faults"): remove_faults,
}
