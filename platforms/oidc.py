"""An OpenID Connect provider: the authorization code flow with PKCE, by Authlib."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from authlib.integrations.base_client import (
    BaseApp,
    FrameworkIntegration,
    OAuth2Mixin,
    OAuthError,
    OpenIDMixin,
)
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError
from requests import HTTPError, RequestException

from domain.claims import SIGNED_ONLY
from domain.errors import ConfigurationError, MalformedItem, PlatformUnavailable
from domain.identity_provider import Begun

DISCOVERY = "/.well-known/openid-configuration"
TIMEOUT_SECONDS = 10.0
_SAFE = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key that only the provider has; never none, and no shared secret."""
_ALGORITHMS = "id_token_signing_alg_values_supported"


class _Client(OAuth2Mixin, OpenIDMixin, BaseApp):  # type: ignore[misc]
    client_cls = OAuth2Session


class Provider:
    """One provider; its addresses and keys are asked for when somebody signs in first."""

    def __init__(
        self,
        *,
        issuer: str,
        client_id: str,
        client_secret: str | None,
        scopes: str,
        asks: Mapping[str, str] | None = None,
    ) -> None:
        self._asks = dict(asks or {})
        self._issuer = issuer.rstrip("/")
        self._client_id = client_id
        self._client = _Client(
            FrameworkIntegration("oidc"),
            name="oidc",
            client_id=client_id,
            client_secret=client_secret,
            server_metadata_url=self._issuer + DISCOVERY,
            client_kwargs={
                "scope": scopes,
                "code_challenge_method": "S256",
                "default_timeout": TIMEOUT_SECONDS,
                "token_endpoint_auth_method": "client_secret_basic" if client_secret else "none",
            },
        )

    def begin(self, redirect_uri: str, *, again: bool = False) -> Begun:
        asked = self._asks | ({"prompt": "login", "max_age": "0"} if again else {})
        with _ours():
            self._metadata()
            made = self._client.create_authorization_url(redirect_uri, **asked)
        return Begun(
            url=made["url"],
            state=made["state"],
            nonce=made["nonce"],
            verifier=made["code_verifier"],
        )

    def claims(self, *, code: str, redirect_uri: str, nonce: str, verifier: str) -> dict[str, Any]:
        with _ours():
            metadata = self._metadata()
            token = self._client.fetch_access_token(
                redirect_uri=redirect_uri, code=code, code_verifier=verifier
            )
            found = self._client.parse_id_token(token, nonce=nonce)
            if found is None:
                raise MalformedItem("The provider sent no ID token: is openid among the scopes?")
            told = dict(found)
            self._require_ours(told, nonce, metadata["issuer"])
            if metadata.get("userinfo_endpoint"):
                more = dict(self._client.userinfo(token=token))
                if more.get("sub") == told["sub"]:
                    told = {**{k: v for k, v in more.items() if k not in SIGNED_ONLY}, **told}
        return told

    def end_url(self, back_to: str) -> str | None:
        with _ours():
            if not self._metadata().get("end_session_endpoint"):
                return None
            made = self._client.create_logout_url(
                post_logout_redirect_uri=back_to, client_id=self._client_id
            )
        return str(made["url"])

    def _metadata(self) -> dict[str, Any]:
        """What the provider says of itself; it must be who the settings name."""
        found: dict[str, Any] = self._client.load_server_metadata()
        if str(found.get("issuer", "")).rstrip("/") != self._issuer:
            raise ConfigurationError(
                f"access.oidc.issuer is {self._issuer}, but the provider there calls itself "
                f"{found.get('issuer')}: write what it calls itself."
            )
        offered = found.get(_ALGORITHMS) or ()
        found[_ALGORITHMS] = [one for one in offered if one in _SAFE] or ["RS256"]
        return found

    def _require_ours(self, claims: dict[str, Any], nonce: str, issuer: str) -> None:
        """Authlib has looked at these; they are looked at again, since all depends on them."""
        audience = claims.get("aud")
        meant = audience if isinstance(audience, list) else [audience]
        if (
            claims.get("iss") != issuer
            or self._client_id not in meant
            or claims.get("nonce") != nonce
        ):
            raise MalformedItem("The provider's token is not for this sign-in.")


@contextmanager
def _ours() -> Iterator[None]:
    """Whatever goes wrong there becomes one of our errors."""
    try:
        yield
    except HTTPError as error:
        code = error.response.status_code if error.response is not None else "an error"
        raise PlatformUnavailable(f"The provider answers {code}.") from error
    except RequestException as error:
        raise PlatformUnavailable("The provider cannot be reached. Try again later.") from error
    except (OAuthError, JoseError) as error:
        raise MalformedItem(f"The provider's answer cannot be taken: {error}.") from error
    except (RuntimeError, KeyError, ValueError, TypeError) as error:
        raise MalformedItem(
            f"The provider's answer cannot be read ({type(error).__name__}: {error})."
        ) from error
