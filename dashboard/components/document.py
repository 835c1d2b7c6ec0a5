"""The page's language: told to who reads it aloud, and put on what Streamlit writes in English."""

from __future__ import annotations

from dashboard.components.mounted import component
from dashboard.tongue import N_, _, spoken
from domain.interface import ENGLISH

WHOLE = (
    N_("App pages"),
    N_("Choose an option"),
    N_("Choose options"),
    N_("Clear all"),
    N_("Clear value"),
    N_("Close"),
    N_("Close fullscreen"),
    N_("Collapse sidebar"),
    N_("Copy to clipboard"),
    N_("Decrement"),
    N_("Download as CSV"),
    N_("Expand sidebar"),
    N_("Fullscreen"),
    N_("Help"),
    N_("Hide password"),
    N_("Increment"),
    N_("Main menu"),
    N_("Navigate to home page"),
    N_("No results"),
    N_("Notifications"),
    N_("Open"),
    N_("Press Ctrl+Enter to apply"),
    N_("Press Ctrl+Enter to submit form"),
    N_("Press Enter to apply"),
    N_("Press Enter to submit form"),
    N_("Press ⌘+Enter to apply"),
    N_("Press ⌘+Enter to submit form"),
    N_("Search"),
    N_("Select all"),
    N_("Selected values"),
    N_("Show password"),
    N_("Show/hide columns"),
    N_("Sidebar"),
    N_("Skip to main content"),
)
"""What Streamlit names its own buttons and says beside its fields; it knows no other language."""
WITH_NAME = (N_("Chat message from {name}"), N_("Help for {name}"), N_("Remove {name}"))
"""The same with a name at its end, which is ours or somebody's and stays."""


def document() -> None:
    """On each page, once."""
    english = spoken() == ENGLISH
    component("document")(
        key="document",
        data={
            "language": spoken(),
            "whole": {} if english else {text: _(text) for text in WHOLE},
            "named": [] if english else [[_start(text), _(text)] for text in WITH_NAME],
        },
    )


def _start(text: str) -> str:
    return text.partition("{name}")[0]
