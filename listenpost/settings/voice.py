"""How the brand speaks."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from domain.voice import Address, Signature, Voice
from listenpost.settings.section import Section


class VoiceSettings(Section):
    address: Address | None = Field(
        default=None,
        description="formal (Sie, vous) or informal (du, tu): agents are told where a reply says "
        "the other; left out, nobody looks.",
    )
    sign_off: dict[str, str] = Field(
        default={},
        description="What suggestions end with, by language: [voice.sign_off], en = "
        '"Kind regards".',
    )
    signature: Signature = Field(
        default=Signature.NONE,
        description="How the agent signs suggestions: none, initials (^AB) or first_name.",
    )
    signatures: dict[str, Signature] = Field(
        default={},
        description='The same for one network: [voice.signatures], x = "initials".',
    )
    forbidden: tuple[str, ...] = Field(
        default=(), description="Words and phrases that no reply may hold."
    )
    contacts: tuple[str, ...] = Field(
        default=(),
        description="Our own e-mail addresses (or @domain), phone numbers and IBANs: they may "
        "stand in public.",
    )
    templates: Path | None = Field(
        default=None,
        description="Folder with templates of our own, one file a language such as de.toml; what "
        "it lacks is taken from those that come with Listenpost (docs/drafts.md).",
    )

    def voice(self) -> Voice:
        """The voice as the domain knows it."""
        return Voice(
            address=self.address,
            sign_off=self.sign_off,
            signature=self.signature,
            signatures=self.signatures,
            forbidden=self.forbidden,
            contacts=self.contacts,
        )
