"""How a customer wants to be helped, as far as her words say so plainly."""

from __future__ import annotations

import re
from dataclasses import dataclass

from domain.channel import ChannelKind

_CALL = (
    r"(?:call|ring|phone) me\b",
    r"give me a (?:call|ring)\b",
    r"ruf(?:t|en sie)? mich(?: bitte)? an\b",
    r"(?:appelez|rappelez)[- ]moi",
    r"ll[aá]m(?:a|e|en)me",
    r"chiamatemi|richiamatemi",
    r"liguem?[- ]me|me liguem?\b",
    r"bel me\b",
    r"ring (?:mig|meg)\b",
    r"zadzwo[nń](?:cie)? do mnie",
    r"zavolejte mi",
    r"beni aray[ıi]n",
    r"καλ[έε]στε με|πάρτε με τηλ",
    r"truqueu[- ]me",
)
_NO_CALL = (
    r"(?:do not|don['\u2019]?t|dont|never|stop|without) (?:call|ring|phon)\w*(?: me)?",
    r"no (?:phone )?calls?\b",
    r"(?:can(?:no|['\u2019])?t|hate to|not going to|won['\u2019]?t) (?:call|ring|phone)\b",
    r"(?:ruft|rufen sie) mich (?:bitte )?nicht an|nicht anrufen|keine anrufe",
    r"ne m['\u2019](?:appelez|appelle) pas|pas (?:d['\u2019]appel|au t[ée]l[ée]phone)",
    r"no me llam\w+|sin llamad\w+",
    r"non (?:mi )?(?:chiamat|chiamar)\w*",
    r"n[aã]o (?:me )?lig(?:uem|ue|ar)\w*",
    r"niet (?:op)?bellen|bel me niet",
    r"ring (?:mig |meg )?(?:inte|ikke)",
    r"nie dzwo[nń]\w*",
    r"nevolejte",
    r"aramay[ıi]n",
    r"μη(?:ν)? με (?:καλ|π[άα]ρ)",
)
_EMAIL = (r"(?:e-?mail|mail) me\b", r"(?:by|via|per|par|por|via) e-?mail\b", r"mailt? mir\b")
_PRIVATE = (
    r"\b(?:dm|pm|inbox|message) me\b",
    r"(?:by|via|per|in|en|par) (?:dm|pm|private?\w*|mp)\b",
    r"schreibt mir (?:eine )?(?:pn|dm)\b",
)
_NO_PRIVATE = (
    r"(?:no|don['\u2019]?t|dont|not) (?:want )?(?:to )?(?:dms?|pm|(?:send )?(?:me )?private)\b",
    r"(?:answer|reply|respond|tell (?:me|us)) (?:me |us )?(?:here|in public|publicly)\b",
    r"not (?:in|by|via) (?:dm|private)",
    r"keine (?:pn|dm)s?\b|nicht per (?:pn|dm)|antwortet (?:bitte )?hier\b",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which kinds of channel a customer asked for, and which she declined."""

    wanted: frozenset[ChannelKind] = frozenset()
    declined: frozenset[ChannelKind] = frozenset()


def wish_in(text: str) -> Wish:
    """What her words ask for; what she declines is not wanted, however it is put."""
    declined = {
        kind
        for kind, table in ((ChannelKind.PHONE, _NO_CALL), (ChannelKind.MESSAGE, _NO_PRIVATE))
        if _says(text, table)
    }
    wanted = {
        kind
        for kind, table in (
            (ChannelKind.PHONE, _CALL),
            (ChannelKind.EMAIL, _EMAIL),
            (ChannelKind.MESSAGE, _PRIVATE),
        )
        if _says(text, table)
    }
    return Wish(wanted=frozenset(wanted - declined), declined=frozenset(declined))


def _says(text: str, table: tuple[str, ...]) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE) for pattern in table)
