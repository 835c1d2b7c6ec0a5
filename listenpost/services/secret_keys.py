"""Where the keys are that seal connected accounts: in the settings, else in a file of their own."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from domain.errors import ConfigurationError
from listenpost.services.own_key import make_once
from platforms.sealing import KeyRing, new_key

VARIABLE = "$LISTENPOST_SECRETS__KEYS"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretKeys:
    """The newest first. A file is read anew each time, so that a new key needs no restart."""

    given: str = field(default="", repr=False)
    file: Path | None = None

    def ring(self) -> KeyRing:
        """The keys; raises ConfigurationError that says how to get one."""
        if self.given:
            return KeyRing.of(self.given.split(), where="secrets.keys")
        return KeyRing.of(self._read(), where=str(self.file))

    def make(self) -> bool:
        """Make the file with a first key where nothing gives one; whether it was made."""
        if self.given or self.file is None or self.file.exists():
            return False
        try:
            make_once(self.file, f"{new_key()}\n")
        except OSError as error:
            raise ConfigurationError(
                f"The keys' file {self.file} cannot be made: {error}. Name another one in "
                f"secrets.file, or give a key as {VARIABLE}."
            ) from error
        return True

    def add(self) -> str:
        """A new key on top of the file, under which all is sealed from now on; what it is called.

        The file is replaced as a whole: whoever reads it meanwhile reads the old one or the new.
        """
        if self.given or self.file is None:
            raise ConfigurationError(
                "The keys come from secrets.keys: put a new one in front of the others there "
                "(`listenpost secrets key` prints one), restart, then rotate."
            )
        kept = self._read()
        ring = KeyRing.of([new_key(), *kept], where=str(self.file))
        self._replace(ring.lines())
        return ring.ids[0]

    def _read(self) -> list[str]:
        if self.file is None or not self.file.exists():
            raise ConfigurationError(
                "There is no key to seal the secrets of accounts with. `listenpost init` makes "
                f"{self.file or 'a file'}; or give one as {VARIABLE} or {VARIABLE}_FILE "
                "(`listenpost secrets key` prints one). Every machine needs the same keys."
            )
        try:
            return self.file.read_text(encoding="ascii").split()
        except (OSError, UnicodeError) as error:
            raise ConfigurationError(
                f"The keys' file {self.file} cannot be read: {error}. It must be readable by the "
                "user that Listenpost runs as, and by nobody else."
            ) from error

    def _replace(self, text: str) -> None:
        if self.file is None:
            return
        aside = self.file.with_name(f".{self.file.name}.{secrets.token_hex(4)}")
        try:
            number = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(number, "w", encoding="ascii") as written:
                written.write(text)
                written.flush()
                os.fsync(written.fileno())
            aside.replace(self.file)
        except OSError as error:
            aside.unlink(missing_ok=True)
            raise ConfigurationError(
                f"The keys' file {self.file} cannot be written: {error}."
            ) from error
