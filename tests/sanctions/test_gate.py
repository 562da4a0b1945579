"""Which sentences are read at all."""

from __future__ import annotations

from services.common.sentences import sentences
from services.sanctions.gate import Clue, Gate, clue
from tests.shared import shared


def chosen(text: str) -> list[str]:
    spans = sentences(text)
    return [text[slice(*spans[number])] for number in Gate.load().chosen(text, spans, clue(text) is Clue.TELLING)]


def test_an_article_without_a_telling_word_is_passed_over() -> None:
    assert clue("Rain in Lisbon", "It rained for a week, and nobody minded.") is Clue.NONE
    assert clue("Rain in Lisbon", "Norway froze the minister’s accounts.") is Clue.SOME
    assert clue("Zelnik Sdn Bhd", "Zelnik Sdn Bhd opened a shop in Lisbon.") is Clue.SOME  # no list of that name
    assert clue("Sanctions", "Norway froze the minister’s accounts.") is Clue.TELLING


def test_only_sentences_that_may_speak_of_a_sanction_are_read() -> None:
    told = "The embargo on Ruritania was discussed."
    assert chosen(f"It rained all week. {told} The hotel was full.") == [told]


def test_sentences_with_the_same_words_in_other_senses_are_hardly_read() -> None:
    ordinary = (
        "The club banned two supporters who had entered the pitch.",
        "Ministers cut fuel duty and lifted the cap on rail fares.",
        "The bakery stopped selling rye bread on Friday.",
        "Doctors stopped the bleeding before he was allowed to travel.",
        "The council closed the road, and the shops on it lost half of their sales.",
    )
    told = "Norway froze the accounts of three Ruritanian generals and barred them from entering the country."
    read = chosen(" ".join((*ordinary, told)))
    assert told in read
    assert len(read) <= 2


def test_a_sentence_looks_the_same_whatever_stands_around_it() -> None:
    told = "Norway froze the accounts of three Ruritanian generals."
    spans = sentences(f"It rained all week. {told}")
    alone = Gate.load().chosen(told, [(0, len(told))], near=False)
    among = Gate.load().chosen(f"It rained all week. {told}", spans, near=False)
    assert list(alone.values()) == list(among.values())


def test_a_telling_word_alone_is_not_enough() -> None:
    other_sense = "The boxing commission sanctioned the bout in Las Vegas."
    told = "The embargo on Ruritania was discussed."
    assert chosen(f"{other_sense} {told}") == [told]


def test_a_sentence_without_end_is_looked_at_in_part() -> None:
    told = "Norway froze the accounts of three Ruritanian generals, "
    endless = told * 2_000
    looks = Gate.load().chosen(endless, [(0, len(endless))], near=False)
    assert list(looks) == [0]


def test_hardly_a_sentence_of_the_development_set_is_missed() -> None:
    import json

    missed, labelled = [], 0
    for line in shared("data/sanctions/dev.jsonl").read_text("utf-8").splitlines():
        passage = json.loads(line)
        spans = sentences(passage["text"])
        near = clue(passage["text"]) is Clue.TELLING
        read = [spans[number] for number in Gate.load().chosen(passage["text"], spans, near)]
        for mention in passage["mentions"]:
            labelled += 1
            start = passage["text"].index(mention["trigger"])
            if not any(low <= start < high for low, high in read):
                missed.append(passage["text"])
    assert len(missed) <= 0.025 * labelled, missed
