"""`python -m tests.platforms.oidc_server`: oidc-provider-mock, strict about PKCE; prints its port.

The package takes a code without asking for the verifier; here Authlib's own server side checks it.
"""

from __future__ import annotations

import sys
import warnings
from typing import Any

warnings.simplefilter("ignore")  # the package uses parts of Authlib that are going away

import oidc_provider_mock._app as provider  # noqa: E402
from authlib.oauth2.rfc7636 import CodeChallenge  # noqa: E402
from oidc_provider_mock import User, run_server_in_thread  # noqa: E402

USERS = (
    User(
        sub="7f3a",
        claims={"preferred_username": "zoe", "name": "Zoe Zander", "groups": ["care-leads"]},
    ),
)


class Strict(provider.AuthorizationCodeGrant):  # type: ignore[misc]
    """Remembers the challenge with the code, and asks for a verifier that fits."""

    def save_authorization_code(self, code: str, request: Any) -> None:
        super().save_authorization_code(code, request)
        stored = provider.storage.get_authorization_code(code)
        for name in ("code_challenge", "code_challenge_method"):
            object.__setattr__(stored, name, request.payload.data.get(name))

    def validate_token_request(self) -> None:
        super().validate_token_request()
        code = self.request.authorization_code
        if not code.code_challenge or code.code_challenge_method != "S256":
            raise provider.authlib.oauth2.rfc6749.InvalidGrantError("no challenge was given")
        CodeChallenge().validate_code_verifier(self, None)


def main() -> None:
    provider.AuthorizationCodeGrant = Strict
    with run_server_in_thread(user_claims=USERS, require_nonce=True) as server:
        sys.stdout.write(f"{server.server_port}\n")
        sys.stdout.flush()
        sys.stdin.read()  # until whoever started it lets go


if __name__ == "__main__":
    main()
