"""The deduplication stage: every article gets a verdict on how it stands to those before it in its lane."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any, NamedTuple, Self

import numpy.typing as npt

from schemas import Article, DeduplicatedArticle, Duplicate, Evidence, Relation
from services.common.stage import Rejection, Stage
from services.deduplication.entries import COMPARED, SHARES, Entry, Parts
from services.deduplication.event_time import Watermark, times
from services.deduplication.index import Found, Index
from services.deduplication.matching import Survey, compare_with, find_match, survey
from services.deduplication.parameters import HORIZON, METHOD, TOGETHER
from services.deduplication.postings import Postings
from services.deduplication.reading import Reading, read
from services.deduplication.relation import Comparison
from services.deduplication.sketch import Sketch

Shares = tuple[float | None, float | None]
"""Of the article found in its match, and of the match found in the article."""


class _Judgement(NamedTuple):
    verdict: Duplicate
    story: int
    """Number of the first article that it surely is one with, its own if there is none."""
    cluster: int
    """Number of the first article of its cluster."""
    part_of: int
    """Number of the article that it is an excerpt of, its own if it is none."""
    sketch: Sketch
    """What to find it by."""


class Deduplicator(Stage[Article, DeduplicatedArticle]):
    """The verdicts on one lane, an instance each.

    A pure fold: a verdict is a function of the articles handed in before it and of nothing else, neither of how they
    were batched nor of when, where or how often they were read. Memory holds the articles of `horizon` in event time.

    An article is held against those before it by its publisher's word first (id, version, canonical URL), then by equal
    content, then by sketch. The same record sent again gets the same answer, byte for byte.
    """

    def __init__(self, *, horizon: timedelta = HORIZON, postings: Postings | None = None) -> None:
        self._index = Index(horizon, postings or Postings())
        self._watermark = Watermark()

    def parts(self) -> dict[str, npt.NDArray[Any]]:
        """The state, as named arrays. Articles that are handed in later change none of them."""
        return {"watermark": self._watermark.part(), **dict(self._index.parts())}

    @classmethod
    def restored(cls, horizon: timedelta, parts: Parts) -> Self:
        """A deduplicator that goes on where the one stood of whose state these are the parts."""
        stage = cls(horizon=horizon)
        stage._index = Index.restored(horizon, parts)
        stage._watermark = Watermark.restored(parts["watermark"])
        return stage

    def __len__(self) -> int:
        """Articles remembered."""
        return len(self._index)

    @property
    def nbytes(self) -> int:
        """Memory of what is remembered."""
        return self._index.nbytes

    def __call__(self, batch: Sequence[Article]) -> list[DeduplicatedArticle | Rejection]:
        """One verdict an article, in order. Nothing is rejected: an article that is valid can be compared."""
        records: list[DeduplicatedArticle | Rejection] = []
        for start in range(0, len(batch), TOGETHER):
            articles = batch[start : start + TOGETHER]
            readings = read(articles)
            self._index.begin(readings)
            records += map(self._judge, count(), articles, readings)
            self._index.end()
        return records

    def _judge(self, place: int, article: Article, reading: Reading) -> DeduplicatedArticle:
        seen = times(article)
        self._watermark.advance(seen)
        self._index.expire(self._watermark.elapsed)
        found = self._index.find(place, reading)
        again = found.earliest("record")
        if again:
            return _record(article, again.received_at, again.verdict)
        surveyed = survey(self._index, reading, found)
        judgement = self._verdict(article, reading, found, surveyed, seen[0] if seen else None)
        verdict, sketch = judgement.verdict, judgement.sketch
        entry = Entry(
            number=self._index.entries.end,
            id=article.id,
            received_at=article.received_at,
            source=reading.source,
            version=reading.version,
            record=reading.record,
            identity=reading.identity,
            publisher_id=reading.publisher_id,
            url=reading.url,
            content=reading.content,
            fields=reading.fields,
            whole=sketch.whole,
            lead=sketch.lead,
            length=sketch.length,
            short=sketch.short,
            figures=reading.figures,
            story=judgement.story,
            cluster=judgement.cluster,
            part_of=judgement.part_of,
            verdict=verdict,
            elapsed=self._watermark.elapsed,
        )
        self._index.add(entry, reading, sketch)
        return _record(article, article.received_at, verdict)

    def _verdict(
        self, article: Article, reading: Reading, found: Found, surveyed: Survey, time: datetime | None
    ) -> _Judgement:
        own, number = surveyed.own, self._index.entries.end
        versions, evidence = self._versions(article, reading, found)
        if versions:
            latest = versions[0]
            verdict = self._as_version(article, reading, own, versions, evidence)
            return _Judgement(verdict, latest.story, latest.cluster, number, own)
        original = found.earliest("content")
        if original:
            verdict = _member("exact", original, original.id, "content", (1.0, 1.0))
            return _Judgement(verdict, original.story, original.cluster, original.part_of, own)
        match = find_match(self._index, reading, surveyed)
        if match is None:
            return _Judgement(_first(article.id, time, "new"), number, number, number, own)
        shares = _shares(match.comparison)
        if match.relation == "template_or_revised_figures":
            verdict = _first(article.id, time, match.relation, match.entry.id, shares)
            return _Judgement(verdict, number, number, number, match.sketch)
        verdict = _member(match.relation, match.entry, match.entry.id, "sketch", shares)
        excerpt = match.relation == "excerpt" or (match.relation == "near" and match.entry.is_excerpt)
        part_of = match.entry.part_of if excerpt else number
        return _Judgement(verdict, number, match.entry.cluster, part_of, match.sketch)

    def _versions(self, article: Article, reading: Reading, found: Found) -> tuple[list[Entry], Evidence]:
        """The earlier versions by the publisher's word, the latest first, and which word it was."""
        if versions := list(found.holding("publisher_id")):
            return versions, "publisher_id"
        # Two ids of the publisher's own at one address are two items on one page.
        if versions := [entry for entry in found.holding("url") if not (entry.publisher_id and reading.publisher_id)]:
            return versions, "url"
        word: Evidence = "url" if reading.url and not article.publisher_id else "publisher_id"
        return list(found.holding("identity")), word

    def _as_version(
        self, article: Article, reading: Reading, own: Sketch, versions: list[Entry], evidence: Evidence
    ) -> Duplicate:
        """An update, unless it says the same again: the same version under another id, or another publisher's record.

        An article under an id that was there before takes that record's place, and no record names itself as its match:
        then the match is the latest version under another id, if there is one.
        """
        latest = versions[0]
        if latest.content == reading.content:
            if latest.id == article.id and latest.source != reading.source:
                return _member("exact", latest, None, "content", (None, None))
            if latest.id != article.id and (evidence == "url" or latest.version == reading.version):
                return _member("exact", latest, latest.id, evidence, (1.0, 1.0))
        changed = tuple(
            name for name, now, before in zip(COMPARED, reading.fields, latest.fields, strict=True) if now != before
        )
        match = next((entry for entry in versions if entry.id != article.id), None)
        if match is None:
            return _member("update", latest, None, evidence, (None, None), changed)
        shares = _shares(compare_with(self._index, own, match))
        return _member("update", latest, match.id, evidence, shares, changed)


def _shares(comparison: Comparison) -> Shares:
    if not comparison.size or not comparison.other_size:
        return None, None
    return comparison.containment, comparison.other_containment


def _first(
    own_id: str,
    time: datetime | None,
    relation: Relation,
    matched_id: str | None = None,
    shares: Shares = (None, None),
) -> Duplicate:
    """The verdict on an article that starts a cluster."""
    return _duplicate(relation, own_id, own_id, matched_id, time, shares, "sketch" if matched_id else "none")


def _member(
    relation: Relation,
    earlier: Entry,
    matched_id: str | None,
    evidence: Evidence,
    shares: Shares,
    changed: tuple[str, ...] = (),
) -> Duplicate:
    """The verdict on an article that joins the cluster of an earlier one."""
    cluster = earlier.verdict
    return _duplicate(
        relation, cluster.cluster_id, cluster.canonical_id, matched_id, cluster.first_seen_at, shares, evidence, changed
    )


def _duplicate(
    relation: Relation,
    cluster_id: str,
    canonical_id: str,
    matched_id: str | None,
    first_seen_at: datetime | None,
    shares: Shares,
    evidence: Evidence,
    changed: tuple[str, ...] = (),
) -> Duplicate:
    containment, containment_in_match = shares
    return Duplicate.model_construct(
        relation=relation,
        cluster_id=cluster_id,
        canonical_id=canonical_id,
        matched_id=matched_id,
        first_seen_at=first_seen_at,
        containment=None if containment is None else round(containment * SHARES) / SHARES,
        containment_in_match=None if containment_in_match is None else round(containment_in_match * SHARES) / SHARES,
        evidence=evidence,
        changed=changed,
        method=METHOD,
    )


def _record(article: Article, received_at: datetime | None, verdict: Duplicate) -> DeduplicatedArticle:
    """The article with its verdict. All of it has been validated, so it is built unchecked, which is cheaper."""
    return DeduplicatedArticle.model_construct(**{**article.__dict__, "received_at": received_at, "duplicate": verdict})
