"""The sanctions service: who is being sanctioned?"""

from __future__ import annotations

from schemas import ScreenedArticle, TaggedArticle
from schemas.topics import SCREENED, TAGGED
from services.common.engine.service import Service
from services.common.settings import Settings
from services.common.version import VERSION
from services.sanctions.lists.current import CurrentLists
from services.sanctions.stage import SanctionDetector


def service(settings: Settings) -> Service[TaggedArticle, ScreenedArticle]:
    """The detector is loaded once a process; a new file of lists is taken up at the next batch."""
    lists = CurrentLists(settings.lists_path)
    return Service(
        name="sanctions",
        version=VERSION,
        reads=TAGGED,
        writes=SCREENED,
        stage=lambda: SanctionDetector.load(lists),
        most=64,
    )
