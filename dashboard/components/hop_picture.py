"""The hop graph as a Sankey: where customers were, and where they were sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dashboard import words
from dashboard.components.drawing import as_table, drawing
from dashboard.tongue import N_, Table, _
from domain.channel import ChannelKind, Place
from domain.hop_figures import Edge

_WENT, _CAME_BACK = "#4a6fa5", "#c2504a"
KINDS = Table(
    {
        ChannelKind.REPLY: N_("in public"),
        ChannelKind.MESSAGE: N_("in private"),
        ChannelKind.ARTICLE: N_("help article"),
        ChannelKind.PHONE: N_("Phone"),
        ChannelKind.CHAT: N_("Chat"),
        ChannelKind.EMAIL: N_("Email"),
        ChannelKind.STORE: N_("Store"),
        ChannelKind.SPECIALIST: N_("Specialist"),
    }
)


def place_word(place: Place) -> str:
    """A place as people call it."""
    kind = KINDS[place.kind]
    if not place.platform:
        return kind
    return _("{network}, {how}").format(network=words.platform(place.platform), how=kind)


def hop_picture(edges: Sequence[Edge]) -> None:
    """Show the graph; the same stands in words and in a table for those who do not see it."""
    height = 90 + 54 * max(_width(edges), 1)
    drawing(_chart(edges), height=height, alt=in_words(edges))
    as_table(_table(edges))


def in_words(edges: Sequence[Edge]) -> str:
    """The graph, spoken."""
    told = [
        _("From {origin} to {target}: {number}, {returned} came back.").format(
            origin=place_word(edge.origin),
            target=place_word(edge.target),
            number=words.count(edge.number),
            returned=words.count(edge.returned),
        )
        for edge in edges
    ]
    return " ".join((_("Sankey of channel changes."), *told))


def _width(edges: Sequence[Edge]) -> int:
    return max(len({edge.origin for edge in edges}), len({edge.target for edge in edges}), 0)


def _table(edges: Sequence[Edge]) -> list[dict[str, Any]]:
    return [
        {
            _("from"): place_word(edge.origin),
            _("to"): place_word(edge.target),
            _("customers"): edge.number,
            _("came back"): edge.returned,
            _("with their story"): edge.carried,
        }
        for edge in edges
    ]


def _chart(edges: Sequence[Edge]) -> dict[str, Any]:
    """Three columns: where they were, where they went, and who came back.

    A place stands in each column under a name of its own, because a Sankey may hold no circle.
    """
    links, back = [], set()
    for edge in edges:
        origin, target = place_word(edge.origin), f"{place_word(edge.target)} "
        links.append(_link(origin, target, edge.number, _WENT))
        if edge.returned:
            returned = _("back: {place}").format(place=origin)
            back.add(returned)
            links.append(_link(target, returned, edge.returned, _CAME_BACK))
    names = dict.fromkeys(name for link in links for name in (link["source"], link["target"]))
    return {
        "tooltip": {"trigger": "item"},
        "series": [
            {
                "type": "sankey",
                "left": 8,
                "right": 8,
                "top": 24,
                "bottom": 12,
                "nodeGap": 26,
                "nodeAlign": "left",
                "label": {"color": "#33444a", "fontSize": 12},
                "draggable": False,
                "emphasis": {"focus": "adjacency"},
                "data": [_node(name, _side(name, links), name in back) for name in names],
                "links": links,
            }
        ],
    }


def _node(name: str, align: str, came_back: bool) -> dict[str, Any]:
    """Its word stands above it, inside the picture: beside it, the words of a phone would meet."""
    return {
        "name": name,
        "itemStyle": {"color": _CAME_BACK if came_back else _WENT},
        "label": {"position": "top", "align": align},
    }


def _side(name: str, links: Sequence[dict[str, Any]]) -> str:
    """The side of the picture: nothing comes to the left, nothing leaves the right."""
    if all(link["target"] != name for link in links):
        return "left"
    return "center" if any(link["source"] == name for link in links) else "right"


def _link(source: str, target: str, value: int, color: str) -> dict[str, Any]:
    return {
        "source": source,
        "target": target,
        "value": value,
        "lineStyle": {"color": color, "opacity": 0.35},
    }
