"""The keys with which the secrets of connected accounts are sealed."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr

from listenpost.services.secret_keys import SecretKeys
from listenpost.settings.section import Section

FILE_NAME = "listenpost-secrets.key"


class SecretSettings(Section):
    keys: SecretStr | None = Field(
        default=None,
        description="Keys that seal the secrets of accounts connected from the dashboard, with "
        "spaces between, the newest first; `listenpost secrets key` prints one. Left out, they are "
        "in `file`. Every machine must have the same.",
    )
    file: str = Field(
        default="",
        description=f"File of the keys, one a line; `listenpost init` makes it. Left empty: "
        f"{FILE_NAME} beside privacy.tombstones. Keep it apart from the database's backups.",
    )

    def where(self, tombstones: str) -> SecretKeys:
        """The keys, from here or from their file beside the list of the erased."""
        given = self.keys.get_secret_value() if self.keys else ""
        file = Path(self.file) if self.file else Path(tombstones).with_name(FILE_NAME)
        return SecretKeys(given=given, file=file)
