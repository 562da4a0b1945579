"""Which broker a command talks to: the one that is named, else the local one of the data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from services.common.settings import Settings

if TYPE_CHECKING:
    from services.broker.folder import BrokerFolder


def configured(**flags: Any) -> Settings:
    """Settings with a broker: where none is named, that of the local Kafka of the data folder, if one was started."""
    settings = Settings.load(**flags)
    state = None if settings.broker else _local(settings).state()
    return settings if state is None else settings.model_copy(update={"broker": state.address})


def has_broker(**flags: Any) -> bool:
    """Whether a broker is named, or a local Kafka runs on the data folder."""
    settings = Settings.load(**flags)
    return settings.broker is not None or _local(settings).server() is not None


def _local(settings: Settings) -> BrokerFolder:
    from services.broker.folder import BrokerFolder  # only here, since most commands are told their broker

    return BrokerFolder(settings.data)
