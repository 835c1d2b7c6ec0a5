"""The application: X, the Graph API and the control plane on one port."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import Mount

from sandbox import control
from sandbox.graph import routes as graph
from sandbox.world import World
from sandbox.x import routes as x


def build(world: World) -> Starlette:
    return Starlette(
        routes=[
            Mount("/x", routes=x.routes(world)),
            Mount("/graph", routes=graph.routes(world)),
            Mount("/_sandbox", routes=control.routes(world)),
        ]
    )
