"""Words of others stay words."""

from __future__ import annotations

import pytest

from dashboard import plain


def test_markdown_escapes_everything_that_could_mean_something() -> None:
    shown = plain.markdown("**b** [x](javascript:y) ![i](z) :red[r] `c` $m$ <b> #h")
    assert "](" not in shown
    assert "**" not in shown
    assert shown.replace("\\", "").replace("\u2060", "") == (
        "**b** [x](javascript:y) ![i](z) :red[r] `c` $m$ <b> #h"
    )


def test_markdown_is_one_line() -> None:
    assert "\n" not in plain.markdown("a\n\n# b\n- c")


def test_an_element_escapes_its_text_and_its_attributes() -> None:
    made = plain.element("p", "<img onerror=x>", class_='"><script>')
    assert made == '<p class="&quot;&gt;&lt;script&gt;">&lt;img onerror=x&gt;</p>'


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "//evil.example", "", None, "http://", "ftp://x/y",
     "https://[bad", "https://x/\u202e"],
)  # fmt: skip
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert plain.web_link(url) is None


@pytest.mark.parametrize("url", ["https://x.com/a/1", "http://127.0.0.1:8600/post/1"])
def test_web_addresses_are_kept(url: str) -> None:
    assert plain.web_link(url) == url
