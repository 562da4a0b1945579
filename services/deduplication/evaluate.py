"""Scores the stage against a labelled stream: which articles are one story, and how each stands to the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from itertools import combinations
from typing import Any

import numpy as np
import orjson
from pydantic import ValidationError

from schemas import Article, DeduplicatedArticle
from services.common.errors import UserError
from services.deduplication.parameters import HORIZON, METHOD, MOST_CHARACTERS
from services.deduplication.sketch import shingles
from services.deduplication.stage import Deduplicator
from services.deduplication.text import fold, tokens
from services.deduplication.words import Hashes

COPIED = 0.9
MOST_COMPARED = 100
"""Articles of a story of which all pairs are compared."""


@dataclass(frozen=True)
class Report:
    """Scores in [0, 1], each null where the stream has nothing to score it by."""

    articles: int
    clusters: int
    """In the labels."""
    clusters_found: int
    pair_precision: float | None
    """Of the pairs put into one cluster, those that belong there."""
    pair_recall: float | None
    """Of the pairs that belong into one cluster, those put there."""
    pair_f1: float | None
    adjusted_rand_index: float | None
    """Agreement of the two clusterings beyond chance: Hubert and Arabie, "Comparing partitions", 1985."""
    copies_recall: float | None
    """Of a story's pairs of which one text holds `COPIED` of the other's shingles, those put into one cluster."""
    relation_accuracy: float | None
    """Of the articles with a labelled relation."""
    relations: dict[str, dict[str, int]] = field(default_factory=dict)
    """Labelled relation -> found relation -> articles."""
    found_by_kind: dict[str, float] = field(default_factory=dict)
    """Label `edit`, else relation, of later articles of a story -> share put into the cluster of its first."""
    method: str = METHOD

    def to_dict(self) -> dict[str, Any]:
        """The report as JSON has it."""
        return asdict(self)


def evaluate(lines: Iterable[bytes], *, horizon: timedelta = HORIZON) -> Report:
    """Score the verdicts on a labelled stream, given as JSON lines in the order of the log.

    A line is an `Article` with `cluster`, any name that all articles of a story share, and, optionally, `relation` and
    `edit`, the kind of copy. An article without `id` is called by its line. Blank lines are passed over.
    Raises UserError naming the line that is no such article, or where there is none at all.
    """
    stage = Deduplicator(horizon=horizon)
    pairs: Counter[tuple[str, str]] = Counter()
    relations: Counter[tuple[str, str]] = Counter()
    kinds: Counter[tuple[str, bool]] = Counter()
    stories: defaultdict[str, list[tuple[str, Hashes]]] = defaultdict(list)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        article, cluster, relation, kind = _labelled(number, line)
        for outcome in stage([article]):
            if isinstance(outcome, DeduplicatedArticle):
                found, story = outcome.duplicate.cluster_id, stories[cluster]
                pairs[cluster, found] += 1
                if story and kind is not None:
                    kinds[kind, found == story[0][0]] += 1
                story.append((found, shingles(tokens(fold(article.text[:MOST_CHARACTERS])))))
                if relation is not None:
                    relations[relation, outcome.duplicate.relation] += 1
    if not pairs:
        raise UserError(
            "There is no labelled article to score by.",
            hint='Each line is an article with its story: {"id": "a1", "text": "...", "cluster": "s1"}.',
        )
    by_kind = {kind: kinds[kind, True] / (kinds[kind, True] + kinds[kind, False]) for kind, _ in sorted(kinds)}
    return replace(_report(pairs, relations), copies_recall=_copies_recall(stories.values()), found_by_kind=by_kind)


def _copies_recall(stories: Iterable[list[tuple[str, Hashes]]]) -> float | None:
    together = apart = 0
    for story in stories:
        for (found, one), (found_other, other) in combinations(story[:MOST_COMPARED], 2):
            shared = len(np.intersect1d(one, other, assume_unique=True))
            if shared and shared >= COPIED * min(len(one), len(other)):
                together += found == found_other
                apart += found != found_other
    return _share(together, together + apart)


def _labelled(number: int, line: bytes) -> tuple[Article, str, str | None, str | None]:
    try:
        fields = orjson.loads(line)
        if not isinstance(fields, dict):
            raise ValueError("not a JSON object")
        cluster, relation = fields.get("cluster"), fields.get("relation")
        if not isinstance(cluster, str):
            raise ValueError("field 'cluster' is missing or no string")
        kind = fields.get("edit", relation)
        for name, label in (("relation", relation), ("edit", kind)):
            if label is not None and not isinstance(label, str):
                raise ValueError(f"field {name!r} is no string")
        article = Article.model_validate({"id": f"line {number}", "text": "", **fields})
    except orjson.JSONDecodeError as error:
        raise UserError(f"Line {number} is no JSON: {error.msg}.") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "article"
        raise UserError(f"Line {number} is no labelled article: {where}: {first['msg']}.") from None
    except ValueError as error:
        raise UserError(f"Line {number} is no labelled article: {error}.") from None
    return article, cluster, relation, kind


def _report(pairs: Counter[tuple[str, str]], relations: Counter[tuple[str, str]]) -> Report:
    labelled: Counter[str] = Counter()
    found: Counter[str] = Counter()
    for (cluster, cluster_found), count in pairs.items():
        labelled[cluster] += count
        found[cluster_found] += count
    both, in_labels, in_found = _pairs(pairs), _pairs(labelled), _pairs(found)
    articles = pairs.total()
    confusion: dict[str, dict[str, int]] = {}
    for (relation, relation_found), count in sorted(relations.items()):
        confusion.setdefault(relation, {})[relation_found] = count
    return Report(
        articles=articles,
        clusters=len(labelled),
        clusters_found=len(found),
        pair_precision=_share(both, in_found),
        pair_recall=_share(both, in_labels),
        pair_f1=_share(2 * both, in_found + in_labels),
        adjusted_rand_index=_adjusted_rand_index(both, in_labels, in_found, articles * (articles - 1) // 2),
        copies_recall=None,
        relation_accuracy=_share(sum(n for (a, b), n in relations.items() if a == b), relations.total()),
        relations=confusion,
    )


def _pairs(sizes: Counter[Any]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes.values())


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _adjusted_rand_index(both: int, in_labels: int, in_found: int, everything: int) -> float | None:
    if not everything:
        return None
    expected = in_labels * in_found / everything
    greatest = (in_labels + in_found) / 2
    return 1.0 if greatest == expected else (both - expected) / (greatest - expected)
