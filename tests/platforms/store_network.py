"""What the two stores of our tests have in common: reviews, and one answer to each."""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from domain.mention import MentionKind, Platform
from domain.reply import ReplyTarget
from tests.platforms.fake import Fake


@dataclass(slots=True, kw_only=True)
class Written:
    """A review; `at` is the store's own time, `visible` when it comes to be seen."""

    number: int
    text: str
    visible: float
    at: float
    stars: int = 2
    title: str = ""
    answer: str | None = None
    answered_at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Store(Fake):
    """Customers write reviews; the brand answers each once, here or in the store's console."""

    number: int
    reviews: dict[str, Written] = field(default_factory=dict)

    def __hash__(self) -> int:
        return hash((self.url, self.number))

    def publish(self, text: str, *, late: float = 0, lie: float = 0) -> str:
        return self.write(text, late=late, lie=lie)

    def write(
        self, text: str, *, late: float = 0, lie: float = 0, stars: int = 2, title: str = ""
    ) -> str:
        readable = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        self.hands.at += 1  # stores count seconds
        now, number = self.hands(), len(self.reviews)
        name = f"review-{self.number}-{number}"
        self.reviews[name] = Written(
            number=number,
            text=readable,
            visible=now + late,
            at=now + lie,
            stars=stars,
            title=title,
        )
        return name

    def answer(self, review: str, text: str) -> None:
        """The brand answers in the store's own console, or over what it wrote before."""
        self.reviews[review].answer = text
        self.reviews[review].answered_at = self.hands()

    def gone(self, target: ReplyTarget) -> None:
        del self.reviews[target.external_id]

    def says(self, target: ReplyTarget, text: str, *, brand: bool) -> None:
        """Others cannot answer a review; they can write the same words in their own."""
        if brand:
            self.answer(target.external_id, text)
        else:
            self.write(text)

    def answers(self, target: ReplyTarget) -> list[str]:
        found = self.reviews[target.external_id].answer
        return [] if found is None else [found]

    def to(self, platform: Platform, review: str) -> ReplyTarget:
        return ReplyTarget(
            platform=platform,
            external_id=review,
            conversation_id=review,
            author_external_id=f"review:{review}",
            author_handle=None,
            kind=MentionKind.VISITOR_POST,
            summoned=True,
            published_at=self.now(),
        )

    def seen(self) -> list[tuple[str, Written]]:
        """What is shown now, the newest first."""
        there = [(name, one) for name, one in self.reviews.items() if one.visible <= self.hands()]
        return sorted(there, key=lambda pair: pair[1].at, reverse=True)


def as_text(made: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey) -> tuple[str, str]:
    """A private key as in the file that a store hands out, and its public side."""
    private = made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    public = made.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private.decode(), public.decode()
