"""The tagging service: who, what, where?"""

from __future__ import annotations

from schemas import DeduplicatedArticle, TaggedArticle
from schemas.topics import DEDUPLICATED, TAGGED
from services.common.engine.service import Service
from services.common.settings import Settings
from services.common.version import VERSION
from services.tagging.stage import Tagger


def service(settings: Settings) -> Service[DeduplicatedArticle, TaggedArticle]:
    """The tagger is loaded once a process."""
    return Service(name="tagging", version=VERSION, reads=DEDUPLICATED, writes=TAGGED, stage=Tagger.load, most=64)
