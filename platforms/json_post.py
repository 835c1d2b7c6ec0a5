"""Asking a service for an answer in JSON: no endless answer, no redirect."""

from __future__ import annotations

from collections.abc import Mapping

import httpx

_MOST_BYTES = 1_000_000


def posted(
    url: str, *, json: Mapping[str, object], headers: Mapping[str, str], timeout: float
) -> httpx.Response:
    """The whole answer; raises httpx.HTTPError, also where it has more than a megabyte."""
    with httpx.stream("POST", url, json=json, headers=headers, timeout=timeout) as answer:
        body = b""
        for part in answer.iter_bytes():
            body += part
            if len(body) > _MOST_BYTES:
                raise httpx.DecodingError("the answer is larger than a megabyte")
        return httpx.Response(answer.status_code, content=body)
