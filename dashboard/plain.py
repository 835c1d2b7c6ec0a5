"""Putting words of others on a page so that they stay words.

Streamlit reads labels and messages as Markdown. Text of customers goes through `st.text` or into a
component's textContent; where neither is possible, through `markdown` or `element` here.
"""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")
_WORD_JOINER = "\u2060"


def markdown(text: str) -> str:
    """Markdown that renders as exactly this text, on one line.

    Streamlit looks for `:shortcodes:` and arrows in text that is unescaped already: a joiner, which
    nobody sees, keeps those apart.
    """
    line = " ".join(text.split())
    return _SPECIAL.sub(lambda found: f"\\{found[1]}{_WORD_JOINER * (found[1] in ':-<>~')}", line)


def element(tag: str, text: str, **attributes: str) -> str:
    """An HTML element with this text; for `st.html`, which sanitises once more."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{html.escape(value)}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{given}>{html.escape(text)}</{tag}>"


def web_link(url: str | None) -> str | None:
    """The address if a browser may be sent there: http and https only."""
    if not url or not url.isprintable():
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in ("http", "https") and parts.hostname else None
