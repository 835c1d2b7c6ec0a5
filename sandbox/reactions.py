"""How customers react to a reply, and the key of what they then write."""

from __future__ import annotations

import random
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping

from sandbox.posts import Json, Kind, Network, PlannedPost, Post, Reaction

THANKS: Mapping[str, tuple[str, ...]] = {
    "en": ("Thank you, that helped!", "Great, thanks for the quick answer.", "Cheers, sorted."),
    "nl": ("Dank je wel, dat helpt!", "Top, bedankt voor het snelle antwoord."),
    "de": ("Danke, das hat geholfen!", "Super, vielen Dank für die schnelle Antwort."),
    "fr": ("Merci, ça m'a bien aidé !", "Parfait, merci pour la réponse rapide."),
    "es": ("¡Gracias, me ha servido!", "Perfecto, gracias por responder tan rápido."),
    "it": ("Grazie, mi è stato utile!", "Perfetto, grazie per la risposta veloce."),
    "pt": ("Obrigado, ajudou muito!", "Perfeito, obrigada pela resposta rápida."),
    "sv": ("Tack, det hjälpte!", "Toppen, tack för snabbt svar."),
    "da": ("Tak, det hjalp!", "Fedt, tak for det hurtige svar."),
    "pl": ("Dziękuję, pomogło!", "Super, dzięki za szybką odpowiedź."),
    "cs": ("Děkuji, pomohlo to!", "Super, díky za rychlou odpověď."),
    "el": ("Ευχαριστώ, βοήθησε πολύ!", "Τέλεια, ευχαριστώ για τη γρήγορη απάντηση."),
    "tr": ("Teşekkürler, çok yardımcı oldu!", "Harika, hızlı cevap için sağ olun."),
    "ca": ("Gràcies, m'ha servit!", "Perfecte, gràcies per respondre tan ràpid."),
}
UNASKED_AFTER = (2.0, 30.0)
BY_HAND_AFTER = 1.0

_KEYS: Mapping[str, Json] = {
    "thank": {
        "needs_answer": False,
        "urgency": "none",
        "sentiment": "positive",
        "intent": "praise",
        "private": False,
    },
    "answer": {
        "needs_answer": True,
        "urgency": "normal",
        "sentiment": "neutral",
        "intent": "request",
    },
    "complain": {
        "needs_answer": True,
        "urgency": "high",
        "sentiment": "negative",
        "intent": "complaint",
    },
}


def key_of(reaction: Reaction, answered: Post) -> Json:
    """What a perfect care team would make of a reaction; topic and privacy are the matter's."""
    matter = answered.key or {}
    inherited = {"private": matter.get("private", False), "topic": matter.get("topic", "other")}
    return inherited | _KEYS[reaction.kind]


def matter_of(post: Post) -> str:
    """The matter that a post belongs to; without one, a person's part in a thread is a matter."""
    return post.matter or f"{post.root_id}|{post.person}"


class Scripts:
    """What is left of each matter's reactions."""

    def __init__(self, *, seed: int, improvise: float) -> None:
        self._left: dict[str, deque[Reaction]] = defaultdict(deque)
        self._improvised: set[str] = set()
        self._seed = seed
        self._improvise = improvise

    def extend(self, post: Post, planned: Iterable[Reaction]) -> None:
        self._left[matter_of(post)].extend(planned)

    def next(self, answered: Post) -> Reaction | None:
        """The reaction to a reply to this post, if the person has one left."""
        matter = matter_of(answered)
        if self._left[matter]:
            return self._left[matter].popleft()
        if answered.key is not None or matter in self._improvised:
            return None
        self._improvised.add(matter)
        return self._improvisation(answered)

    def _improvisation(self, answered: Post) -> Reaction | None:
        seed = f"{self._seed}|{answered.post_id}|{answered.text}"
        dice = random.Random(seed.encode(errors="surrogatepass"))
        if not answered.by_hand and dice.random() >= self._improvise:
            return None
        after = BY_HAND_AFTER if answered.by_hand else dice.uniform(*UNASKED_AFTER)
        words = THANKS.get(answered.lang[:2], THANKS["en"])
        return Reaction(kind="thank", after_minutes=after, text=dice.choice(words))


def planned_reaction(reaction: Reaction, answered: Post, *, to: str, at: float) -> PlannedPost:
    """The post that a person writes as a reaction."""
    return PlannedPost(
        person=answered.person,
        network=answered.network,
        kind=Kind.MENTION if answered.network is Network.X else Kind.COMMENT,
        at=at,
        text=reaction.text,
        lang=answered.lang,
        reply_to=to,
        matter=answered.matter,
        key=key_of(reaction, answered),
    )
