"""A message of a later kind made from an earlier one is as one that was read."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from schemas import EnrichedArticle, Processing, ScreenedArticle
from tests.builders import an_enriched_article


def screened() -> ScreenedArticle:
    whole = an_enriched_article(id="a1", headline="Norway lifts sanctions", keywords=("oil",))
    return ScreenedArticle.model_validate_json(whole.to_bytes())


def test_it_has_all_of_the_earlier_one_and_what_is_added() -> None:
    before, processing = screened(), Processing(pipeline="1", versions={})
    after = before.extended(EnrichedArticle, processing=processing)
    assert after == EnrichedArticle(**dict(before), processing=processing)
    assert after.to_bytes() == EnrichedArticle(**dict(before), processing=processing).to_bytes()
    assert EnrichedArticle.model_validate_json(after.to_bytes()) == after


def test_it_leaves_the_earlier_one_as_it_is_and_cannot_be_changed_either() -> None:
    before = screened()
    bytes_ = before.to_bytes()
    after = before.extended(EnrichedArticle, processing=Processing(pipeline="1", versions={}), headline="Another")
    assert (after.headline, before.to_bytes()) == ("Another", bytes_)
    with pytest.raises(ValidationError):
        after.headline = "A third"  # type: ignore[misc]
