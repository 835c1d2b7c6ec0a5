"""What a provider of single sign-on can do for us."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A sign-in on its way: where to send the browser, and what only that browser knows."""

    url: str
    state: str
    nonce: str
    verifier: str


class IdentityProvider(Protocol):
    """Raises our errors; its answers are checked before they are handed on."""

    def begin(self, redirect_uri: str, *, again: bool = False) -> Begun:
        """Where to send the browser, with a state, a nonce and a PKCE challenge.

        `again` where it must be proved now who it is, though the provider knows the browser.
        """
        ...

    def claims(self, *, code: str, redirect_uri: str, nonce: str, verifier: str) -> dict[str, Any]:
        """The claims of a signed token that is for us, from this issuer and for this nonce."""
        ...

    def end_url(self, back_to: str) -> str | None:
        """Where a browser is signed out there, too; None where the provider knows no such place."""
        ...
