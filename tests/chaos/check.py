"""Holds what came out to what went in. Pure: plain data in, a list of violations out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from schemas import Article, EnrichedArticle, ScreenedArticle
from schemas.topics import DEDUPLICATED, ENRICHED, RAW, SCREENED, TAGGED, TOPICS
from services.common.dead_letters import read_dead_letter
from services.common.kafka.reader import Received
from tests.chaos.articles import Message
from tests.chaos.flow import Place
from tests.chaos.stores import Row
from wirewatch.pipeline import Pipeline

RunThrough = Callable[[Iterable[Received]], dict[str, ScreenedArticle]]

BETWEEN = (DEDUPLICATED, TAGGED, SCREENED)

Fault = Literal["lost", "doubled", "different", "stray", "damaged", "stuck"]


@dataclass(frozen=True, slots=True)
class Violation:
    """One promise that was not kept."""

    fault: Fault
    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a round leaves behind."""

    published: Sequence[Message]
    acknowledged: Sequence[tuple[Place, Message]]
    topics: Mapping[str, Sequence[Received]]
    """Everything on the topics of the catalogue and on their dead letters."""
    stored: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdict on a round."""

    violations: list[Violation]
    articles: int
    """Articles in the log, each id counted once."""
    poison: int
    """Messages of poison in the log."""
    repeats: int
    """Records on `news.enriched` beyond one for each article message of the log."""
    repeated_letters: int


def check(evidence: Evidence, run: RunThrough | None = None) -> Outcome:
    """Compare what is there with the log run through without faults."""
    log = evidence.topics[RAW.name]
    known = {message.key: message for message in evidence.published}
    poisonous = {message.key for message in evidence.published if message.poison}
    poison = [each for each in log if each.key in poisonous]
    good = [each for each in log if each.key in known and each.key not in poisonous]
    expected = (run or run_through)(good)
    enriched, letters = evidence.topics[ENRICHED.name], evidence.topics[RAW.dead_letters]
    violations = [
        *_log(evidence, log, known),
        *_between(evidence, expected),
        *_enriched(enriched, expected),
        *_stored(evidence.stored, enriched, expected),
        *_letters(letters, poison),
        *_other_letters(evidence),
    ]
    return Outcome(violations, len(expected), len(poison), len(enriched) - len(good), len(letters) - len(poison))


def run_through(log: Iterable[Received]) -> dict[str, ScreenedArticle]:
    """The records of a log of good articles, by id, without a broker: each partition in its order."""
    pipeline = Pipeline("sanctions")
    in_order = sorted(log, key=lambda each: (each.partition, each.offset))
    outcomes = pipeline([Article.model_validate_json(each.value or b"") for each in in_order])
    return {outcome.id: outcome for outcome in outcomes if isinstance(outcome, ScreenedArticle)}


def _log(evidence: Evidence, log: Sequence[Received], known: Mapping[bytes, Message]) -> Iterator[Violation]:
    """The broker's own part: what it acknowledged is there, and nothing that was not published."""
    there = {(each.partition, each.offset): each for each in log}
    for place, message in evidence.acknowledged:
        found = there.get(place)
        if found is None or (found.key, found.value) != (message.key, message.value):
            yield Violation("lost", RAW.name, f"acknowledged at {place}: {message.key.decode()}")
    for each in log:
        origin = known.get(each.key or b"")
        if origin is None or (origin.value, origin.partition) != (each.value, each.partition):
            yield Violation("stray", RAW.name, f"{each.partition}@{each.offset}, key {each.key!r}")


def _between(evidence: Evidence, expected: Mapping[str, ScreenedArticle]) -> Iterator[Violation]:
    for topic in BETWEEN:
        yield from _versions(topic.name, evidence.topics[topic.name], expected)


def _enriched(enriched: Sequence[Received], expected: Mapping[str, ScreenedArticle]) -> Iterator[Violation]:
    yield from _versions(ENRICHED.name, enriched, expected)
    for id_, value in _by_id(enriched).items():
        if id_ not in expected:
            continue
        record = EnrichedArticle.model_validate_json(value[0])
        wanted = expected[id_]
        if record.duplicate != wanted.duplicate:
            verdicts = (f"{each.relation} of {each.cluster_id}" for each in (record.duplicate, wanted.duplicate))
            yield Violation("different", ENRICHED.name, f"{id_}: verdict {' and not '.join(verdicts)}")
        elif ScreenedArticle.model_validate(record.model_dump(by_alias=True)) != wanted:
            yield Violation("different", ENRICHED.name, f"{id_}: not the record that the stages make of it")


def _versions(where: str, received: Sequence[Received], expected: Mapping[str, ScreenedArticle]) -> Iterator[Violation]:
    """Each article is there, under its own key, in one form, and nothing else is."""
    by_id = _by_id(received)
    for id_ in expected.keys() - by_id.keys():
        yield Violation("lost", where, id_)
    for id_ in by_id.keys() - expected.keys():
        yield Violation("stray", where, id_)
    for id_, values in by_id.items():
        if len(values) > 1:
            yield Violation("different", where, f"{id_}: {len(values)} forms")
    for each in received:
        id_ = _id(each)
        if id_ in expected and each.key != expected[id_].duplicate.cluster_id.encode():
            yield Violation("different", where, f"{id_}: key {each.key!r}")


def _stored(
    rows: Sequence[Row], enriched: Sequence[Received], expected: Mapping[str, ScreenedArticle]
) -> Iterator[Violation]:
    counts = Counter(id_ for id_, _, _ in rows)
    published = _by_id(enriched)
    for id_ in expected.keys() - counts.keys():
        yield Violation("lost", "store", id_)
    for id_, count in counts.items():
        if id_ not in expected:
            yield Violation("stray", "store", id_)
        if count > 1:
            yield Violation("doubled", "store", f"{id_}: {count} rows")
    for id_, record, revision in rows:
        if record not in published.get(id_, [record]):
            yield Violation("different", "store", f"{id_}: not as it was published")
        if revision != 1:
            yield Violation("different", "store", f"{id_}: revision {revision}, so it came in several forms")


def _letters(letters: Sequence[Received], poison: Sequence[Received]) -> Iterator[Violation]:
    """Each message of poison is among the dead letters as it was, under its place, and nothing else is."""
    where = RAW.dead_letters
    by_place: defaultdict[tuple[object, object], list[Received]] = defaultdict(list)
    for letter in letters:
        origin = read_dead_letter(letter.headers).origin
        by_place[origin.partition, origin.offset].append(letter)
    for each in poison:
        found = by_place.pop((each.partition, each.offset), [])
        if not found:
            yield Violation("lost", where, f"{each.key!r}")
        for letter in found:
            kept = read_dead_letter(letter.headers).original_headers
            if (letter.key, letter.value, kept) != (each.key, each.value, each.headers):
                yield Violation("different", where, f"{each.key!r}: not key, value and headers as they were")
    for place, strays in by_place.items():
        yield Violation("stray", where, f"{strays[0].key!r} of {place}")


def _other_letters(evidence: Evidence) -> Iterator[Violation]:
    for topic in TOPICS:
        if topic is not RAW:
            for letter in evidence.topics[topic.dead_letters]:
                said = read_dead_letter(letter.headers)
                yield Violation("stray", topic.dead_letters, f"{letter.key!r}: {said.rejection}")


def _by_id(received: Iterable[Received]) -> dict[str, list[bytes]]:
    """The different values of each id."""
    values: defaultdict[str, list[bytes]] = defaultdict(list)
    for each in received:
        value, id_ = each.value or b"", _id(each)
        if value not in values[id_]:
            values[id_].append(value)
    return values


def _id(received: Received) -> str:
    return dict(received.headers).get("ce_id", b"").decode()
