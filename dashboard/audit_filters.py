"""What an admin wants to see of the audit, kept in the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DAYS = (1, 7, 30, 365)
DEFAULT_DAYS = 30
LONGEST = 100
LONGEST_LIST = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditWish:
    """Of the last so many days: who (a sign-in name), what (codes of deeds), to whom; "" and ()
    are all. Pages from 1.
    """

    days: int = DEFAULT_DAYS
    who: str = ""
    what: tuple[str, ...] = ()
    whom: str = ""
    page: int = 1


def from_query(query: Mapping[str, str]) -> AuditWish:
    """The wish that an address means; what it does not know counts as not chosen."""
    days, page = query.get("days", ""), query.get("page", "")
    return AuditWish(
        days=next((one for one in DAYS if str(one) == days), DEFAULT_DAYS),
        who=query.get("who", "")[:LONGEST],
        what=tuple(filter(None, query.get("what", "")[:LONGEST_LIST].split(","))),
        whom=query.get("whom", "").strip()[:LONGEST],
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 6 else 1,
    )


def to_query(wanted: AuditWish) -> dict[str, str]:
    """The address's part for a wish; defaults are left out."""
    parts = {
        "days": str(wanted.days) if wanted.days != DEFAULT_DAYS else "",
        "who": wanted.who,
        "what": ",".join(wanted.what),
        "whom": wanted.whom.strip(),
        "page": str(wanted.page) if wanted.page > 1 else "",
    }
    return {name: value for name, value in parts.items() if value}
