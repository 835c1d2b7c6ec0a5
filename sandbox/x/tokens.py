"""X's opaque paging tokens: they carry the last id of a page."""

from __future__ import annotations

from sandbox.x.problems import invalid

_PREFIX = "7140dibd"
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


def token_after(order: int) -> str:
    """The token for what lies below this id."""
    digits = ""
    while order:
        order, digit = divmod(order, 36)
        digits = _DIGITS[digit] + digits
    return _PREFIX + digits.rjust(14, "0")


def order_of(token: str, parameter: str) -> int:
    """The id that a token stands for."""
    digits = token.removeprefix(_PREFIX)
    if digits == token or not digits or set(digits) - set(_DIGITS):
        raise invalid(
            parameter,
            token,
            f"The `{parameter}` query parameter value [{token}] is not valid",
        )
    return int(digits, 36)
