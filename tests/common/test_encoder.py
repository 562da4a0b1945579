"""Word pieces and their places in the text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.common.encoder import UNKNOWN, WordPieces, shape, words
from services.common.encoder.words import DIGITS, GLUED, INITIAL, LOWER, MIXED, OTHER, TITLE, UPPER

MARKS = ["[PAD]", *(f"[unused{number}]" for number in range(99)), "[UNK]", "[CLS]", "[SEP]"]
VOCABULARY = [*MARKS, "cafe", "zel", "##nik", "s", "'", "東", "京", "m", "##c", "##donald"]
PIECES = WordPieces(VOCABULARY)


def surfaces(text: str) -> list[str]:
    found = PIECES(text)
    return [text[start:end] for start, end in zip(found.starts, found.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Zelnik's", ["Zel", "nik", "'", "s"]),
        ("Café", ["Café"]),
        ("cafe\u0301 cafe", ["cafe\u0301", "cafe"]),
        ("東京", ["東", "京"]),
        ("Zel\u00adnik", ["Zel\u00ad", "nik"]),
        ("\ufeffcafe\u200b.", ["cafe\u200b", "."]),
        ("👍🏽 cafe", ["👍", "🏽", "cafe"]),
        ("Zelx", ["Zelx"]),
        ("\x00 \u200b", []),
        ("", []),
    ],
)
def test_pieces_are_exact_stretches_of_the_text(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


def test_a_word_that_the_vocabulary_cannot_spell_is_one_unknown_piece() -> None:
    assert PIECES("Zelx").ids == [UNKNOWN]
    assert PIECES("zel" * 50).ids == [UNKNOWN]


def test_each_word_has_a_first_piece_and_its_shape_on_all() -> None:
    found = PIECES("McDonald Zelnik's")
    assert found.firsts == [0, 3, 5, 6]
    assert found.shapes == [MIXED] * 3 + [TITLE] * 2 + [OTHER + GLUED, LOWER + GLUED]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("oil", LOWER),
        ("Oslo", TITLE),
        ("NATO", UPPER),
        ("U", INITIAL),
        ("iPhone", MIXED),
        ("2nd", DIGITS),
        ("“", OTHER),
        ("京", OTHER),
        ("Осло", TITLE),
    ],
)
def test_shapes_say_what_the_capitals_say(word: str, expected: int) -> None:
    assert shape(word) == expected


def test_a_stretch_keeps_its_places_in_the_whole_text() -> None:
    found = PIECES("cafe Zelnik cafe", 5, 11)
    assert (found.starts, found.ends) == ([5, 8], [8, 11])


@given(st.text(max_size=200))
def test_pieces_and_words_stand_in_order_and_do_not_overlap(text: str) -> None:
    found = PIECES(text)
    places = list(zip(found.starts, found.ends, strict=True))
    assert all(start < end for start, end in places)
    assert all(before[1] <= after[0] for before, after in pairwise(places))
    assert [text[word.start : word.end].strip() for word in words(text)] == [
        text[word.start : word.end] for word in words(text)
    ]
    assert "".join("".join(text[word.start : word.end] for word in words(text)).split()) == "".join(text.split())
    assert len(found.words) == len(found.firsts) <= len(found)


@pytest.mark.parametrize("piece", ["a", "\u0301", "a\u0301", "\u200b", "Zelnik ", "[]", "東"])
def test_long_monotonous_texts_are_split(piece: str) -> None:
    text = piece * 100_000
    assert "".join("".join(surfaces(text)).split()) in ("".join(text.split()), "")
