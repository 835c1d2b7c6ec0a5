"""Which e-mail addresses in a text can be a person's own, and how one is written to be compared."""

from __future__ import annotations

import re

LONGEST = 254
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[^\W\d_]{2,}")
_OFFICES = re.compile(
    r"(?:customer\W?)?(?:abuse|accounts?|admin|billing|care|contact|contacto|help|hello|hilfe|hola"
    r"|info|jobs|klantenservice|kontakt|kundendienst|kundenservice|kundservice|mail|marketing"
    r"|no\W?reply|office|orders?|podpora|postmaster|press|privacy|sales|service|servicio|shop"
    r"|soporte|support|team|webmaster|zakaznik)"
)
"""Names of offices and machines: whoever writes one writes of somebody else."""


def email_address(words: str) -> str | None:
    """The address as it is compared, if the words are one and nothing else."""
    plain = words.strip().casefold()
    return plain if len(plain) <= LONGEST and ADDRESS.fullmatch(plain) else None


def own_addresses(text: str) -> frozenset[str]:
    """The addresses in a text that are nobody's office."""
    found = (email_address(match[0]) for match in ADDRESS.finditer(text))
    return frozenset(one for one in found if one and not _OFFICES.fullmatch(one.split("@")[0]))
