"""Which broker a command talks to: the one that is named, else the local one of the data folder."""

from __future__ import annotations

from typing import Any

from services.common.settings import Settings


def configured(**flags: Any) -> Settings:
    """Settings with a broker: where none is named, that of the local Kafka of the data folder, if one was started."""
    settings = Settings.load(**flags)
    if settings.broker is not None:
        return settings
    from services.broker.folder import BrokerFolder

    state = BrokerFolder(settings.data).state()
    return settings if state is None else settings.model_copy(update={"broker": state.address})


def has_broker(**flags: Any) -> bool:
    """Whether a broker is named, or a local Kafka runs on the data folder."""
    settings = Settings.load(**flags)
    if settings.broker is not None:
        return True
    from services.broker.folder import BrokerFolder

    return BrokerFolder(settings.data).server() is not None
