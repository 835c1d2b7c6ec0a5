"""The application: X, the Graph API and the control plane on one port."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import Receive, Scope, Send

from sandbox import control, home
from sandbox.graph import routes as graph
from sandbox.misbehaviour import misbehave
from sandbox.posts import Network
from sandbox.whatsapp import routes as whatsapp
from sandbox.world import World
from sandbox.x import routes as x

_PREFIXES = {
    "/x/": Network.X,
    "/graph/": Network.FACEBOOK,
    "/whatsapp/": Network.WHATSAPP,
}


class PracticeNetwork(Starlette):
    """Starlette, with the faults outermost: only there a connection can be broken."""

    def __init__(self, world: World) -> None:
        super().__init__(
            routes=[
                Mount("/x", routes=x.routes(world)),
                Mount("/graph", routes=graph.routes(world)),
                Mount("/whatsapp", routes=whatsapp.routes(world)),
                Mount("/_sandbox", routes=control.routes(world)),
                *home.routes(),
            ]
        )
        self._world = world

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        network = _network(scope)
        if network is None:
            return await super().__call__(scope, receive, send)
        path = f"{scope['path']}?{scope['query_string'].decode('latin-1')}"
        rules = self._world.faults.on_request(network, path, scope["method"])
        if not rules:
            return await super().__call__(scope, receive, send)
        app = super().__call__
        return await misbehave(self._world, rules, network, app, scope, receive, send)


def build(world: World) -> Starlette:
    return PracticeNetwork(world)


def _network(scope: Scope) -> Network | None:
    if scope["type"] != "http":
        return None
    return next((net for start, net in _PREFIXES.items() if scope["path"].startswith(start)), None)
