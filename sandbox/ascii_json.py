"""JSON with everything but ASCII escaped: what no encoding can carry comes through, too."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import JSONResponse


class AsciiJson(JSONResponse):
    """Half an emoji, cut by somebody's program, is text as well."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")
