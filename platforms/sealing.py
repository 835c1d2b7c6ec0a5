"""Secrets sealed with the installation's own keys: whoever has only the database reads none.

Fernet is AES-128-CBC with HMAC-SHA-256: without a key what is sealed can be neither read nor
changed unseen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from domain.errors import ConfigurationError

HOW_TO_MAKE = "`listenpost secrets key` prints one"


def new_key() -> str:
    """A fresh key, of 256 random bits."""
    return Fernet.generate_key().decode("ascii")


def id_of(key: str) -> str:
    """How a key is called where it must not be shown; nothing can be learned of it from this."""
    return hashlib.sha256(f"listenpost key {key}".encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """What may be stored, and which key opens it."""

    token: str
    key_id: str


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The newest key seals, every key opens; raises ConfigurationError for what is no key."""

    _keys: tuple[str, ...] = field(repr=False)

    @classmethod
    def of(cls, keys: Sequence[str], *, where: str) -> KeyRing:
        """`where` says in words where these keys come from."""
        for number, key in enumerate(keys, 1):
            try:
                Fernet(key)
            except ValueError:
                raise ConfigurationError(
                    f"Key {number} of {where} is none: it must be 32 bytes in URL-safe base64. "
                    f"{HOW_TO_MAKE}."
                ) from None
        if not keys:
            raise ConfigurationError(f"There is no key in {where}: {HOW_TO_MAKE}.")
        return cls(tuple(keys))

    @property
    def ids(self) -> tuple[str, ...]:
        """What the keys are called, the newest first."""
        return tuple(map(id_of, self._keys))

    def seal(self, text: str) -> Sealed:
        """With the newest key."""
        token = Fernet(self._keys[0]).encrypt(text.encode("utf-8"))
        return Sealed(token=token.decode("ascii"), key_id=self.ids[0])

    def open(self, sealed: Sealed) -> str:
        """The text; raises ConfigurationError where its key is gone, or somebody changed it."""
        if sealed.key_id not in self.ids:
            raise ConfigurationError(
                f"Its secrets are sealed with the key {sealed.key_id}, which is not among the keys "
                f"here ({', '.join(self.ids)}). Give that key back, or connect the account anew."
            )
        try:
            return self._fernet().decrypt(sealed.token).decode("utf-8")
        except (InvalidToken, ValueError):
            raise ConfigurationError(
                "Its sealed secrets are damaged, or were changed by somebody without the key: "
                "connect the account anew, and look who can write to the database."
            ) from None

    def seal_anew(self, sealed: Sealed) -> Sealed:
        """The same text under the newest key; raises as `open` does."""
        return self.seal(self.open(sealed))

    def lines(self) -> str:
        """The keys themselves, one a line: for the file that keeps them, and for nothing else."""
        return "".join(f"{key}\n" for key in self._keys)

    def _fernet(self) -> MultiFernet:
        return MultiFernet([Fernet(key) for key in self._keys])
