"""Tokens that somebody forged: another key, no key, our own secret, or meant for somebody else."""

from __future__ import annotations

import base64
import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from joserfc.jws import JWSRegistry

from domain.errors import ConfigurationError, MalformedItem
from platforms.oidc import Provider

ISSUER = "https://login.example.org"
SECRET = "a secret that the provider knows, too"
KEY, OTHER = (RSAKey.generate_key(2048, {"kid": "one"}) for _ in range(2))
ANY = JWSRegistry(algorithms=["RS256", "HS256"])


def claims(**other: Any) -> dict[str, Any]:
    now = int(time.time())
    told = {"iss": ISSUER, "sub": "7f3a", "aud": "listenpost", "nonce": "n" * 20}
    return {**told, "iat": now, "exp": now + 600, **other}


def token(key: Any = KEY, algorithm: str = "RS256", **other: Any) -> str:
    return jwt.encode({"alg": algorithm, "kid": "one"}, claims(**other), key, registry=ANY)


def unsigned() -> str:
    """What says of itself that nobody has signed it."""
    _, told, _ = token().split(".")
    head = base64.urlsafe_b64encode(b'{"alg":"none"}').decode().rstrip("=")
    return f"{head}.{told}."


def provider(monkeypatch: pytest.MonkeyPatch, told: str, **metadata: Any) -> Provider:
    """One that answers with this token; nothing is asked over the network."""
    made = Provider(
        issuer=ISSUER, client_id="listenpost", client_secret=SECRET, scopes="openid profile"
    )
    known = {
        "issuer": ISSUER,
        "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
        **metadata,
    }
    answer = {"id_token": told, "access_token": "a", "token_type": "Bearer"}
    monkeypatch.setattr(made._client, "load_server_metadata", lambda: known)
    monkeypatch.setattr(
        made._client, "fetch_jwk_set", lambda force=False: KeySet([KEY]).as_dict(private=False)
    )
    monkeypatch.setattr(made._client, "fetch_access_token", lambda **_: answer)
    return made


def ask(made: Provider) -> dict[str, Any]:
    return made.claims(code="c", redirect_uri="http://x", nonce="n" * 20, verifier="v" * 48)


def test_a_good_token_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ask(provider(monkeypatch, token()))["sub"] == "7f3a"


@pytest.mark.parametrize(
    "made",
    [
        lambda: token(OTHER),
        lambda: token(OctKey.import_key(SECRET), "HS256"),
        lambda: unsigned(),
        lambda: token(aud="somebody else"),
        lambda: token(aud=["somebody", "else"]),
        lambda: token(iss="https://evil.example"),
        lambda: token(nonce="of another sign-in"),
        lambda: token(nonce=None),
        lambda: token(exp=int(time.time()) - 3600),
        lambda: token(sub=None),
        lambda: token()[:-9] + "forged==x",
        lambda: "no token at all",
    ],
)
def test_a_forged_token_is_refused(monkeypatch: pytest.MonkeyPatch, made: Any) -> None:
    with pytest.raises(MalformedItem):
        ask(provider(monkeypatch, made()))


def test_a_provider_that_calls_itself_otherwise_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = provider(monkeypatch, token(), issuer="https://evil.example")
    with pytest.raises(ConfigurationError, match="calls itself"):
        ask(made)
