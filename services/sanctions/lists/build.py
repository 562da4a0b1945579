"""Lists as arrays: entries, the forms of their names, and the index by which words are found."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import xxhash
from numpy.typing import NDArray

from services.sanctions.lists import file
from services.sanctions.lists.common import bits, group, weight
from services.sanctions.lists.entry import LISTED_TYPES, Entry, SanctionsList
from services.sanctions.lists.names import WEIGHTS, forms
from services.sanctions.lists.programmes import programme_countries, programme_key
from services.sanctions.lists.similarity import Marks, Spelled, keys

WEAK, FIRST = 1, 2
"""Flags of a row: the list calls the name weak; it is the entry's main name."""

Arrays = dict[str, NDArray[Any]]


def build(path: Path, lists: Sequence[SanctionsList]) -> None:
    """Write the lists into one file. Raises UserError where it cannot be written."""
    listed = [(number, each.id, entry) for number, each in enumerate(lists) for entry in each.entries]
    header = {"lists": [{"id": each.id, "version": each.version, "entries": len(each.entries)} for each in lists]}
    arrays = _entries(listed)
    for kind, person in (("person", True), ("other", False)):
        rows = ((at, entry) for at, (_, _, entry) in enumerate(listed) if (entry.type == "person") is person)
        arrays |= {f"{kind}.{name}": held for name, held in _index(rows, person).items()}
    file.write(path, header, arrays)


def bucket(keys: Iterable[str], buckets: int) -> NDArray[np.intp]:
    """The bucket of each key, of so many (a power of two)."""
    hashes = np.array([xxhash.xxh3_64_intdigest(key.encode()) for key in keys], np.uint64)
    return (hashes & np.uint64(buckets - 1)).astype(np.intp)


def strings(name: str, texts: Iterable[str]) -> Arrays:
    """Texts as one blob and the places where they begin and end."""
    encoded = [text.encode("utf-8", "replace") for text in texts]
    places = np.zeros(len(encoded) + 1, "<u4")
    np.cumsum([len(text) for text in encoded], out=places[1:])
    return {f"{name}.blob": np.frombuffer(b"".join(encoded), "u1"), f"{name}.at": places}


def _entries(listed: Sequence[tuple[int, str, Entry]]) -> Arrays:
    entries = [entry for _, _, entry in listed]
    return {
        "entry.list": np.array([number for number, _, _ in listed], "<u2"),
        "entry.type": np.array([LISTED_TYPES.index(entry.type) for entry in entries], "u1"),
        **strings("entry.id", (entry.id for entry in entries)),
        **strings("entry.name", (entry.names[0].text for entry in entries)),
        **strings("entry.programmes", ("\n".join(entry.programmes) for entry in entries)),
        **strings("entry.countries", (" ".join(entry.countries) for entry in entries)),
        **strings("entry.keys", (" ".join(_keys_of(list_id, entry)) for _, list_id, entry in listed)),
        **strings("entry.concerned", (" ".join(_concerned(list_id, entry)) for _, list_id, entry in listed)),
        **strings("entry.years", (" ".join(map(str, entry.birth_years)) for entry in entries)),
    }


def _keys_of(list_id: str, entry: Entry) -> Iterable[str]:
    return dict.fromkeys(key for programme in entry.programmes if (key := programme_key(list_id, programme)))


def _concerned(list_id: str, entry: Entry) -> list[str]:
    return sorted({code for programme in entry.programmes for code in programme_countries(list_id, programme)})


def _index(rows: Iterable[tuple[int, Entry]], person: bool) -> Arrays:
    entry_of, flags, names = array("I"), array("B"), list[str]()
    legal_form, legal_kind = array("B"), array("B")
    starts, words, parts = array("I", [0]), list[str](), array("B")
    bearers: Counter[str] = Counter()
    entries = 0
    for at, entry in rows:
        entries += 1
        groups: set[str] = set()
        for number, name in enumerate(entry.names):
            for form in forms(name, person):
                entry_of.append(at)
                names.append(name.text)
                flags.append(WEAK * name.weak | FIRST * (number == 0))
                words += form.words
                parts.extend(form.parts)
                legal_form.append(form.legal.form)
                legal_kind.append(form.legal.kind)
                starts.append(len(words))
                groups.update(map(group, form.words))
        bearers.update(groups)
    vocabulary = sorted(set(words))
    number_of = {word: number for number, word in enumerate(vocabulary)}
    row_words = np.fromiter((number_of[word] for word in words), "<u4", len(words))
    told = np.array([bits(word, person, bearers[group(word)], entries) for word in vocabulary], "<f4")
    bounds = np.array(starts, "<u4")
    weights = weight(told, person)[row_words] * np.array(WEIGHTS, "<f4")[np.array(parts, "u1")]
    sums = np.concatenate([[0.0], np.cumsum(weights, dtype="<f8")])
    spelled = _words(vocabulary)
    letters = spelled["letters"]
    return {
        "size": np.array([entries], "<u4"),
        "row.letters": np.bitwise_or.reduceat(letters[row_words], bounds[:-1]) if len(words) else letters,
        "entry": np.array(entry_of, "<u4"),
        "flags": np.array(flags, "u1"),
        "legal.form": np.array(legal_form, "u1"),
        "legal.kind": np.array(legal_kind, "u1"),
        "start": bounds,
        "words": row_words,
        "parts": np.array(parts, "u1"),
        "weight": (sums[bounds[1:]] - sums[bounds[:-1]]).astype("<f4"),
        "bits": told,
        "word.weight": weight(told, person).astype("<f4"),
        **strings("name", names),
        **spelled,
        **_postings(row_words, bounds, len(vocabulary)),
        **_keys(vocabulary),
    }


def _words(vocabulary: Sequence[str]) -> Arrays:
    """The words, their sounds and consonants, as lines; they are read whole."""
    spelled = Spelled.of(vocabulary)
    lines = {"word": spelled.written, "heard": spelled.heard, "bare": spelled.bare}
    arrays: Arrays = {name: np.frombuffer("\n".join(held).encode(), "u1") for name, held in lines.items()}
    letters, pairs, length = Marks.of(spelled)
    return arrays | {
        "letters": letters.astype("<u4"),
        "pairs": pairs.astype("<u8"),
        "length": length,
        "named": spelled.named,
    }


def _postings(row_words: NDArray[Any], bounds: NDArray[Any], size: int) -> Arrays:
    """For each word the rows that hold it, ascending."""
    rows = np.repeat(np.arange(len(bounds) - 1, dtype="<u4"), np.diff(bounds))
    order = np.lexsort((rows, row_words))
    counts = np.bincount(row_words, minlength=size)
    return {"row": rows[order], "row.at": np.concatenate([[0], np.cumsum(counts)]).astype("<u4")}


def _keys(vocabulary: Sequence[str]) -> Arrays:
    """For each bucket of keys the words that have one in it, ascending. Those that only share a bucket are few."""
    held = [(key, number) for number, word in enumerate(vocabulary) for key in keys(word)]
    buckets = 1 << len(held).bit_length()
    chosen = bucket((key for key, _ in held), buckets)
    words = np.fromiter((number for _, number in held), "<u4", len(held))
    both = np.unique(chosen.astype("<u8") << np.uint64(32) | words)
    counts = np.bincount((both >> np.uint64(32)).astype("<i8"), minlength=buckets)
    return {
        "key.word": (both & np.uint64(0xFFFFFFFF)).astype("<u4"),
        "key.at": np.concatenate([[0], np.cumsum(counts)]).astype("<u4"),
    }
