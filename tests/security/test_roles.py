"""No use case takes a person's word for what she may do."""

from __future__ import annotations

from tests.services_walk import arguments, walk

ASKS = "domain.role.require"
NO_QUESTION = {
    "company.gone": "takes the caller's own name off a page",
    "goodwill.may_grant": "says whether somebody may, and lets nobody do anything",
    "inbox.row_of": "puts a row into words that the caller was allowed to read",
    "own_account.choose_language": "everybody's own",
    "own_account.change_password": "everybody's own; the old password is asked for",
    "own_account.end_other_sessions": "everybody's own",
    "own_account.confirm": "everybody's own",
    "own_account.end_session": "everybody's own",
    "own_account.view": "everybody's own",
    "regrouping.require_still": "refuses what is out of date, after its caller has asked",
    "manner.manner": "how the brand speaks, from the settings",
}
"""Use cases of a person that ask for no permission, and why they need not."""


def test_no_use_case_forgets_to_ask_for_the_permission() -> None:
    found = walk()
    silent = {
        f"{module}.{name}"
        for (module, name), node in found.nodes.items()
        if not name.startswith("_")
        and {"actor", "app"} <= arguments(node)
        and "session" not in arguments(node)  # a part of another one, inside its transaction
        and not {ASKS, "domain.role.may"} & found.all_of((module, name))
    }
    assert silent <= set(NO_QUESTION), "call require(actor.role, ...) before anything else"
