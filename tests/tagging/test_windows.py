"""What of an article the model reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.common.encoder import english
from services.tagging.windows import LONGEST, may_name, windows


def read(headline: str, text: str) -> list[str]:
    """The words that are read, by window."""
    contents = {"headline": headline, "text": text}
    return [
        " ".join(contents[field][word.start : word.end] for field, part in window.parts for word in part.words)
        for window in windows(headline, text, english())
    ]


def test_sentences_are_read_together_up_to_what_the_model_takes() -> None:
    sentence = "The envoy of Norway came to Oslo with three others on Friday and left on Monday. "
    made = list(windows("", sentence * 20, english()))
    assert len(made) > 1
    assert all(sum(len(part) for _, part in window.parts) <= LONGEST for window in made)


def test_a_sentence_without_anything_like_a_name_is_not_read() -> None:
    assert read("", "Later it rained. Traders saw no reason. Norway did; traders did not.") == [
        "Norway did ; traders did not ."
    ]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("It rained on Monday.", False),
        ("prices rose.", False),
        ("Prices rose.", False),
        ("Corners were taken.", False),
        ("“Nothing moved,” they said, “Traders slept.”", False),
        ("Holm left.", True),
        ("Then came al-Shabaab.", True),
        ("“Holm left.”", True),
        ("Élodie left.", True),
    ],
)
def test_a_capital_may_be_a_names(sentence: str, expected: bool) -> None:
    assert may_name(sentence, frozenset({"prices"})) is expected


@given(st.text(st.sampled_from("Aa b.\n東é\u0301\u200b😀,Ω"), max_size=400))
def test_a_window_never_holds_more_than_the_model_takes(text: str) -> None:
    for window in windows(text[:40], text, english()):
        assert 0 < sum(len(part) for _, part in window.parts) <= LONGEST


def test_a_long_sentence_is_cut_before_a_small_word() -> None:
    made = read("", "the envoy of the Kingdom of Norway met " * 40)
    assert len(made) > 1
    assert all(window.split()[0] in ("the", "envoy", "of", "met") for window in made)
    assert " ".join(made) == ("the envoy of the Kingdom of Norway met " * 40).strip()
