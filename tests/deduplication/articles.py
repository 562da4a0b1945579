"""Articles to compare, written for these tests, and short ways to make and judge them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.prose import Prose
from schemas import Article, DeduplicatedArticle, Duplicate, Source
from services.deduplication.stage import Deduplicator

START = datetime(2024, 3, 5, 9, 12, tzinfo=UTC)

HARBOUR = """\
Dock workers in Port Avel walked out on Tuesday after talks over night shifts broke down, leaving 41 ships at anchor \
in the bay and lorries queueing for 12 kilometres along the coast road.

The harbour authority said it had offered a rise of 4.5 percent over two years, which the union's negotiators turned \
down shortly before dawn. "They want us to work longer for less," said Mara Deluin, who leads the crane drivers. \
"Nobody in this town can live on that."

Grain traders fear that the stoppage will hold up shipments to the islands, where stores run low by the end of winter. \
About 230,000 tonnes are waiting in the silos behind the eastern quay, and the owners of two smaller terminals have \
already declared that they cannot take any of it.

The government has so far kept out of the dispute. A spokesman for the transport minister said that the law left it no \
part in wage talks, but three of its own deputies from the coast called on it to name a mediator before the weekend.

Avel handles a third of the country's trade. The last strike there, nine years ago, went on for 26 days and ended only \
when the shipping lines themselves agreed to pay into a fund for the families of injured dockers."""

ORCHARD = """\
A late frost has destroyed most of the apricot blossom in the Sendal valley, growers said on Monday, and the harvest \
that usually begins in July may fail altogether for the first time in living memory.

Temperatures fell to 6 degrees below freezing on three nights running. Families lit fires between the rows and flew \
hired helicopters over the slopes to push warmer air down, but the cold came back each time before sunrise.

"You could hear the buds crack," said Ilo Brandt, whose 18 hectares lie at the top of the valley. He expects to sell \
the fruit of perhaps 40 trees. His neighbours have asked the province for loans that would carry them to next spring.

The cooperative that dries and packs the apricots employs 310 people in season. Its director said that she would buy \
from abroad if she had to, though the contracts with bakeries promise fruit from the valley and from nowhere else.

Weather records at the old observatory go back to 1871 and hold no April as cold as this one. Its keeper, who still \
reads the thermometers by hand, blamed a stream of polar air that had wandered far south of where it belongs."""

RESULT = """\
The Sendal Rovers beat Port Avel {0} at home on Saturday in front of {1} people. The first goal came in minute {2} \
after a corner from the left, and the visitors had a man sent off in minute {3} for a foul in the middle of the field. \
The referee let the game run for {4} more minutes at the end. The Rovers now have {5} points in the league and meet \
the leaders next week, when their captain will be back from injury, the club said in a statement on its website."""
"""A match report to be filled in with its numbers."""


def article(
    name: str, text: str = HARBOUR, *, source: str | None = "wire", minutes: float = 0, **fields: Any
) -> Article:
    """An article published and received some minutes after `START`."""
    time = START + timedelta(minutes=minutes)
    times = {"published_at": time, "received_at": time + timedelta(seconds=4)}
    origin = Source(id=source) if source else None
    return Article(**{"id": name, "headline": f"Headline of {name}", "text": text, "source": origin, **times, **fields})


def judge(*articles: Article, **settings: Any) -> list[Duplicate]:
    """The verdicts of a new stage on articles in order."""
    return [record.duplicate for record in records(articles, **settings)]


def records(articles: Sequence[Article], **settings: Any) -> list[DeduplicatedArticle]:
    """What a new stage makes of articles, all handed in at once."""
    return [outcome for outcome in Deduplicator(**settings)(articles) if isinstance(outcome, DeduplicatedArticle)]


def prose(seed: int, words: int = 300) -> str:
    """An invented article that no other seed repeats."""
    return Prose(seed, vocabulary=5000).text(words)


def first_paragraphs(text: str, count: int) -> str:
    return "\n\n".join(text.split("\n\n")[:count])


def reworded(text: str, share: float, seed: int) -> str:
    """The text with a share of its words changed, all over it."""
    draw = random.Random(seed)
    words = text.split(" ")
    for place in draw.sample(range(len(words)), round(share * len(words))):
        words[place] = "".join(draw.choices("abcdefgh", k=9))
    return " ".join(words)
