"""One request to the Graph API."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from sandbox.credentials import FacebookCredentials
from sandbox.graph.errors import bad_proof, bad_token, invalid_parameter, no_token
from sandbox.posts import Json

VERSIONS = frozenset(f"v{number}.0" for number in range(21, 27))


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """`parameters` are those of the query and of the body together; `base` ends in the version."""

    method: str
    base: str
    parameters: Mapping[str, str]

    def sub_object(self, name: str) -> Json:
        """A parameter that is an object in JSON."""
        try:
            found = json.loads(self.parameters.get(name, "{}"))
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise invalid_parameter(f"Param {name} must be a JSON object")
        return found


def parameters_of(query: Mapping[str, str], body: bytes, content_type: str) -> dict[str, str]:
    """Query and body, whichever way the body is written."""
    if content_type.startswith("application/json"):
        return {**query, **_from_json(body)}
    return {**query, **dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))}


def authorize(
    parameters: Mapping[str, str], authorization: str, known: FacebookCredentials
) -> None:
    """The Page token, as a parameter or in the header, and the proof where one is given."""
    in_header = authorization.removeprefix("OAuth ").removeprefix("Bearer ")
    given = parameters.get("access_token") or in_header
    if not given:
        raise no_token()
    if given != known.page_token:
        raise bad_token()
    proof = hmac.new(known.app_secret.encode(), given.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(parameters.get("appsecret_proof", proof), proof):
        raise bad_proof()


def _from_json(body: bytes) -> dict[str, str]:
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise invalid_parameter("The body is not a JSON object")
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in found.items()
    }
