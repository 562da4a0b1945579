"""Which language a text is in, where nobody said so."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from schemas import UNKNOWN_LANGUAGE

READ = 2000
"""Characters that are looked at; more changes nothing."""
SURE = 0.3
"""Least probability. On one-sentence news items in nine languages right answers had .32 and more; scores and
quotations without words had .08 and less."""


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def identify(text: str) -> str:
    """Two-letter code of the language, or `und` where there are too few words to tell."""
    language, probability = _identifier().classify(text[:READ])
    return str(language) if probability >= SURE else UNKNOWN_LANGUAGE
