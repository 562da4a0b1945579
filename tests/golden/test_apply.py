"""What should come out of the samples comes out of the stages."""

from __future__ import annotations

import pytest

from services.feeds.items import Refused
from tests.golden.samples import Sample, samples

ALL = list(samples().values())
RECORDS = [sample for sample in ALL if sample.expected["outcome"] == "record"]


def by_name(sample: Sample) -> str:
    return sample.name


@pytest.mark.parametrize("sample", [each for each in ALL if each not in RECORDS], ids=by_name)
def test_what_is_no_article_is_refused_for_its_reason(sample: Sample) -> None:
    assert isinstance(sample.item, Refused)
    assert sample.item.rejection.reason == sample.expected["reason"]


@pytest.mark.parametrize("sample", RECORDS, ids=by_name)
def test_an_article_is_read_as_it_was_meant(sample: Sample) -> None:
    record = sample.record
    assert record is not None
    assert {name: getattr(record, name) for name in ("headline", "section", "language")} == {
        name: sample.expected[name] for name in ("headline", "section", "language")
    }


@pytest.mark.parametrize("sample", RECORDS, ids=by_name)
def test_copies_and_versions_are_told_from_news(sample: Sample) -> None:
    assert sample.record is not None
    duplicate = sample.record.duplicate
    assert duplicate.relation == sample.expected["relation"]
    if duplicate.relation not in ("new", "template_or_revised_figures"):
        assert duplicate.cluster_id == cluster(sample.expected["of"])


def cluster(name: str) -> str:
    """The id of the article that a sample goes back to."""
    sample = samples()[name]
    while sample.expected["relation"] not in ("new", "template_or_revised_figures"):
        sample = samples()[sample.expected["of"]]
    assert sample.record is not None
    return sample.record.id


def test_most_names_that_any_reader_would_see_are_found() -> None:
    wanted = {(sample.name, *entity) for sample in RECORDS for entity in sample.expected["entities"]}
    found = {
        (sample.name, entity.type, mention.surface)
        for sample in RECORDS
        if sample.record
        for entity in sample.record.entities
        for mention in entity.mentions
    }
    missing = sorted(wanted - found)
    assert len(missing) <= 0.15 * len(wanted), missing


def test_articles_without_a_mention_have_none_and_most_mentions_are_found() -> None:
    """Held to what was reached, so that a change for the worse is seen; the figures stand in docs/sanctions.md."""
    wanted, found, right = 0, 0, 0
    invented = []
    for sample in RECORDS:
        assert sample.record is not None
        expected = sample.expected["mentions"]
        wanted, found = wanted + len(expected), found + len(sample.record.sanction_mentions)
        spans = [
            (mention["field"], getattr(sample.record, mention["field"]).find(mention["context"]), mention)
            for mention in expected
        ]
        for made in sample.record.sanction_mentions:
            trigger = made.trigger
            hits = [
                each
                for field, start, each in spans
                if field == trigger.field
                and start + each["context"].find(each["trigger"]) < trigger.end
                and trigger.start < start + each["context"].find(each["trigger"]) + len(each["trigger"])
            ]
            right += bool(hits)
            if not hits:
                invented.append((sample.name, trigger.surface))
    assert right / found >= 0.86, invented
    assert right / wanted >= 0.84
