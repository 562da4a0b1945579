"""One entity for all mentions of it in an article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from schemas import Entity, EntityType, Link, Span
from services.common.countries import DEMONYMS
from services.tagging.names import Name

_ACRONYM = re.compile(r"^[A-Z][A-Z&.-]{1,9}$")
HEADLINE_WEIGHT = 3.0


@dataclass(slots=True)
class _Cluster:
    key: str
    types: Counter[EntityType] = field(default_factory=Counter)
    links: tuple[Link, ...] = ()
    known_as: str | None = None
    surfaces: Counter[str] = field(default_factory=Counter)
    spans: list[Span] = field(default_factory=list)

    @property
    def type(self) -> EntityType:
        return self.types.most_common(1)[0][0]


def entities(found: Sequence[tuple[Name, Span]], length: int) -> tuple[Entity, ...]:
    """Entities in the order of their first mention; names that nothing says the type of are left out.

    `length` is that of headline and text together, in code points. Salience is the entity's share of all mentions, one
    in the headline counting three, and one at the end of the text half of one at its beginning.
    """
    clusters: dict[str, _Cluster] = {}
    loose: list[tuple[Name, Span]] = []
    for name, span in found:
        if name.type is None:
            loose.append((name, span))
            continue
        cluster = clusters.setdefault(name.known_as or " ".join(name.words), _Cluster(" ".join(name.words)))
        _add(cluster, name, span)
    _join_acronyms(clusters)
    _join_surnames(clusters)
    by_last = _last_words(clusters.values())
    for name, span in loose:
        owner = clusters.get(" ".join(name.words)) or (by_last.get(name.words[0]) if len(name.words) == 1 else None)
        if owner is not None:
            _add(owner, name, span)
    return _numbered(clusters.values(), length)


def _add(cluster: _Cluster, name: Name, span: Span) -> None:
    if name.type is not None:
        cluster.types[name.type] += 1
    cluster.links = cluster.links or name.links
    cluster.known_as = cluster.known_as or name.known_as
    cluster.surfaces[span.surface] += 1
    cluster.spans.append(span)


def _last_words(clusters: Iterable[_Cluster]) -> dict[str, _Cluster]:
    """Persons by their last name, where only one in the article has it."""
    found: dict[str, _Cluster | None] = {}
    for cluster in clusters:
        words = cluster.key.split()
        if cluster.type == "person" and len(words) > 1:
            found[words[-1]] = None if words[-1] in found else cluster
    return {word: cluster for word, cluster in found.items() if cluster is not None}


def _join_surnames(clusters: dict[str, _Cluster]) -> None:
    by_last = _last_words(clusters.values())
    for key in list(clusters):
        owner = by_last.get(key)
        if owner is not None and clusters[key].known_as is None and clusters[key] is not owner:
            _merge(owner, clusters.pop(key))


def _join_acronyms(clusters: dict[str, _Cluster]) -> None:
    initials: dict[str, _Cluster] = {}
    for cluster in clusters.values():
        words = [word for word in cluster.key.split() if word[:1].isupper()]
        if cluster.type == "organization" and len(words) > 1:
            initials.setdefault("".join(word[0] for word in words), cluster)
    for key in list(clusters):
        owner = initials.get(key.replace(".", ""))
        if owner is not None and _ACRONYM.match(key) and clusters[key] is not owner and clusters[key].known_as is None:
            _merge(owner, clusters.pop(key))


def _merge(owner: _Cluster, other: _Cluster) -> None:
    owner.spans += other.spans
    owner.surfaces += other.surfaces


def _numbered(clusters: Iterable[_Cluster], length: int) -> tuple[Entity, ...]:
    kept = [cluster for cluster in clusters if cluster.spans and cluster.key not in DEMONYMS]
    for cluster in kept:
        cluster.spans.sort(key=lambda span: (span.field != "headline", span.start))
    kept.sort(key=lambda cluster: (cluster.spans[0].field != "headline", cluster.spans[0].start))
    weights = [sum(_weight(span, length) for span in cluster.spans) for cluster in kept]
    total = sum(weights) or 1.0
    return tuple(
        Entity(
            id=f"e{number}",
            type=cluster.type,
            name=_display(cluster),
            mentions=tuple(cluster.spans),
            links=cluster.links,
            salience=round(weight / total, 4),
        )
        for number, (cluster, weight) in enumerate(zip(kept, weights, strict=True), 1)
    )


def _weight(span: Span, length: int) -> float:
    return HEADLINE_WEIGHT if span.field == "headline" else 1.0 - 0.5 * span.start / max(length, 1)


def _display(cluster: _Cluster) -> str:
    """The fullest form that the article gives: the longest, and of those the first."""
    return max((span.surface for span in cluster.spans), key=lambda surface: len(surface.split()))
