"""Google's own description of an API, as judge: does a request or an answer fit what it says?"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import googleapiclient.discovery_cache

_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
}


@lru_cache
def description(api: str) -> Any:
    """The description that comes with Google's client, such as youtube.v3."""
    folder = Path(str(googleapiclient.discovery_cache.__file__)).parent / "documents"
    return json.loads((folder / f"{api}.json").read_text(encoding="utf-8"))


def faults(api: str, schema: str, body: object) -> list[str]:
    """What in a body does not fit the schema; nothing where all does."""
    return list(_faults(description(api)["schemas"], {"$ref": schema}, body, schema))


def unknown_parameters(api: str, resource: str, method: str, given: Mapping[str, str]) -> set[str]:
    """Those parameters of a request that the description does not name."""
    told = description(api)
    known = told["resources"][resource]["methods"][method]["parameters"]
    return set(given) - set(known) - set(told["parameters"])


def _faults(schemas: Any, told: Any, body: object, where: str) -> Iterator[str]:
    if "$ref" in told:
        told = {"type": "object"} | schemas[told["$ref"]]
    kinds = _KINDS.get(told.get("type", "any"), (object,))
    if not isinstance(body, kinds) or (isinstance(body, bool) and bool not in kinds):
        yield f"{where} is {type(body).__name__}, not {told.get('type')}"
    elif isinstance(body, dict) and "properties" in told:
        for name, value in body.items():
            if name in told["properties"]:
                yield from _faults(schemas, told["properties"][name], value, f"{where}.{name}")
            else:
                yield f"{where}.{name} is not known"
    elif isinstance(body, list):
        for value in body:
            yield from _faults(schemas, told["items"], value, f"{where}[]")
    elif "enum" in told and body not in told["enum"]:
        yield f"{where} is {body}, which is none of {told['enum']}"
