"""Whether a post in a shared thread speaks to us or to somebody else."""

from __future__ import annotations

from domain.text import one_line


def is_for_others(*, to_another_customer: bool, addressed: bool, text: str, brand: str) -> bool:
    """Customers talk among each other: a post under another customer's that does not name us.

    `addressed` says that the author mentioned our account.
    """
    if not to_another_customer or addressed:
        return False
    return brand.casefold() not in one_line(text, len(text) + 1).casefold()
