"""Where customers are sent by what is really written to them, and whether they go along.

A private reply is a move, and so is a public answer with a link to a private conversation or a
telephone number. The network shows a private reply beside the comment that it answers, and a link
of the form /c/CODE that nobody else got leads to her own story: these two carry the context. After
any other move she has to tell her matter once more. How often she is willing to tell it is drawn
from 1 to 3; when that is used up, or when she is sent away for what needs no account data and is
of the least patient, she asks again where she had started.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass

from sandbox.posts import Json, Network, Post
from sandbox.reactions import matter_of

BACK: Mapping[str, str] = {
    "en": "I am not going anywhere else to tell this again. Please answer me here.",
    "nl": "Ik ga dit niet nog eens ergens anders uitleggen. Antwoord me alsjeblieft hier.",
    "de": "Ich erkläre das nicht noch einmal woanders. Bitte antwortet mir hier.",
    "fr": "Je ne vais pas tout réexpliquer ailleurs. Répondez-moi ici, s'il vous plaît.",
    "es": "No voy a contarlo otra vez en otro sitio. Respondedme aquí, por favor.",
    "it": "Non lo racconto un'altra volta altrove. Rispondetemi qui, per favore.",
    "pt": "Não vou contar isto outra vez noutro sítio. Respondam-me aqui, por favor.",
    "sv": "Jag tänker inte berätta det igen någon annanstans. Svara mig här, tack.",
    "da": "Jeg vil ikke fortælle det igen et andet sted. Svar mig venligst her.",
    "pl": "Nie będę tego opowiadać jeszcze raz gdzie indziej. Proszę o odpowiedź tutaj.",
    "cs": "Nebudu to znovu vysvětlovat jinde. Odpovězte mi prosím tady.",
    "el": "Δεν θα το εξηγήσω ξανά αλλού. Απαντήστε μου εδώ, παρακαλώ.",
    "tr": "Bunu başka yerde bir daha anlatmayacağım. Lütfen bana burada cevap verin.",
    "ca": "No ho tornaré a explicar en un altre lloc. Responeu-me aquí, si us plau.",
}
BACK_AFTER = 25.0
"""Minutes until she asks again in public."""
TELLS_AFTER = 8.0
"""Minutes until she has written her matter down once more."""
WAITS = 12 * 3600.0
"""So long she waits for an answer in private."""
MOST_PATIENCE = 3
_LINK = re.compile(r"\bm\.me/|\big\.me/m/|\bwa\.me/|/messages/compose", re.IGNORECASE)
_PHONE = re.compile(r"\+\d[\d ()-]{7,}\d")
_CODE = re.compile(r"/c/([A-Za-z0-9_-]{6,})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One customer sent elsewhere; `needless` where nothing private was needed for her matter."""

    network: Network
    person: str
    matter: str | None
    post: str
    at: float
    how: str
    carried: bool
    needless: bool

    def facts(self) -> Json:
        return asdict(self)


class Journeys:
    """The moves of a run; with `playing` customers react to them."""

    def __init__(self, *, seed: int, playing: bool) -> None:
        self.playing = playing
        self.moves: list[Move] = []
        self._seed = seed
        self._told: Counter[str] = Counter()
        self._codes: dict[str, str] = {}
        self._begun: dict[tuple[Network, str], Post] = {}

    def judge(self, answered: Post, text: str, *, private: bool, at: float) -> Move | None:
        """The move that a reply to this post makes; None where it is answered on the spot."""
        how = "private" if private else _way_of(text)
        if how is None or answered.by_brand:
            return None
        move = Move(
            network=answered.network,
            person=answered.person,
            matter=answered.matter,
            post=answered.external_id,
            at=at,
            how=how,
            carried=private or self._is_her_own(text, matter_of(answered)),
            needless=not (answered.key or {}).get("private", False),
        )
        self.moves.append(move)
        return move

    def goes_along(self, answered: Post, move: Move) -> bool:
        """Whether she does what she is asked to; each telling costs patience."""
        matter, patience = matter_of(answered), self._patience(move.person)
        self._told[matter] += not move.carried
        return self._told[matter] < patience and not (move.needless and patience == 1)

    def begin(self, post: Post) -> None:
        """From now on this person's private messages are about this post."""
        self._begun[post.network, post.person] = post

    def of_thread(self, network: Network, person: str) -> Post | None:
        """The public post that a private conversation is about."""
        return self._begun.get((network, person))

    def _patience(self, person: str) -> int:
        """How many tellings; the first one, in public, is behind her."""
        return random.Random(f"{self._seed}|{person}".encode()).randint(1, MOST_PATIENCE)

    def _is_her_own(self, text: str, matter: str) -> bool:
        codes = _CODE.findall(text)
        return bool(codes) and all(self._codes.setdefault(code, matter) == matter for code in codes)


def _way_of(text: str) -> str | None:
    if _LINK.search(text) or _CODE.search(text):
        return "link"
    return "phone" if _PHONE.search(text) else None


def asks_again(answered: Post) -> str:
    """What somebody says who is back."""
    return BACK.get(answered.lang[:2], BACK["en"])
