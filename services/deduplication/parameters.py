"""The figures that decide what a copy is, each with where it comes from.

"Measured" means: on 23,000 generated articles with 14 kinds of edits and 15,209 newswire articles compared with
brute-force containment. Other figures are reasoned beside them. Changing one changes verdicts: raise `METHOD`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

METHOD: Final = "fracminhash-1/8-w3-v4"
"""Name and version of the sketch; stands in every verdict."""

# The sketch

WORDS: Final = 3
"""Words in a shingle. Measured."""

CHARACTERS: Final = 5
"""Characters in a shingle where a script writes no spaces: about three words of Chinese, which average 1.7."""

SCALE: Final = 8
"""One shingle in so many is sampled. Measured: 1/8 finds all of 617 real copies and 98 real truncations, 1/16 finds
612 and 92, at the same precision."""

FEW_HASHES: Final = 16
"""Fewer hashes than this give no estimate of a share (measured). A sketch that has fewer must be found mostly
(`MOSTLY`) in the other: then it is an excerpt, and no estimate is needed."""

LEAD: Final = 128
"""Shingles of a text's beginning that are sampled apart and more densely: excerpts are cut from it, and of one that is
shorter than this, one shingle in eight would be too few. A text that is no longer is all lead."""

LEAD_SCALE: Final = 2
"""One shingle of the lead in so many is sampled: a feed's summary of 30 words still has some 14 hashes."""

MOST_CHARACTERS: Final = 500_000
"""Code points of a text that are read for the sketch, some 80,000 words. No article is that long; what is, is compared
by its beginning (its exact copies by all of it). So no sketch has more than some 60,000 hashes."""

SHORT: Final = 10
"""A text that holds fewer than so many shingles end to end (30 words) has no sketch, and its headline counts as
content: such texts are stock phrases ("More follows") as often as news."""

HASH_BITS: Final = 40
"""Bits of a shingle's hash. With a thousand million sampled shingles in the index one article in four meets one that it
does not hold; `LEAST_HASHES` would have to come from one and the same article."""

# The match

LEAST_CONTAINMENT: Final = 0.35
"""Of the smaller sketch, found in the other. Measured."""

LEAST_THROUGHOUT: Final = 0.25
"""Of each text, found in the other: enough where it is spread over all of the text, which a quoted passage is not.
Three words in ten changed leave .7^3 = .34 of the shingles, which an estimate from 60 hashes puts below this once in
twenty times (binomial)."""

PARTS: Final = 4
"""Of a text, of equal length; a power of two. What is shared is spread over all of it where no part has less of it than
one `EVENLY`-th of what the text has."""

EVENLY: Final = 3
"""With 60 hashes, of which a third are shared, no part has less in 91 of 100 texts with words changed all over them
(simulated)."""

THROUGHOUT_HASHES, PART_HASHES = 32, 4
"""Of fewer, in the sample and in a part of it, the parts tell nothing."""

LEAST_HASHES: Final = 4
"""Shared hashes. Measured."""

LEAST_SHINGLES: Final = 16
"""Shared shingles that those hashes stand for (hashes x scale). Binds short texts only: some 18 words in common."""

AS_GOOD: Final = 0.1
"""Matches whose containment lies no further below the best are as good as it; what they resemble and their numbers
decide between them. Two standard errors of a share of .8 that is estimated from 60 hashes, as an article of 500 words
has them."""

MOST_POSTINGS: Final = 32
"""Articles that are found by one hash, the latest ones. Keeps the work on one article below a fixed number of steps,
however often a shingle is repeated; what every article says tells none from another. As many matches are weighed."""

# The filters

BOILERPLATE: Final = 3
"""A hash found in so many earlier stories of the same publisher is furniture and does not count. Measured."""

MOST_FURNITURE: Final = 0.8
"""A text of which more is found in articles of one cluster is one of them, and not an article in much furniture."""

MOST_TOLD: Final = 2
"""Articles a cluster, on average, up to which clusters are taken for as many stories: a story told again and again
leaves few astray."""

SAME_PASSAGE: Final = 0.3
"""What articles of one cluster share with a text is one passage, and furniture, where each lacks less of it than so
much of what the text lacks of it. Of a story retold it lacks as much (1 expected), of furniture nothing (0). Any value
from .3 to .5 finds the same furniture in invented articles, and the lowest loses the fewest stories."""

LEAST_FIGURES: Final = 0.3
"""Of the smaller set of numbers, found in the other; below it, articles with the same words are a template filled in
anew, or a version with other figures. Measured."""

# The relation

MOSTLY: Final = 0.6
"""A text is mostly inside another from this containment on. It lies midway between what changing 10 % and 20 % of the
words leaves of the three-word shingles (.9^3 = .73, .8^3 = .51): a near copy has about one word in seven changed at
most, an excerpt or expanded version shares no more than that in the other direction."""

ALMOST_ALL: Final = 0.9
"""A text of which so much is found in another, or that holds so much of it, is a copy even where all that they share
looks like furniture: a publisher that sends one story several times under new ids makes it look so."""

# Time

HORIZON: Final = timedelta(days=14)
"""How long an article is remembered, in event time."""

BELIEVED_AHEAD: Final = timedelta(days=1)
"""A time further ahead than this of the article's receipt is not believed, and one article moves the watermark by no
more: a wrong date must not make the lane forget. A lane that slept for n days catches up in n articles."""

# The index

READ_TOGETHER: Final = 1 << 17
"""Bytes of text that are sketched together, some 40 articles: what numpy asks for a call is shared, and the arrays, of
up to eight bytes a byte of text, stay in the processor's cache and are bounded. Measured."""

TOGETHER: Final = 500
"""Articles that are looked up together, since what numpy asks for a call is shared: a batch of the engine's."""

FAN_IN: Final = 4
"""Segments that are merged into one, a power of two. A hash is moved log4 of the number of batches times, and a search
looks into three segments of each size at most, half of that on average."""

SLICE: Final = 1 << 15
"""Hashes that are merged in one step, a millisecond; a merge is spread over the batches that come meanwhile."""

SEGMENT_SPAN: Final = 4
"""No merge makes a segment that holds more than one so-manieth of the horizon: it can be let go of only as a whole."""

SEGMENT_ARTICLES: Final = 1 << 20
"""Nor one of more articles, some 900 MB: even to give memory back takes the system a while."""

GIVEN_BACK: Final = 64 * 1024 * 1024
"""Bytes of memory, or one larger array, that a batch gives back to the system, which takes some 50 ms for 500 MB."""
