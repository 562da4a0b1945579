"""The services of the chain by name, imported only when asked for."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from services.common.engine.service import Service
    from services.common.settings import Settings

CHAIN = ("deduplication", "tagging", "sanctions", "sink")
"""In the order in which an article passes them."""


def load_services(names: Sequence[str], settings: Settings) -> list[Service[Any, Any]]:
    """The named services, ready to run: models loaded, store open. Raises UserError where a store cannot be opened."""
    return [import_module(f"services.{name}.service").service(settings) for name in names]
