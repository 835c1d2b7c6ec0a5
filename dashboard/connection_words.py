"""The words for accounts on networks: what listens, how a test went, what to do then."""

from __future__ import annotations

from dashboard import words
from dashboard.tongue import N_, Table, _
from domain.listening import ListenerState
from listenpost.language import spoken_for
from listenpost.services import connectable
from listenpost.services.connected_list import AccountRow
from listenpost.services.trying import Tried

_WHAT = Table(
    {
        "mentions": N_("Posts that name the account"),
        "search": N_("Search"),
        "messages": N_("Private messages"),
        "own_posts": N_("Our own posts, answers given elsewhere among them"),
        "inbox": N_("Replies and messages"),
        "subreddits": N_("Subreddits"),
        "reviews": N_("Reviews"),
        "comments": N_("Comments"),
        "replies": N_("Replies below comments"),
        "page": N_("Posts and comments"),
    }
)
_WHOLE = Table(
    {
        "feed": N_("Entries of the feeds"),
        "telegram": N_("Messages and groups"),
        "whatsapp": N_("Messages, by webhook"),
        "instagram": N_("Comments and tags"),
    }
)
_GUIDES = {"app_store": "app_reviews", "google_play": "app_reviews", "feed": "feeds"}
"""Pages that are not called like the network."""
_SHORT = {"url": "URL", "urls": "URLs", "id": "ID", "usd": "USD"}
_WAY_OUT = Table(
    {
        ListenerState.TOKEN_EXPIRED: N_("Make a new token on the network and enter it here."),
        ListenerState.SIGN_IN_FAILED: N_(
            "Copy the credentials anew from the network, and look whether they are of this account."
        ),
        ListenerState.PERMISSION_MISSING: N_(
            "Grant the missing permission on the network, make the token anew and enter it here."
        ),
        ListenerState.OUT_OF_CREDIT: N_("Buy credits on the network, or raise the limit there."),
        ListenerState.RATE_LIMITED: N_("Test again in a while, or save: it goes on by itself."),
        ListenerState.UNAVAILABLE: N_("Look at the address, or test again in a while."),
        ListenerState.BUDGET_SPENT: N_("Raise the budget of the day, or test again tomorrow."),
        ListenerState.RETIRED: N_("The network no longer offers this: leave it out."),
        ListenerState.MISCONFIGURED: N_("Change the setting that is named, then test again."),
        ListenerState.CRASHED: N_("A fault of ours: the dashboard's log has the details."),
    }
)

_ELSEWHERE = Table(
    {
        ListenerState.TOKEN_EXPIRED: N_(
            "Make a new token on the network and enter it at the account."
        ),
        ListenerState.SIGN_IN_FAILED: N_(
            "Copy the credentials anew from the network and enter them at the account."
        ),
        ListenerState.PERMISSION_MISSING: N_(
            "Grant the missing permission on the network, make the token anew and enter it at the "
            "account."
        ),
        ListenerState.RETIRED: N_(
            "The network no longer offers this: leave it out at the account."
        ),
        ListenerState.MISCONFIGURED: N_("Change what is named, at the account."),
    }
)
"""What to do with an account that was connected in the dashboard, for who is on another page."""


def way_out(state: ListenerState) -> str:
    """What to change at a connected account; "" where nothing of it has to change."""
    return _ELSEWHERE.get(state, "")


def kind(name: str) -> str:
    """What a kind of listener hears."""
    if name in _WHOLE:
        return _WHOLE[name]
    short = name.removeprefix(f"{connectable.platform_of(name)}_")
    return _WHAT.get(short, name)


def guide(platform: str) -> str:
    """Where the documentation says what a network wants."""
    return f"docs/networks/{_GUIDES.get(platform, platform)}.md"


def label(field: str) -> str:
    """A setting's name as a label; what it means is said beside it."""
    first, *rest = (_SHORT.get(word, word) for word in field.split("_"))
    return " ".join([first[0].upper() + first[1:], *rest])


def outcome(tried: Tried) -> str:
    """How the test of one listener went, and what to do where it did not go well."""
    if tried.well:
        return words.counted(
            tried.posts,
            "{what}: it works. {number} post on the first page.",
            "{what}: it works. {number} posts on the first page.",
            what=kind(tried.kind),
        )
    state = words.LISTENERS[tried.state][0]
    return _("{what}: {state}. {way_out} The network said: {why}").format(
        what=kind(tried.kind), state=state, way_out=_WAY_OUT[tried.state], why=tried.why
    )


def state(row: AccountRow) -> tuple[str, words.Color]:
    """How an account stands as a whole: the worst of its listeners."""
    if row.trouble:
        return _("Stands still"), "red"
    if row.paused:
        return _("Paused"), "gray"
    found = [words.LISTENERS[one.state] for one in row.listeners]
    order = ("red", "orange", "gray", "green")
    return min(found, key=lambda one: order.index(one[1]), default=(_("No listener"), "orange"))


def troubles(row: AccountRow) -> list[str]:
    """Why it stands still, or what its listeners last met."""
    told = [f"{kind(one.kind)}: {one.error}" for one in row.listeners if one.error]
    return ([spoken_for.said(row.trouble)] if row.trouble else []) + told
