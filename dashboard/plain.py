"""Putting words of others on a page so that they stay words.

Streamlit reads labels and messages as Markdown. Text of customers goes through `st.text` or into a
component's textContent; where neither is possible, through `markdown` or `element` here.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

_SPECIAL = re.compile(r"([!-/:-@\[-`{-~])")
_REPLACED_LATER = re.compile(r":(?=\S)|[-<>=~](?=[-<>=~])")
_WORD_JOINER = "\u2060"


def markdown(text: str) -> str:
    """Markdown that renders as exactly this text, on one line.

    Streamlit looks for `:shortcodes:` and `->` in text that is unescaped already: a joiner, which
    nobody sees, keeps those apart.
    """
    line = _REPLACED_LATER.sub(lambda found: found[0] + _WORD_JOINER, " ".join(text.split()))
    return _SPECIAL.sub(r"\\\1", line)


def element(tag: str, text: str, **attributes: str) -> str:
    """An HTML element with this text; for `st.html`, which sanitises once more."""
    given = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{html.escape(value)}"'
        for name, value in attributes.items()
    )
    return f"<{tag}{given}>{html.escape(text)}</{tag}>"


def facts(rows: Mapping[str, str]) -> str:
    """Names, each with what belongs to it."""
    told = (element("dt", name) + element("dd", text) for name, text in rows.items())
    return f"<dl>{''.join(told)}</dl>"


def badge(word: str, color: str) -> str:
    """A word on a coloured ground."""
    return element("span", word, class_=f"lp-badge lp-{color}")


def outward(text: str, url: str, **attributes: str) -> str:
    """A link to another site, in a tab of its own; `url` comes from `web_link`."""
    return element("a", text, href=url, target="_blank", rel="noopener noreferrer", **attributes)


def web_link(url: str | None) -> str | None:
    """The address if a browser may be sent there: http and https only."""
    if not url or not url.isprintable():
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme in ("http", "https") and parts.hostname else None
