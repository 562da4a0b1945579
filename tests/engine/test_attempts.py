"""Who ends the process is found out, whoever was in the batch with it."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from services.common.engine.attempts import FATAL_ATTEMPTS, MOST_LEFT_OUT, Note, pieces


@dataclass
class Record:
    offset: int


def records(*offsets: int) -> list[Record]:
    return [Record(offset) for offset in offsets]


def split(offsets: list[int], note: Note) -> list[tuple[list[int], int]]:
    return [([r.offset for r in piece.records], piece.tries) for piece in pieces(records(*offsets), note)]


def test_with_nothing_in_hand_before_the_batch_stays_whole() -> None:
    assert split([1, 2, 5], Note()) == [([1, 2, 5], 1)]


def test_what_was_in_hand_when_the_process_ended_is_handled_one_by_one() -> None:
    before = Note().in_hand(3, 6, 1)
    assert split([1, 2, 3, 5, 6, 7], before) == [([1, 2], 1), ([3], 2), ([5], 2), ([6, 7], 1)]


def test_after_three_ends_a_message_is_fatal() -> None:
    [piece] = pieces(records(4), Note().in_hand(4, 5, FATAL_ATTEMPTS))
    assert piece.fatal
    assert not any(piece.fatal for piece in pieces(records(3, 5), Note().in_hand(4, 5, FATAL_ATTEMPTS)))


@given(st.integers(0, 40), st.integers(1, 40))
def test_a_message_that_kills_is_left_out_after_three_ends_and_no_other_is(poison: int, size: int) -> None:
    note, ends = Note(), 0
    while True:
        for piece in pieces(records(*range(41)), note):
            if piece.fatal:
                assert [record.offset for record in piece.records] == [poison]
                assert ends == FATAL_ATTEMPTS
                return
            in_hand = Note().in_hand(piece.records[0].offset, piece.records[-1].offset + 1, piece.tries)
            if any(record.offset == poison for record in piece.records):
                note, ends = in_hand, ends + 1
                break
        assert ends <= FATAL_ATTEMPTS


OFFSETS = st.integers(0, 2**63 - 1)


@given(st.builds(Note, st.booleans(), OFFSETS, OFFSETS, st.integers(0, 100)))
def test_a_note_is_read_as_it_was_written(note: Note) -> None:
    assert Note.read(note.write()) == note


def test_metadata_of_other_programs_is_no_note() -> None:
    assert Note.read("") == Note.read("consumer-7@host") == Note.read('{"start": "x"}') == Note.read(None) == Note()


def test_a_note_stays_within_what_the_broker_takes() -> None:
    note = Note(open=True).in_hand(10**12, 10**12 + 500, 3)
    for offset in range(10**12, 10**12 + 1000):
        note = note.leaving_out(offset)
    assert len(note.left_out) == MOST_LEFT_OUT
    assert note.left_out[-1] == 10**12 + 999
    assert len(note.write()) < 4096
