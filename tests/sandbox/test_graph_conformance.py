"""Meta's own package is the list of the Graph API's legal fields and edges; we serve no others."""

from __future__ import annotations

import pytest
from facebook_business.adobjects.comment import Comment
from facebook_business.adobjects.igcomment import IGComment
from facebook_business.adobjects.igmedia import IGMedia
from facebook_business.adobjects.iguser import IGUser
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.pagepost import PagePost
from facebook_business.adobjects.unifiedthread import UnifiedThread

from sandbox.graph import instagram
from sandbox.graph.inbox import PLATFORMS, THREAD_FIELDS
from sandbox.graph.render import COMMENT_FIELDS, PAGE_FIELDS, POST_FIELDS
from sandbox.graph.routes import INSTAGRAM_EDGES, PAGE_EDGES
from sandbox.graph.sending import MESSAGING_TYPES

NESTED_EDGES = {"messages", "attachments"}
"""Asked for like a field, but an edge."""


def _legal(node: type) -> set[str]:
    """The values of the node's Field class."""
    return {value for name, value in vars(node.Field).items() if not name.startswith("_")}  # type: ignore[attr-defined]


def _edges(node: type) -> set[tuple[str, str]]:
    """Reading and creating edges, as the package's methods have them, in the singular."""
    reads = {("GET", name[4:].rstrip("s")) for name in dir(node) if name.startswith("get_")}
    return reads | {
        ("POST", name[7:].rstrip("s")) for name in dir(node) if name.startswith("create_")
    }


@pytest.mark.parametrize(
    ("served", "node"),
    [
        (PAGE_FIELDS, Page),
        (POST_FIELDS, PagePost),
        (COMMENT_FIELDS, Comment),
        (THREAD_FIELDS, UnifiedThread),
        (instagram.ACCOUNT_FIELDS, IGUser),
        (instagram.MEDIA_FIELDS, IGMedia),
        (instagram.COMMENT_FIELDS, IGComment),
    ],
)
def test_every_field_that_we_serve_is_meta_s(served: dict[str, object], node: type) -> None:
    assert set(served) - NESTED_EDGES - _legal(node) == set()


def test_every_edge_of_the_page_is_meta_s() -> None:
    served = {(method, edge.rstrip("s")) for method, edge in PAGE_EDGES}
    assert served - _edges(Page) == set()


def test_every_edge_of_the_instagram_account_is_meta_s() -> None:
    served = {(method, edge.rstrip("s")) for method, edge in INSTAGRAM_EDGES}
    assert served - _edges(IGUser) == set()


@pytest.mark.parametrize(("node", "edge"), [(IGMedia, "comment"), (IGComment, "replie")])
def test_instagram_s_comments_and_replies_are_read_and_made_there(node: type, edge: str) -> None:
    made = edge.replace("replie", "reply")
    assert {("GET", edge), ("POST", made)} <= _edges(node)


def test_messages_are_of_meta_s_types_and_platforms() -> None:
    assert set(vars(Page.MessagingType).values()) >= MESSAGING_TYPES
    assert {one.upper() for one in PLATFORMS} <= set(vars(UnifiedThread.Platform).values())


@pytest.mark.parametrize("node", [PagePost, Comment])
def test_comments_are_read_and_made_below_posts_and_comments(node: type) -> None:
    assert {("GET", "comment"), ("POST", "comment")} <= _edges(node)


@pytest.mark.parametrize(("edge", "node"), [("message", UnifiedThread), ("attachment", PagePost)])
def test_what_is_asked_for_like_a_field_is_an_edge(edge: str, node: type) -> None:
    assert ("GET", edge) in _edges(node)
