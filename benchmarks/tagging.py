"""What tagging costs, without Kafka: processor time of an article, where it goes, articles a second, memory.

Processor time counts alike on a busy machine and on a quiet one; articles a second by the clock do not.

python -m benchmarks.tagging [--articles FILE] [--count N] [--json]
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sys
import time
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.table import Table

from services.common.encoder import english
from services.common.sentences import sentences
from services.feeds.files import find_files, read_file
from services.feeds.items import Parsed
from services.tagging.combine import combine
from services.tagging.entities import entities
from services.tagging.gazetteer import for_language
from services.tagging.reader import Reader, inputs
from services.tagging.stage import Content, Tagger
from services.tagging.windows import windows

WORDS = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=Path, help="JSON lines with `text`; by default the project's samples")
    parser.add_argument("--count", type=int, default=100, help="articles of 500 words made of them (default 100)")
    parser.add_argument("--json", action="store_true", help="print JSON")
    given = parser.parse_args()
    figures = measure(articles(given.articles, given.count))
    if given.json:
        json.dump(figures, sys.stdout, indent=2)
        sys.stdout.write("\n")
        return
    table = Table("", "", title="Tagging", show_header=False)
    for name, figure in figures.items():
        table.add_row(name.replace("_", " "), f"{figure:,.4g}" if isinstance(figure, float) else str(figure))
    Console().print(table)


def articles(path: Path | None, count: int) -> list[Content]:
    """Articles of 500 words in English, of sentences drawn from real ones, so that none is a copy of another."""
    if path is None:
        items = [
            item
            for file in find_files([Path(str(files("seeds"))) / "wire"])
            for item in read_file(file, clock=lambda: None)
        ]
        texts = [item.article.text for item in items if isinstance(item, Parsed) and item.article.language == "en"]
    else:
        texts = [orjson.loads(line)["text"] for line in path.read_bytes().splitlines()]
    drawn = random.Random(1)
    pool = [text[start:end] for text in texts for start, end in sentences(text)]
    made = []
    for _ in range(count):
        chosen: list[str] = []
        while sum(len(sentence.split()) for sentence in chosen) < WORDS:
            chosen.append(drawn.choice(pool))
        made.append((chosen[0], " ".join(chosen), "en"))
    return made


def measure(contents: Sequence[Content]) -> dict[str, Any]:
    """The figures by name."""
    started = time.perf_counter()
    one, two = Tagger(Reader.load(1)), Tagger(Reader.load(2))
    for_language("en")
    loaded = (time.perf_counter() - started) / 2
    one.tags(contents[:5])
    pairs = [(headline, text) for headline, text, _ in contents]
    pieces, parts = _parts(one._reader, pairs)
    total = sum(parts.values())
    return {
        "articles": len(contents),
        "pieces_per_article": sum(map(len, pieces)) / len(contents),
        "seconds_to_load": loaded,
        **_pace("1_thread", len(contents), lambda: Tagger(one._reader).tags(contents)),
        **_pace("2_threads", len(contents), lambda: Tagger(two._reader).tags(contents)),
        **{f"share_{name}": seconds / total for name, seconds in parts.items()},
        "peak_MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _pace(name: str, articles: int, work: Callable[[], Any]) -> dict[str, float]:
    started = time.perf_counter()
    seconds = _seconds(work)
    return {
        f"core_ms_per_article_{name}": 1000 * seconds / articles,
        f"articles_per_second_{name}": articles / (time.perf_counter() - started),
    }


def _parts(reader: Reader, pairs: Sequence[tuple[str, str]]) -> tuple[list[list[int]], dict[str, float]]:
    """Seconds of each part of the work, on one thread."""
    made = [list(windows(headline, text, english())) for headline, text in pairs]
    sequences = [inputs(window) for each in made for window in each]
    readings = reader(pairs)
    gazetteer = for_language("en")
    combined = [combine(*pair, reading, gazetteer) for pair, reading in zip(pairs, readings, strict=True)]
    tokenise = _seconds(lambda: [list(windows(headline, text, english())) for headline, text in pairs])
    encode = _seconds(lambda: reader.model(sequences))
    return [list(sequence["pieces"][0]) for sequence in sequences], {
        "tokenise": tokenise,
        "encode": encode,
        "decode": max(_seconds(lambda: reader(pairs)) - encode - tokenise, 0.0),
        "combine": _seconds(
            lambda: [combine(*pair, reading, gazetteer) for pair, reading in zip(pairs, readings, strict=True)]
        ),
        "link": _seconds(lambda: [entities(each.mentions, WORDS) for each in combined]),
    }


def _seconds(work: Callable[[], Any]) -> float:
    """Of the processor, in all threads."""
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main()
