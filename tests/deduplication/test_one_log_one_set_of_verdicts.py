"""The verdicts are a function of the sequence of articles and of nothing else."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import timedelta
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.copies import invented, stream
from schemas import Article, DeduplicatedArticle
from services.deduplication.stage import Deduplicator
from tests.deduplication.articles import RESULT, START, article, first_paragraphs, prose, records

TEXTS = [
    *(prose(seed, 150) for seed in range(3)),
    *(first_paragraphs(prose(seed, 150), 3) for seed in range(3)),
    *(f"{prose(seed, 60)}\n\n{prose(9, 60)}" for seed in range(10, 14)),
    *(RESULT.format(f"{n}-0", 8000 + n, 10 + n, 40 + n, n + 2, 100 + n) for n in range(4)),
    "More follows.",
    "",
]


@st.composite
def articles(draw: st.DrawFn) -> Article:
    """Any article of a small world, in which copies, versions and repeated records are common."""
    times = st.none() | st.integers(-2, 40).map(lambda days: START + timedelta(days=days))
    return Article(
        id=draw(st.sampled_from("abcdefgh")),
        headline=draw(st.sampled_from(["Harbour", "Orchard"])),
        text=draw(st.sampled_from(TEXTS)),
        source=draw(st.none() | st.sampled_from(["wire", "site"]).map(lambda name: {"id": name})),
        publisher_id=draw(st.none() | st.sampled_from(["1", "2"])),
        version=draw(st.none() | st.sampled_from(["1", "2"])),
        url=draw(st.none() | st.sampled_from(["https://wire.example/1", "https://wire.example/2"])),
        published_at=draw(times),
        received_at=draw(times),
    )


logs = st.lists(articles(), max_size=40)


@given(logs, st.lists(st.integers(0, 40), max_size=6))
@settings(max_examples=60, deadline=None)
def test_how_a_log_is_batched_makes_no_difference(log: list[Article], cuts: list[int]) -> None:
    edges = sorted({0, len(log), *(cut for cut in cuts if cut < len(log))})
    stage = Deduplicator()
    batched = [record for start, end in pairwise(edges) for record in stage(log[start:end])]
    assert batched == records(log)


@given(logs, st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_what_follows_makes_no_difference(log: list[Article], length: int) -> None:
    assert records(log)[:length] == records(log[:length])


@given(logs)
@settings(max_examples=60, deadline=None)
def test_a_log_read_again_from_its_start_leads_to_the_same_state(log: list[Article]) -> None:
    live, recovered = Deduplicator(), Deduplicator()
    live(log)
    for entry in log:
        recovered([entry])
    probes = [article("probe", text, minutes=50_000) for text in TEXTS]
    assert live(probes) == recovered(probes)


@given(logs)
@settings(max_examples=60, deadline=None)
def test_an_article_is_never_a_copy_of_itself_nor_of_one_that_was_not_there(log: list[Article]) -> None:
    seen: set[str] = set()
    for record in records(log):
        verdict = record.duplicate
        seen.add(record.id)
        assert verdict.matched_id != record.id
        assert {verdict.matched_id, verdict.cluster_id, verdict.canonical_id} <= seen | {None}
        starts = verdict.relation in ("new", "template_or_revised_figures")
        assert not starts or verdict.cluster_id == verdict.canonical_id == record.id
        assert (verdict.relation == "new") == (verdict.evidence == "none")


@given(logs.filter(bool), st.data())
@settings(max_examples=60, deadline=None)
def test_a_record_sent_again_within_the_horizon_is_answered_byte_for_byte(
    log: list[Article], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(log) - 1))
    again = log[place].model_copy(update={"received_at": START})
    answers = records([*log, again], horizon=timedelta(days=3650))
    first = next(
        answer
        for answer, sent in zip(answers, log, strict=False)
        if sent.model_copy(update={"received_at": START}) == again
    )
    assert answers[-1].to_bytes() == first.to_bytes()


@given(logs)
@settings(max_examples=60, deadline=None)
def test_an_article_goes_through_unchanged_but_for_its_verdict(log: list[Article]) -> None:
    for sent, record in zip(log, records(log), strict=True):
        same = {"received_at": None}
        assert Article.model_validate(record.model_dump()).model_copy(update=same) == sent.model_copy(update=same)
        assert DeduplicatedArticle.model_validate_json(record.to_bytes()).to_bytes() == record.to_bytes()


@cache
def digest_of_verdicts() -> str:
    log = [Article.model_validate(fields) for fields in stream(invented(40, words=200), seed=7, edits_each=8)]
    return hashlib.sha256(b"\n".join(record.to_bytes() for record in records(log))).hexdigest()


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_another_process_with_another_hash_seed_gives_the_same_verdicts(hash_seed: str) -> None:
    program = f"from {__name__} import digest_of_verdicts; print(digest_of_verdicts())"
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    other = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert other.stdout.strip() == digest_of_verdicts()
