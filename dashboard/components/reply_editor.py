"""The reply: suggested, edited, judged while one types, kept, sent."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from dashboard import session, words
from dashboard.components.mounted import component
from dashboard.components.promise_confirm import confirmed, promise_confirm
from dashboard.components.rewrite_bar import rewrite_bar
from dashboard.desk import desk
from dashboard.tongue import N_, _, spoken
from domain import gate
from domain.draft_check import Doubt
from domain.errors import ListenpostError, NotAllowed, NotConfirmed
from domain.gate import Verdict
from domain.handoff import way_of
from domain.reply import ReplyKind
from domain.role import Actor
from listenpost.language import spoken_for
from listenpost.services import (
    case_actions,
    company,
    draft_checks,
    goodwill,
    handoff,
    judging,
    respond,
)
from listenpost.services.case_view import CaseView
from listenpost.services.difference import Read
from listenpost.services.respond import ReplyForm

_NEXT = "then_next"
_A_PERSONS = N_(
    "More than a day has passed: Meta takes this only as a person\u2019s answer (Human Agent), "
    "from apps that may say so."
)


def _edition() -> str:
    return secrets.token_hex(4)


@dataclass(slots=True, kw_only=True)
class Writing:
    """What one agent is doing about one case, in this browser.

    `version` and `read` are the case as the agent has read it; `attempt` grows when the server
    has answered. `unsure` are the words that it asked to look at once more. `added` is to be put
    behind what stands in the browser; `additions` grows when there is something new to put.
    `rewritten` grows when a machine wrote other words, which take the place of those there;
    `edition` is another one each time that the words are begun anew. `follows` says that they are
    to be the next suggestion's: another channel was taken, and nobody had changed them.
    """

    version: int
    read: Read
    kind: ReplyKind
    text: str
    attempt: int = 0
    error: str = ""
    notice: str = ""
    unsure: str = ""
    sent: bool = False
    claimed: bool = False
    added: str = ""
    additions: int = 0
    rewritten: int = 0
    follows: bool = False
    edition: str = field(default_factory=_edition)


def writing(view: CaseView) -> Writing:
    """The state of the editor; it begins with what was kept, else with the suggestion."""
    key = _state_key(view.row.case_id)
    if key not in st.session_state:
        kept = view.draft if view.draft and view.draft[1].strip() else None
        kind, text = kept or (view.suggestion.kind, view.suggestion.text)
        notice = _("Your draft.") if kept else ""
        st.session_state[key] = Writing(
            version=view.version, read=view.read, kind=kind, text=text, notice=notice
        )
    found: Writing = st.session_state[key]
    if found.follows:
        found.follows, found.edition = False, _edition()
        found.kind, found.text = view.suggestion.kind, view.suggestion.text
    return found


_ENDED = N_("Your session has ended: copy your text, then sign in again.")


@st.fragment
def reply_editor(view: CaseView, *, after_sending: Callable[[], None]) -> None:
    """Show the editor; calls `after_sending` when the reply is in the outbox."""
    state = writing(view)
    with st.container(border=True, key="editor"):
        with st.container(key="editor_end"):  # what comes and goes moves nothing below it
            if session.actor() is None:
                st.error(_(_ENDED), icon=":material/lock:")
        st.caption(
            _("Suggested in {language}: {why}.").format(
                language=words.language(view.suggestion.language),
                why=spoken_for.said(view.suggestion.reason),
            )
        )
        if set(view.choices) == {ReplyKind.PRIVATE} and _only_a_persons(view):
            st.caption(_(_A_PERSONS))
        component("editor")(
            key=_key(view),
            data=_data(view, state),
            on_typed_change=lambda: _typed(view, state),
            on_save_change=lambda: _save(view, state),
            on_send_change=lambda: _send(view, state),
        )
        rewrite_bar(view, _user, state.text, lambda words: _rewritten(state, words))
        promise_confirm(view, state.text)
    if state.sent:
        forget_words(view.row.case_id)
        after_sending()


def just_sent(case_id: int) -> bool:
    """Whether the agent's own words went out and the page was drawn anew before it could say so."""
    state = _begun(case_id)
    if state is None or not state.sent:
        return False
    forget_words(case_id)
    return True


def add_words(view: CaseView, text: str) -> None:
    """Put a paragraph behind what the agent has written, which is in the browser."""
    state = writing(view)
    state.added, state.additions = text, state.additions + 1


def follow_suggestion(view: CaseView) -> None:
    """Another channel was taken: its suggestion takes the place of this one; own words stay."""
    state = _begun(view.row.case_id)
    if state is not None and state.text.strip() == view.suggestion.text.strip():
        state.follows = True


def begin_with(view: CaseView, text: str) -> None:
    """These words take the place of those in the browser."""
    state = writing(view)
    state.text, state.edition = text, _edition()
    state.error, state.notice, state.unsure = "", "", ""


def read_before(case_id: int) -> Read | None:
    """How far the agent had read when the words were begun; None where none were."""
    state = _begun(case_id)
    return state.read if state else None


def forget_words(case_id: int) -> None:
    """Begin anew with what is kept: another draft was made for this case."""
    st.session_state.pop(_state_key(case_id), None)


def opens_next() -> bool:
    """Whether the agent wants to go on with the next case after sending."""
    return bool(st.session_state.get(_NEXT, True))


def _begun(case_id: int) -> Writing | None:
    found: Writing | None = st.session_state.get(_state_key(case_id))
    return found


def _state_key(case_id: int) -> str:
    return f"writing-{case_id}"


def _key(view: CaseView) -> str:
    return f"editor-{view.row.case_id}"


def _data(view: CaseView, state: Writing) -> dict[str, Any]:
    verdicts = {kind: _judge(view, kind, state.text) for kind in view.choices}
    doubts = {kind: _doubts(view, kind, state.text) for kind in view.choices}
    blocking, offers = _blocking(view, state.text), _offers(view)
    return {
        "place": _key(view),
        "seed": f"{_key(view)}-{state.edition}-{state.rewritten}",
        "text": state.text,
        "kind": state.kind.value,
        "next": opens_next(),
        "attempt": str(state.attempt),
        "error": state.error,
        "notice": state.notice,
        "news": _("Something was written meanwhile: it stands below.") if _has_news(view) else "",
        "unsure": state.unsure,
        "added": state.added,
        "additions": str(state.additions),
        "labels": _labels(),
        "language": spoken(),
        "kinds": [{"value": kind.value, "label": _kind_label(view, kind)} for kind in view.choices],
        "verdicts": {
            kind.value: {
                "text": state.text,
                "problems": [
                    *map(spoken_for.said, verdict.problems),
                    *map(spoken_for.said, blocking),
                    *(spoken_for.said(doubt.words) for doubt in doubts[kind] if doubt.blocks),
                ],
                "warnings": [doubt.words for doubt in doubts[kind] if not doubt.blocks],
                "length": verdict.length,
                "max_length": verdict.max_length,
                "notes": list(map(spoken_for.said, verdict.notes)),
                "ways": [
                    {"label": spoken_for.said(way.label), "url": way.url}
                    for way in verdict.ways_out
                ],
            }
            for kind, verdict in verdicts.items()
        },
        "move": offers.get(view.taken.channel.name, "") if view.taken else "",
        "moves": list(offers.values()),
        "suggestion": {"text": view.suggestion.text, "kind": view.suggestion.kind.value},
    }


def _has_news(view: CaseView) -> bool:
    return view.version > writing(view).version


def _labels() -> dict[str, str]:
    """The words of the form itself."""
    return {
        "how": _("How to answer"),
        "reply": _("Reply"),
        "doubts": _("Look at this once more"),
        "moved": _("The code is made when you send; it opens the case to whoever goes on."),
        "then": _("then open the next case"),
        "suggest": _("Use the suggestion"),
        "save": _("Save draft"),
        "send": _("Send"),
        "anyway": _("Send all the same"),
        "open": _("{what}: open"),
        "length": _("{part} of {whole}"),
    }


def _offers(view: CaseView) -> dict[str, str]:
    """What sends her to each channel that is not here, by the channel's name."""
    channels = (one.channel for one in view.recommended.candidates)
    return handoff.offers(desk().app, view.row.language, channels)


def _blocking(view: CaseView, text: str) -> list[str]:
    """What is in the way whether it is said in public or in private."""
    to = way_of(view.taken.channel.kind) if view.taken else None
    no_code = handoff.problem(desk().app, text, to=to)
    not_granted = goodwill.promised(desk().app, view.row.case_id, text)
    return [words for words in (no_code, not_granted) if words]


def _kind_label(view: CaseView, kind: ReplyKind) -> str:
    if kind is ReplyKind.PRIVATE:
        late = _only_a_persons(view)
        return (
            _("Private message, as a person\u2019s answer (Human Agent)")
            if late
            else _("Private message")
        )
    return words.answering(view.target.platform)


def _only_a_persons(view: CaseView) -> bool:
    return gate.is_a_persons_answer(view.target, desk().app.clock.now())


def _judge(view: CaseView, kind: ReplyKind, text: str) -> Verdict:
    app = desk().app
    text = handoff.preview(app, text)
    return judging.verdict(app, view.target, kind, text, sent_before=view.private_sent)


def _doubts(view: CaseView, kind: ReplyKind, text: str) -> tuple[Doubt, ...]:
    return draft_checks.doubts(
        desk().app, text, kind=kind, said=view.said, language=view.row.language
    )


def _take_in(view: CaseView, state: Writing, event: str) -> ReplyForm:
    """The browser's words become ours, whatever happens to them next."""
    sent = getattr(st.session_state[_key(view)], event) or {}
    state.text = str(sent.get("text", ""))
    kind = next((kind for kind in view.choices if kind.value == sent.get("kind")), state.kind)
    state.kind, state.error, state.notice = kind, "", ""
    if "next" in sent:
        st.session_state[_NEXT] = bool(sent["next"])
    return ReplyForm(
        case_id=view.row.case_id,
        version=state.version,
        kind=state.kind,
        text=state.text,
        read=state.read,
        confirmed=frozenset(map(str, sent.get("confirmed", ()))),
        choice=view.choice,
        rewritten=state.rewritten > 0 and state.text.strip() != view.suggestion.text.strip(),
    )


def _rewritten(state: Writing, text: str) -> None:
    """The words take the place of those in the browser; nobody has read them yet."""
    state.text, state.rewritten, state.unsure = text, state.rewritten + 1, ""
    state.error, state.notice = "", _("Rewritten by a machine: read it before you send it.")


def _typed(view: CaseView, state: Writing) -> None:
    """While one types: keep the words, and tell the others that somebody is on it.

    What the browser still holds of them may reach us after they were sent (Streamlit tells a value
    anew whose form was not drawn in between): that is no draft.
    """
    if state.sent:
        return
    form = _take_in(view, state, "typed")
    try:
        user = _user()
        respond.save_draft(desk().app, user, form)
        company.here(desk().app, user, view.row.case_id, typing=True)
        state.notice = _("Draft saved.")
        if not state.claimed and not view.row.mine:
            state.claimed = True
            case_actions.claim(desk().app, user, view.row.case_id)
    except ListenpostError as error:
        state.error = spoken_for.said(str(error))


def _save(view: CaseView, state: Writing) -> None:
    form = _take_in(view, state, "save")
    state.attempt += 1
    try:
        respond.save_draft(desk().app, _user(), form)
        state.notice = _("Draft saved.")
    except ListenpostError as error:
        state.error = _("Not saved. {why}").format(why=spoken_for.said(str(error)))


def _send(view: CaseView, state: Writing) -> None:
    form = _take_in(view, state, "send")
    state.attempt += 1
    try:
        form = replace(form, promises=confirmed(view, form.text))
        respond.send(desk().app, _user(), form)
        state.sent = True
    except NotConfirmed as error:
        state.unsure = form.text
        state.error = spoken_for.said(str(error))
    except ListenpostError as error:
        state.error = _("Not sent. {why}").format(why=spoken_for.said(str(error)))


def _user() -> Actor:
    """Who writes; an ended session must not take the words away, so it is an error like others."""
    found = session.actor()
    if found is None:
        raise NotAllowed(_(_ENDED))
    return found
