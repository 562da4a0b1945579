"""How two texts stand to each other, from how much of each is found in the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.deduplication.parameters import (
    FEW_HASHES,
    LEAD_SCALE,
    LEAST_CONTAINMENT,
    LEAST_HASHES,
    LEAST_SHINGLES,
    MOSTLY,
)
from services.deduplication.sketch import Sketch, overlap

TextRelation = Literal["near", "excerpt", "expanded", "rewrite"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two sketches have in common."""

    shared: int
    """Hashes in both."""
    size: int
    """Hashes of the one text."""
    other_size: int
    """Hashes of the other, at the same scale."""
    scale: int
    """Shingles that a hash stands for."""

    @property
    def containment(self) -> float:
        """Share of the one text found in the other."""
        return self.shared / self.size if self.size else 0.0

    @property
    def other_containment(self) -> float:
        """Share of the other text found in the one."""
        return self.shared / self.other_size if self.other_size else 0.0

    @property
    def resemblance(self) -> float:
        """Share of all that is in either which is in both (Jaccard)."""
        return self.shared / (self.size + self.other_size - self.shared) if self.shared else 0.0

    def is_overlap(self) -> bool:
        """Whether the two have enough in common for their texts to be related."""
        smaller = min(self.size, self.other_size)
        least = LEAST_CONTAINMENT if smaller >= FEW_HASHES else MOSTLY
        return (
            self.shared >= LEAST_HASHES
            and self.shared * self.scale >= LEAST_SHINGLES
            and self.shared >= least * smaller
        )

    def relation(self) -> TextRelation:
        """The relation of the one text to the other, which is the earlier one."""
        if self.containment >= MOSTLY:
            return "near" if self.other_containment >= MOSTLY else "excerpt"
        return "expanded" if self.other_containment >= MOSTLY else "rewrite"


def may_overlap(shared: int, one: Sketch, other: Sketch) -> bool:
    """Whether so many hashes in common, counted over all samples, leave it worth comparing two texts."""
    scale = max(one.whole.scale, other.whole.scale)
    return shared >= LEAST_CONTAINMENT * min(one.whole.size(scale), other.whole.size(scale))


def compare(one: Sketch, other: Sketch) -> Comparison:
    """Compare two texts; where one is short, also with the other's beginning, and take what has more in common."""
    scale = max(one.whole.scale, other.whole.scale)
    whole = Comparison(*overlap(one.whole, other.whole), scale)
    if not (one.short or other.short):
        return whole
    shared, size, other_size = overlap(one.lead, other.lead)
    if not one.short:
        size = max(size, one.length // LEAD_SCALE)
    if not other.short:
        other_size = max(other_size, other.length // LEAD_SCALE)
    lead = Comparison(shared, size, other_size, LEAD_SCALE)
    return whole if whole.shared * whole.scale > lead.shared * lead.scale and whole.is_overlap() else lead
