"""How two texts stand to each other, from how much of each is found in the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from services.deduplication.parameters import (
    EVENLY,
    FEW_HASHES,
    LEAD_SCALE,
    LEAST_CONTAINMENT,
    LEAST_HASHES,
    LEAST_SHINGLES,
    LEAST_THROUGHOUT,
    MOSTLY,
    PART_HASHES,
    PARTS,
    SCALE,
    THROUGHOUT_HASHES,
)
from services.deduplication.sketch import WHOLE_LIMIT, Mask, Sketch


class Sizes(Protocol):
    """What of a sketch is needed besides what it shares with another; an entry of the index has it too."""

    @property
    def whole(self) -> int: ...
    @property
    def lead(self) -> int: ...
    @property
    def length(self) -> int: ...
    @property
    def short(self) -> bool: ...


Counts = npt.NDArray[Any]
TextRelation = Literal["near", "excerpt", "expanded", "rewrite"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two sketches have in common."""

    shared: int
    """Hashes in both."""
    size: int
    """Hashes of the one text."""
    other_size: int
    """Hashes of the other."""
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

    def is_mutual(self) -> bool:
        """Whether each text holds enough of the other to be the other retold, if that is spread over all of it."""
        smaller, larger = sorted((self.size, self.other_size))
        return smaller >= THROUGHOUT_HASHES and self.shared >= LEAST_THROUGHOUT * larger

    def relation(self) -> TextRelation:
        """The relation of the one text to the other, which is the earlier one."""
        if self.containment >= MOSTLY:
            return "near" if self.other_containment >= MOSTLY else "excerpt"
        return "expanded" if self.other_containment >= MOSTLY else "rewrite"


def may_overlap(shared: Counts, whole: int, other_whole: Counts) -> Mask:
    """Whether so many hashes in common, those of the leads included, leave it worth comparing texts of such samples."""
    enough: Mask = shared >= LEAST_THROUGHOUT * np.minimum(other_whole, whole)
    return enough


def is_throughout(one: Sketch, held: Mask) -> bool:
    """Whether what another text holds of one is spread over all of it, and does not stand in a passage. No, where that
    cannot be told: of a small sample, or where a part of the text is furniture.
    """
    sampled = one.in_lead if one.short else one.hashes < WHOLE_LIMIT
    both = held & sampled
    shared, of_part = (np.bincount(one.part[which], minlength=PARTS) for which in (both, sampled))
    if _count(sampled) < THROUGHOUT_HASHES or of_part.min() < PART_HASHES:
        return False
    return bool(both.any() and (EVENLY * shared * _count(sampled) >= of_part * _count(both)).all())


def compare(one: Sizes, other: Sizes, shared: int, shared_lead: int) -> Comparison:
    """Compare two texts by the hashes of the whole, and by those of the lead, that both hold.

    Where one is short, its lead is all of it, and is held against the other's beginning. What has more in common
    counts.
    """
    whole = Comparison(shared, one.whole, other.whole, SCALE)
    if not (one.short or other.short):
        return whole
    size = one.lead if one.short else max(one.lead, one.length // LEAD_SCALE)
    other_size = other.lead if other.short else max(other.lead, other.length // LEAD_SCALE)
    lead = Comparison(shared_lead, size, other_size, LEAD_SCALE)
    return whole if whole.shared * whole.scale > lead.shared * lead.scale and whole.is_overlap() else lead


def measure(one: Sketch, other: Sizes, held: Mask, in_lead: Mask) -> Comparison:
    """Compare two texts as well as their samples allow, by which hashes of the one the other holds, and in its lead.

    Of texts that are not short, the lead and the rest are strata, of which the first is sampled more densely, and the
    shared shingles of each are estimated apart: Cochran, "Sampling Techniques", 1977, chapter 5. What of the lead
    stands beyond the other's is known of the sparser sample alone, and added in proportion: a ratio estimate, as in
    chapter 6.
    """
    of_whole = one.hashes < WHOLE_LIMIT
    both = held & of_whole
    lead = _count(in_lead & one.in_lead)
    if one.short or other.short:
        return compare(one, other, _count(both), lead)
    if _count(both) == min(one.whole, other.whole):  # of a part the whole sample is found, whatever its lead
        part = min(one.length, other.length)
        return Comparison(part, one.length, other.length, scale=1)
    anywhere, aligned = _count(both & one.in_lead), _count(both & one.in_lead & in_lead)
    shared = lead * LEAD_SCALE * anywhere / aligned if aligned else anywhere * SCALE
    rest = max(0, one.length - one.lead * LEAD_SCALE)
    shared += rest * _count(both & ~one.in_lead) / max(1, _count(of_whole & ~one.in_lead))
    return Comparison(min(round(shared), one.length, other.length), one.length, other.length, scale=1)


def _count(mask: Mask) -> int:
    return int(np.count_nonzero(mask))
