"""What a ticket in a helpdesk says of a case: the story in plain text, for colleagues."""

from __future__ import annotations

from domain.classification import Urgency
from domain.helpdesk import NewTicket
from domain.text import one_line, shorten
from listenpost.services.handoff_story import Line, Story

LONGEST_BODY = 20_000
_MOST_LINES = 40


def new_ticket(story: Story, *, key: str, code: str, link: str | None) -> NewTicket:
    """The story as a ticket; `code` opens all of it in Listenpost, and `link` is the case there."""
    subject = story.summary[0] if story.summary else f"Case {story.case_id}"
    return NewTicket(
        key=key,
        subject=one_line(f"{story.customer}: {subject}", 140),
        body=shorten(_body(story, code, link), LONGEST_BODY),
        customer=one_line(story.customer, 100) or "Customer",
        urgent=story.urgency is Urgency.CRITICAL,
    )


def _body(story: Story, code: str, link: str | None) -> str:
    head = f"Listenpost, case {story.case_id} ({story.platform}, {story.topic.value})"
    parts = [head, f"Code for \u201cOpen a code\u201d: {code}"]
    if link:
        parts.append(link)
    parts += _section("In short", list(story.summary))
    parts += _section(
        "Promised",
        [
            f"{one.words} ({'broken, was due' if one.broken else 'by'} {one.due_at:%Y-%m-%d %H:%M})"
            for one in story.owed
        ],
    )
    parts += _section(
        "Tried",
        [
            " ".join(filter(None, (f"{step.at:%Y-%m-%d %H:%M}", step.what, step.by, step.text)))
            for step in story.tried
        ],
    )
    return "\n".join([*parts, *_section("Conversation", _lines(story))])


def _lines(story: Story) -> list[str]:
    """The newest lines, if there are too many."""
    return [_said(line, story.customer) for line in story.thread[-_MOST_LINES:]]


def _said(line: Line, customer: str) -> str:
    who = "We" if line.by_us else customer
    private = ", private" if line.private else ""
    return f"{line.at:%Y-%m-%d %H:%M} {who} ({line.platform}{private}): {line.text}"


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", f"{title}:", *(f"- {line}" for line in lines)] if lines else []
