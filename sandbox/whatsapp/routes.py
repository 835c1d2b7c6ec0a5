"""How a request to the Cloud API finds its number or account."""

from __future__ import annotations

import json
from functools import partial

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.ascii_json import AsciiJson
from sandbox.posts import Json
from sandbox.whatsapp.errors import WhatsAppError, bad_token, invalid_parameter, unknown_object
from sandbox.whatsapp.sending import send
from sandbox.whatsapp.templates import listed
from sandbox.world import World


def routes(world: World) -> list[Route]:
    return [Route("/{version}/{path:path}", partial(_serve, world), methods=["GET", "POST"])]


async def _serve(world: World, request: Request) -> Response:
    body = await request.body()
    world.advance()
    try:
        answer, status = _answer(world, request, body), 200
    except WhatsAppError as error:
        answer, status = error.body(), error.status
    headers = {"facebook-api-version": request.path_params["version"]}
    return AsciiJson(answer, status, headers, "application/json; charset=UTF-8")


def _answer(world: World, request: Request, body: bytes) -> Json:
    known, path = world.credentials.whatsapp, request.path_params["path"].strip("/")
    if request.headers.get("authorization") != f"Bearer {known.access_token}":
        raise bad_token()
    number, account = known.phone_number_id, known.business_account_id
    shown = path.replace(account, "{account}").replace(number, "{number}")
    world.requests[f"whatsapp {request.method} /{shown}"] += 1
    if (request.method, path) == ("POST", f"{number}/messages"):
        return send(world, _from_json(body))
    if (request.method, path) == ("GET", number):
        return {"id": number, "display_phone_number": world.brand.whatsapp_id}
    if (request.method, path) == ("GET", f"{account}/subscribed_apps"):
        apps = [{"whatsapp_business_api_data": {"id": "67890", "name": "Listenpost"}}]
        return {"data": apps if world.hooks.subscribed else []}
    if (request.method, path) == ("GET", f"{account}/message_templates"):
        return listed(request.query_params.get("name", ""))
    raise unknown_object(path)


def _from_json(body: bytes) -> Json:
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise invalid_parameter("The body is not a JSON object.")
    return found
