"""The samples through a real Kafka: the same records, to the byte, and every refused input a dead letter."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from schemas import EnrichedArticle, ScreenedArticle
from services.common.store import Store
from tests.cli.terminal import wirewatch
from tests.golden.samples import WIRE, samples

pytestmark = pytest.mark.kafka


def test_the_chain_gives_the_records_that_the_stages_give(broker: str, prefix: str, tmp_path: Path) -> None:
    store = f"sqlite:///{tmp_path / 'store.db'}"
    demo = wirewatch("demo", "--json", "--input", WIRE, broker=broker, prefix=prefix, store=store, data=tmp_path)
    assert demo.returncode == 0, demo.stderr.decode()
    values = {orjson.loads(line)["id"]: line for line in demo.stdout.splitlines()}
    records = {sample.record.id: sample.record for sample in samples().values() if sample.record}
    assert values.keys() == records.keys()
    for id_, value in values.items():
        enriched = EnrichedArticle.model_validate_json(value)
        assert ScreenedArticle.model_validate(enriched.model_dump(by_alias=True)) == records[id_]
    refused = [sample for sample in samples().values() if sample.record is None]
    assert f"dead letters       {len(refused)}" in demo.stderr.decode()
    with Store.open(store) as opened:
        assert opened.count().articles == len(records)
        assert all(opened.get_bytes(id_) == value for id_, value in values.items())
