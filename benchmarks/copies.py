"""A labelled stream: articles, and copies of them by the kinds of edits that news goes through on its way.

python -m benchmarks.copies [--articles FILE] [--edits N] [--seed N] > copies.jsonl
wirewatch eval deduplication copies.jsonl
"""

from __future__ import annotations

import argparse
import random
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import orjson

from benchmarks.prose import Prose

START = datetime(2024, 3, 4, 6, tzinfo=UTC)
SITES = 12
Fields = dict[str, Any]


class Editor:
    """Makes copies of articles. `prose` supplies the words that edits bring in."""

    def __init__(self, draw: random.Random, prose: Prose) -> None:
        self._draw = draw
        self._prose = prose
        self._furniture = [(prose.text(25), prose.text(40)) for _ in range(SITES)]

    def reprinted(self, article: Fields) -> Fields:
        return {**article, "headline": self._prose.headline()}

    def retyped(self, article: Fields) -> Fields:
        text = article["text"].replace(", ", " , ").replace("'", "’").replace('"', "”").replace(". ", ".\u00a0 ")
        return {**article, "text": text.upper() if self._draw.random() < 0.2 else text}

    def cut_to_half(self, article: Fields) -> Fields:
        words = article["text"].split(" ")
        return {**article, "text": " ".join(words[: len(words) // 2])}

    def first_three_paragraphs(self, article: Fields) -> Fields:
        return {**article, "text": "\n\n".join(article["text"].split("\n\n")[:3])}

    def a_tenth_of_the_words_changed(self, article: Fields) -> Fields:
        return self._with_words_changed(article, 0.1)

    def a_fifth_of_the_words_changed(self, article: Fields) -> Fields:
        return self._with_words_changed(article, 0.2)

    def three_tenths_of_the_words_changed(self, article: Fields) -> Fields:
        return self._with_words_changed(article, 0.3)

    def wrapped(self, article: Fields) -> Fields:
        header, footer = self._furniture[article["site"]]
        return {**article, "text": f"{header}\n\n{article['text']}\n\n{footer}"}

    def sentences_dropped(self, article: Fields) -> Fields:
        sentences = re.split(r"(?<=[.!?])(\s+)", article["text"])
        kept = [part for part in sentences if part.isspace() or self._draw.random() > 0.15]
        return {**article, "text": "".join(kept)}

    def paragraphs_reordered(self, article: Fields) -> Fields:
        first, *others = article["text"].split("\n\n")
        self._draw.shuffle(others)
        return {**article, "text": "\n\n".join([first, *others])}

    def lead_rewritten(self, article: Fields) -> Fields:
        first, *others = article["text"].split("\n\n")
        return {**article, "text": "\n\n".join([self._prose.text(len(first.split())), *others])}

    def corrected(self, article: Fields) -> Fields:
        """Elsewhere, without a word that it is a correction: one number is another, one word is."""
        words = article["text"].split(" ")
        words[self._draw.randrange(len(words))] = self._draw.choice(self._prose.words)
        numbers = [place for place, word in enumerate(words) if word.isdecimal()]
        if numbers:
            place = self._draw.choice(numbers)
            words[place] = str(int(words[place]) + self._draw.randint(1, 9))
        return {**article, "text": " ".join(words)}

    def appended(self, article: Fields) -> Fields:
        """A wire's write-through: what is new stands at the end."""
        return {**article, "text": f"{article['text']}\n\n{self._prose.text(len(article['text'].split()) // 4)}"}

    def summarised(self, article: Fields) -> Fields:
        """A feed's summary: the first words, cut in the middle of a sentence."""
        return {**article, "text": " ".join(article["text"].split()[:45]) + " …"}

    def expanded(self, article: Fields) -> Fields:
        more = self._prose.text(len(article["text"].split()))
        return {**article, "text": f"{article['text']}\n\n{more}"}

    def updated(self, article: Fields) -> Fields:
        return {
            **article,
            "id": f"{article['id']}-2",
            "version": "2",
            "text": f"{self._prose.text(30)}\n\n{article['text']}",
            "source": {"id": "wire"},
            "publisher_id": article["publisher_id"],
            "url": article["url"],
        }

    def filled_in_anew(self, article: Fields) -> Fields:
        text = re.sub(
            r"\d+", lambda old: str(self._draw.randrange(10 ** len(old[0]), 10 ** (len(old[0]) + 1))), article["text"]
        )
        return {**article, "text": text}

    def quoted(self, article: Fields) -> Fields:
        """Another article that takes one paragraph over."""
        paragraph = self._draw.choice(article["text"].split("\n\n")[1:])
        return {**article, "text": f"{self._prose.text(220)}\n\n{paragraph}\n\n{self._prose.text(220)}"}

    def told_by_another_agency(self, article: Fields) -> Fields:
        """The same event in other words: its names, its numbers and one quotation are all that is shared."""
        shared = re.findall(r"[A-Z]\w+ [A-Z]\w+|\d[\d.,]*\d|\d", article["text"])
        sentence = self._draw.choice(re.split(r"(?<=[.!?])\s+", article["text"]))
        words = self._prose.text(max(60, len(article["text"].split()))).split(" ")
        for place, each in zip(
            sorted(self._draw.sample(range(len(words)), min(len(shared), 40))), shared, strict=False
        ):
            words[place] = f"{words[place]} {each}"
        return {**article, "headline": self._prose.headline(), "text": f"{' '.join(words)}\n\n{sentence}"}

    def _with_words_changed(self, article: Fields, share: float) -> Fields:
        words = article["text"].split(" ")
        for place in self._draw.sample(range(len(words)), round(share * len(words))):
            words[place] = self._draw.choice(self._prose.words)
        return {**article, "text": " ".join(words)}


OWN_STORY = {"template_or_revised_figures", "new"}
EDITS: tuple[tuple[Callable[[Editor, Fields], Fields], str], ...] = (
    (Editor.reprinted, "exact"),
    (Editor.retyped, "exact"),
    (Editor.cut_to_half, "excerpt"),
    (Editor.first_three_paragraphs, "excerpt"),
    (Editor.a_tenth_of_the_words_changed, "near"),
    (Editor.a_fifth_of_the_words_changed, "rewrite"),
    (Editor.three_tenths_of_the_words_changed, "rewrite"),
    (Editor.wrapped, "near"),
    (Editor.sentences_dropped, "near"),
    (Editor.paragraphs_reordered, "near"),
    (Editor.lead_rewritten, "near"),
    (Editor.corrected, "near"),
    (Editor.appended, "near"),
    (Editor.summarised, "excerpt"),
    (Editor.expanded, "expanded"),
    (Editor.updated, "update"),
    (Editor.filled_in_anew, "template_or_revised_figures"),
    (Editor.quoted, "new"),
    (Editor.told_by_another_agency, "new"),
)
"""The kinds of edits and what each makes of an article."""


def stream(originals: Iterable[tuple[str, str]], *, seed: int = 1, edits_each: int = 3) -> list[Fields]:
    """The originals (headline, text) and copies of each by `edits_each` kinds of edits, in order of time.

    Fields of `Article`, with `cluster` and `relation` as labels and `edit`, the kind. An edit that the text does not
    allow (no numbers to change, too few paragraphs) is passed over.
    """
    draw = random.Random(seed)
    editor = Editor(draw, Prose(seed + 1))
    timed: list[tuple[datetime, int, Fields]] = []

    def send(time: datetime, article: Fields, relation: str, cluster: str, edit: str) -> None:
        stamp = time.isoformat()
        fields = {key: value for key, value in article.items() if key != "site"}
        labels = {"published_at": stamp, "received_at": stamp, "relation": relation, "cluster": cluster, "edit": edit}
        timed.append((time, len(timed), {**fields, **labels}))

    for number, (headline, text) in enumerate(originals):
        time = START + timedelta(minutes=3 * number)
        story = f"wire-{number}"
        original = {
            "id": story,
            "source": {"id": "wire"},
            "publisher_id": f"urn:wire:{number}",
            "version": "1",
            "url": f"https://wire.example/{number}",
            "headline": headline,
            "text": text,
            "language": "en",
        }
        send(time, original, "new", story, "original")
        for edit, relation in draw.sample(EDITS, edits_each):
            time += timedelta(minutes=draw.randint(1, 240))
            name = edit.__name__
            site = draw.randrange(SITES)
            elsewhere = {"id": f"{story}-{name}", "source": {"id": f"site-{site}"}, "site": site}
            unedited = {"publisher_id": None, "version": None, "url": None}
            if edit is Editor.updated:
                copy = edit(editor, {**original, "site": site})
            elif _allows(edit, text):
                copy = edit(editor, {**original, **unedited, **elsewhere})
            else:
                continue
            send(time, copy, relation, copy["id"] if relation in OWN_STORY else story, name)
    timed.sort(key=lambda item: item[:2])
    return [fields for _, _, fields in timed]


def _allows(edit: Callable[[Editor, Fields], Fields], text: str) -> bool:
    if edit is Editor.filled_in_anew:
        return len(set(re.findall(r"\d+", text))) >= 5
    if edit in (Editor.first_three_paragraphs, Editor.quoted):
        return text.count("\n\n") >= 6
    return True


def invented(count: int, *, seed: int = 1, words: int = 500) -> Iterator[tuple[str, str]]:
    """So many articles of invented prose."""
    return islice(Prose(seed).articles(words=words), count)


def _read(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_bytes().splitlines():
        fields = orjson.loads(line)
        yield fields.get("headline") or fields.get("title") or "", fields["text"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Write a labelled stream of articles and copies of them.")
    parser.add_argument("--articles", type=Path, help="JSON lines with headline and text; invented prose without")
    parser.add_argument("--count", type=int, default=1000, help="invented articles (default 1000)")
    parser.add_argument("--edits", type=int, default=3, help="kinds of edits of each article (default 3, of 19)")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    originals = _read(given.articles) if given.articles else invented(given.count, seed=given.seed)
    for fields in stream(originals, seed=given.seed, edits_each=given.edits):
        sys.stdout.buffer.write(orjson.dumps(fields) + b"\n")


if __name__ == "__main__":
    main()
