"""Which language a text is in."""

from __future__ import annotations

import pytest

from classifier.language import LanguageDetector


@pytest.fixture(scope="module")
def languages() -> LanguageDetector:
    return LanguageDetector()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("my parcel has not arrived and nobody answers", "en"),
        ("@shop waar blijft mijn pakket, ik wacht al een week", "nl"),
        ("ja fa tres dies que no tinc connexió, què passa?", "ca"),
        ("už tři dny čekám na odpověď od vás", "cs"),
        ("jag har väntat på svar i tre dagar nu", "sv"),
        ("περιμένω απάντηση τρεις μέρες τώρα", "el"),
        ("أنتظر الرد منذ ثلاثة أيام", "ar"),
    ],
)
def test_common_languages(languages: LanguageDetector, text: str, code: str) -> None:
    assert languages.detect(text) == code


@pytest.mark.parametrize("text", ["", "ok", "@shop http", "!!!", "😀 123"])
def test_too_little_to_tell(languages: LanguageDetector, text: str) -> None:
    assert languages.detect(text) is None
