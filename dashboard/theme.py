"""How the dashboard looks and how its server behaves: Streamlit's options."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from dashboard.desk import Desk

_SHARED = {
    "baseFontSize": 15,
    "baseRadius": "0.55rem",
    "headingFontSizes": ["1.6rem", "1.2rem", "1.05rem", "1rem", "0.95rem", "0.9rem"],
    "headingFontWeights": [650, 650, 600, 600, 600, 600],
    "metricValueFontSize": "1.7rem",
    "paddingTop": "0.5rem",
    "paddingBottom": "3rem",
    "linkUnderline": True,
}
_LIGHT = {
    "primaryColor": "#0b6e69",
    "backgroundColor": "#ffffff",
    "secondaryBackgroundColor": "#f2f5f5",
    "textColor": "#1b2529",
    "borderColor": "#dbe2e4",
    "linkColor": "#0b6e69",
    "redColor": "#c62f26",
    "orangeColor": "#c2620a",
    "greenColor": "#2c7a4b",
    "blueColor": "#2563a8",
    "violetColor": "#6d4bb3",
    "grayColor": "#5d6b70",
    "redTextColor": "#a8201a",
    "orangeTextColor": "#8f4500",
    "greenTextColor": "#1d6338",
    "blueTextColor": "#1d4f8a",
    "violetTextColor": "#56389a",
    "grayTextColor": "#4a585d",
    "redBackgroundColor": "#fdecea",
    "orangeBackgroundColor": "#fdf0e1",
    "greenBackgroundColor": "#e6f4ea",
    "blueBackgroundColor": "#e7f0fa",
    "violetBackgroundColor": "#f1ecfa",
    "grayBackgroundColor": "#edf1f2",
    "chartCategoricalColors": ["#c2504a", "#9fb0b5", "#2f8f83", "#b7791f", "#4a6fa5"],
}
_DARK = {
    "primaryColor": "#1b8076",
    "backgroundColor": "#11181a",
    "secondaryBackgroundColor": "#1a2326",
    "textColor": "#e4ebed",
    "borderColor": "#2e3b40",
    "linkColor": "#6fd3c7",
    "redColor": "#ff8a80",
    "orangeColor": "#ffb86b",
    "greenColor": "#7fd6a0",
    "blueColor": "#8fc1ff",
    "violetColor": "#c3a9ff",
    "grayColor": "#9fb0b5",
    "redTextColor": "#ffb4ab",
    "orangeTextColor": "#ffcc91",
    "greenTextColor": "#9be3b6",
    "blueTextColor": "#a9d0ff",
    "violetTextColor": "#d3c2ff",
    "grayTextColor": "#b6c4c8",
    "redBackgroundColor": "#42201d",
    "orangeBackgroundColor": "#3d2a12",
    "greenBackgroundColor": "#16341f",
    "blueBackgroundColor": "#172b42",
    "violetBackgroundColor": "#2d2446",
    "grayBackgroundColor": "#263236",
    "chartCategoricalColors": ["#ff8a80", "#7d8f95", "#5cc8bd", "#ffb86b", "#8fc1ff"],
}
_BRAND_SOFT = ("#e9f4f2", "#15302e")
_LIGHT_SIDEBAR = {"backgroundColor": "#f2f5f5", "secondaryBackgroundColor": "#e3eaeb"}
_DARK_SIDEBAR = {"backgroundColor": "#161e21", "secondaryBackgroundColor": "#222d31"}


def options(desk: Desk) -> dict[str, Any]:
    """Everything that is not Streamlit's default; nothing is read from a .streamlit folder."""
    settings = desk.settings.dashboard
    public = settings.public_url
    return {
        "server.address": settings.host,
        "server.port": settings.port,
        "server.headless": True,
        "server.showEmailPrompt": False,
        "server.fileWatcherType": "none",
        "server.runOnSave": False,
        "server.allowedHosts": desk.hosts,
        "server.enableCORS": True,
        "server.corsAllowedOrigins": [public.rstrip("/")] if public else [],
        "server.enableXsrfProtection": True,
        "server.enableStaticServing": False,
        "server.enableAgentApi": False,
        "server.maxUploadSize": 1,
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
        "client.showErrorLinks": False,
        "client.disableDataExport": True,
        "browser.gatherUsageStats": False,
        "runner.magicEnabled": False,
        # it would look through all that lives after each run, which takes longer than the run
        "runner.postScriptGC": False,
        "logger.level": "warning",
        "logger.hideWelcomeMessage": True,
        **_theme("theme", _SHARED),
        **_theme("theme.light", _LIGHT),
        **_theme("theme.dark", _DARK),
        **_theme("theme.light.sidebar", _LIGHT_SIDEBAR),
        **_theme("theme.dark.sidebar", _DARK_SIDEBAR),
    }


@cache
def stylesheet() -> str:
    """The few rules of our own, with the theme's colours as variables for light and dark."""
    names = ("red", "orange", "green", "blue", "violet", "gray")
    pairs = {
        f"{name}-{part.lower()}": f"{name}{part}Color"
        for name in names
        for part in ("Text", "Background")
    }
    pairs |= {"border": "borderColor", "link": "linkColor", "page": "backgroundColor"}
    variables = "".join(
        f"--{short}:light-dark({_LIGHT[option]},{_DARK[option]});"
        for short, option in pairs.items()
    )
    variables += f"--brand-soft:light-dark({_BRAND_SOFT[0]},{_BRAND_SOFT[1]});"
    rules = (Path(__file__).parent / "assets" / "style.css").read_text(encoding="utf-8")
    return f'<style>[data-testid="stApp"]{{{variables}}}\n{rules}</style>'


def _theme(section: str, values: dict[str, Any]) -> dict[str, Any]:
    return {f"{section}.{name}": value for name, value in values.items()}
