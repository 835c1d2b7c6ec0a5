"""A button that saves a picture of the page as a PNG; the browser draws it, nothing is sent."""

from __future__ import annotations

from dashboard.components.mounted import component
from dashboard.tongue import _


def picture_button(*, of: str, name: str, title: str) -> None:
    """`of` is the key of the container that holds the picture, `title` stands above it."""
    component("picture")(
        key=f"{of}_png",
        data={
            "of": of,
            "name": name,
            "title": title,
            "label": "PNG",
            "failed": _("This browser cannot save the picture."),
        },
    )
