"""What the pages behind a context code say; every word that came from outside is escaped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from dashboard import words
from dashboard.gate import HANDOFF, HANDOFF_NOTE
from dashboard.plain import element
from dashboard.tongue import N_, _
from domain.handoff import normalized, spoken
from listenpost.language import spoken_for
from listenpost.services.handoff_opening import Visit
from listenpost.services.handoff_story import Earlier, Line, Owed, OwnWords, Story
from responder.handoff_words import handoff_words

NOT_SET_UP = N_("This is not set up completely yet. Please tell us by another way.")
RIGHT_TO_LEFT = frozenset({"ar"})
IN_PUBLIC = N_(
    "Everybody could read this code: ask something that only the customer knows before you tell "
    "anything."
)


def own_words(found: OwnWords, *, code: str, brand: str) -> str:
    """Her own words and where she goes on; no name of anybody, nothing that we noted."""
    said = handoff_words(found.language)
    page = said.page
    wrote = [_said(line) for line in found.wrote] or [element("p", page["empty"])]
    steps = [element("p", page["solved"])] if found.resolved else []
    steps += [
        element("p", said.place(found.channel, found.place)),
        element("p", page["say"], class_="soft"),
        f'<p class="code">{element("bdi", spoken(normalized(code) or ""))}</p>',
        f'<p class="soft">{element("span", page["until"])} '
        f"{element('bdi', _moment(found.expires_at), dir='ltr')}</p>",
    ]
    side = "rtl" if said.language in RIGHT_TO_LEFT else "ltr"
    return _wrapped(
        f'<article lang="{said.language}" dir="{side}">',
        [element("h1", brand), element("h2", page["next"]), *steps],
        [element("h2", page["wrote"]), *wrote],
        "</article>",
    )


def nothing(*, error: str) -> str:
    """The one answer to every code that opens nothing."""
    return element("h1", _("Nothing to see here")) + element("p", error)


def form(brand: str, *, who: str = "", error: str = "") -> str:
    """Where a colleague without an account enters code and PIN."""
    told = element("p", error, class_="error", role="alert") if error else ""
    fields = (
        _field("code", _("The customer's code"), 'autocomplete="off" autocapitalize="characters"'),
        _field("pin", "PIN", 'autocomplete="off" inputmode="numeric"'),
        _field("who", _("Your name and where you work"), 'autocomplete="name"', who),
    )
    return _wrapped(
        element("h1", _("Open a code, {brand}").format(brand=brand)),
        [
            element(
                "p",
                _(
                    "Ask a colleague who works with Listenpost for a PIN. It works once, for some "
                    "minutes. Who opens what is written down."
                ),
                class_="soft",
            ),
            told,
        ],
        [
            f'<form method="post" action="{HANDOFF}">',
            *fields,
            element("button", _("Open")) + "</form>",
        ],
    )


def visit(found: Visit) -> str:
    """The story, once, and the form for what happened."""
    return story(found.story) + note_form(found.token, "")


def story(found: Story) -> str:
    """Everything that whoever goes on with the customer has to know."""
    facts = (
        words.platform(found.platform),
        words.label(found.topic),
        words.language(found.language),
        _("since {when}").format(when=_moment(found.opened_at)),
        _("moved to {channel} by {name}").format(
            channel=spoken_for.said(found.channel.value), name=found.made_by or "Listenpost"
        ),
    )
    parts = [element("h1", found.customer), element("p", " · ".join(filter(None, facts)))]
    if found.in_public:
        parts.append(element("p", _(IN_PUBLIC), class_="warn"))
    return _wrapped(
        parts,
        _list(_("In short"), found.summary),
        _list(
            _("Promised"),
            map(_owed, found.owed),
        ),
        _list(
            _("Tried"),
            (
                " · ".join(filter(None, (_moment(step.at), step.what, step.by, step.text)))
                for step in found.tried
            ),
        ),
        [element("h2", _("The conversation")), *map(_said, found.thread)],
        _list(
            _("Earlier"),
            map(_earlier, found.earlier),
        ),
    )


def _owed(one: Owed) -> str:
    text = _("{words} (broken, was due {when})") if one.broken else _("{words} (by {when})")
    return text.format(words=one.words, when=_moment(one.due_at))


def note_form(token: str, note: str, *, error: str = "") -> str:
    """Where a visitor writes down what happened."""
    told = element("p", error, class_="error", role="alert") if error else ""
    return _wrapped(
        element("h2", _("Note what happened")),
        told,
        f'<form method="post" action="{HANDOFF_NOTE}">',
        element("input", "", type="hidden", name="visit", value=token).replace("</input>", ""),
        element("label", _("For the colleagues who go on"), for_="note"),
        element("textarea", note, id="note", name="note", maxlength="1900"),
        '<label class="inline"><input type="checkbox" name="solved" value="1">'
        + element("span", _("Solved here"))
        + "</label>",
        element("button", _("Save")) + "</form>",
    )


def thanks() -> str:
    """After a note."""
    return element("h1", _("Noted, thank you")) + element("p", _("You can close this page."))


def _field(name: str, label: str, more: str, value: str = "") -> str:
    shown = element("label", label, for_=name)
    given = element("input", "", id=name, name=name, value=value, maxlength="80", required="")
    return shown + given.replace("></input>", f" {more}>")


def _said(line: Line) -> str:
    facts = (words.platform(line.platform), _("private") if line.private else "", _moment(line.at))
    who = _("us") if line.by_us else ""
    head = element(
        "p", " · ".join(filter(None, (*facts, who if line.by_us else ""))), class_="soft"
    )
    return head + element("div", line.text, class_="said us" if line.by_us else "said", dir="auto")


def _earlier(one: Earlier) -> str:
    status = words.STATUSES[one.status][0]
    return f"{_moment(one.opened_at)} · {words.title(one.title)} ({status})"


def _list(title: str, lines: Iterable[str]) -> list[str]:
    shown = [element("li", line, dir="auto") for line in lines]
    return [element("h2", title), "<ul>", *shown, "</ul>"] if shown else []


def _moment(at: dt.datetime) -> str:
    """A page without a session knows no time zone."""
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _wrapped(*parts: str | list[str]) -> str:
    return "\n".join(part if isinstance(part, str) else "\n".join(part) for part in parts)
