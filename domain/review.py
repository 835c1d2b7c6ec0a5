"""Reviews: the stars where people read them, and one answer a review."""

from __future__ import annotations

import hashlib

from domain.same_text import same_text


def rated(stars: int | None, *words: str) -> str:
    """The words below their rating, so that a change of either is a change of the review."""
    known = stars is not None and 1 <= stars <= 5
    head = f"★{stars}/5" if known else ""
    return "\n\n".join(part for part in (head, *(word.strip() for word in words)) if part)


def answer_id(review_id: str, text: str) -> str:
    """The id of our answer: a review has one at a time, and other words are another answer."""
    words = " ".join(text.split())
    return f"{review_id}/answer/{hashlib.sha256(words.encode()).hexdigest()[:16]}"


def same_words(one: str, other: str) -> bool:
    """Whether two texts are the same answer; stores break lines as they like."""
    return same_text(one, other)
