"""What of an article the model reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.common.encoder import english
from services.tagging.windows import AROUND, LONGEST, beginning, names_within, windows


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
    ("sentence", "names"),
    [
        ("It rained on Monday.", None),
        ("prices rose.", None),
        ("Prices rose.", None),
        ("Corners were taken.", None),
        ("“Nothing moved,” they said, “Traders slept.”", None),
        ("Holm left.", ("Holm", "Holm")),
        ("Then came al-Shabaab of the coast.", ("Shabaab", "Shabaab")),
        ("“Holm saw Norway and Sweden from afar.”", ("Holm", "Sweden")),
        ("Élodie left.", ("Élodie", "Élodie")),
    ],
)
def test_names_are_looked_for_from_the_first_to_the_last_capital_that_may_be_ones(
    sentence: str, names: tuple[str, str] | None
) -> None:
    found = names_within(sentence, frozenset({"prices"}))
    assert (found is not None) == (names is not None)
    if found and names:
        assert all(sentence.startswith(name, start) for name, start in zip(names, found, strict=True))


def test_words_far_from_every_name_are_not_read() -> None:
    far = " ".join(["later"] * 2 * AROUND)
    near = " ".join(["later"] * AROUND)
    assert read("", f"{far} Norway met Holm {far}") == [f"{near} Norway met Holm {near}"]


def test_a_headline_is_read_whole() -> None:
    assert read("prices rose", "") == ["prices rose"]


def test_the_beginning_of_a_text_ends_between_words() -> None:
    assert beginning("Norway met Sweden", 14) == "Norway met"
    assert beginning("Norway met Sweden", 17) == "Norway met Sweden"
    assert beginning("挪威首相昨日访问", 4) == "挪威首相"


@given(st.text(st.sampled_from("Aa b.\n東é\u0301\u200b😀,Ω"), max_size=400))
def test_a_window_never_holds_more_than_the_model_takes(text: str) -> None:
    for window in windows(text[:40], text, english()):
        assert 0 < sum(len(part) for _, part in window.parts) <= LONGEST


def test_a_long_sentence_is_cut_before_a_small_word() -> None:
    made = read("", "the envoy of the Kingdom of Norway met " * 40)
    assert len(made) > 1
    assert all(window.split()[0] in ("the", "envoy", "of", "met") for window in made)
    assert " ".join(made) == ("the envoy of the Kingdom of Norway met " * 40).strip()
