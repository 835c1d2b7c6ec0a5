"""The installation's own key: with it, what is secret or personal is kept as a hash alone."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from domain.errors import ConfigurationError


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnKey:
    """A secret from the settings, else one that is made in `file` when it is first needed."""

    secret: str | None = None
    file: Path | None = None

    def digest(self, *parts: str) -> str:
        """The keyed hash of these; without the key nobody can try which they were."""
        name = "\x00".join(parts).encode("utf-8", "surrogatepass")
        return hmac.new(self._key(), name, hashlib.sha256).hexdigest()

    @property
    def can_be_had(self) -> bool:
        """Whether the installation says where its key is, or may be made."""
        return bool(self.secret) or self.file is not None

    def _key(self) -> bytes:
        if self.secret:
            return self.secret.encode()
        if self.file is None:
            raise ConfigurationError(
                "privacy.tombstones names no file and privacy.key no secret: without one of them "
                "nothing can be erased for good, and no context code be made. "
                'Example: tombstones = "listenpost-erased.jsonl"'
            )
        try:
            if not self.file.exists():
                make_once(self.file, secrets.token_hex(32))
            return self.file.read_text(encoding="ascii").strip().encode()
        except OSError as error:
            raise ConfigurationError(
                f"The installation's key {self.file} cannot be read or made: {error}. "
                "Give it as $LISTENPOST_PRIVACY__KEY, or name another file in privacy.tombstones."
            ) from error


def make_once(file: Path, text: str) -> None:
    """Written aside and put in place whole: two processes that begin at once get one key."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    aside.touch(mode=0o600)
    try:
        aside.write_text(text, encoding="ascii")
        with suppress(FileExistsError):  # the other process was faster: its key counts
            os.link(aside, file)
    finally:
        aside.unlink()
