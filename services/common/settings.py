"""Settings: flags over `WIREWATCH_*` environment variables over a TOML file over the defaults here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Self

import platformdirs
from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from services.common.errors import UserError

CONFIG_FILE = "wirewatch.toml"
DEFAULT_BROKER = "127.0.0.1:9092"


class Settings(BaseSettings):
    """What a process of wirewatch needs to be told. All of it has a default that works on a laptop."""

    model_config = SettingsConfigDict(
        env_prefix="WIREWATCH_", toml_file=CONFIG_FILE, extra="forbid", frozen=True, validate_default=True
    )

    broker: Annotated[
        str | None,
        Field(
            pattern=r"^[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*$",
            description="Addresses of the Kafka brokers, host:port with commas between; none means the local one.",
        ),
    ] = None
    data: Annotated[Path, Field(description="Folder of all that is kept on this machine.")] = Path(
        platformdirs.user_data_dir("wirewatch")
    )
    store: Annotated[
        str | None, Field(description="SQLAlchemy URL of the store; none means SQLite in the data folder.")
    ] = None
    lists: Annotated[
        Path | None, Field(description="The built file of sanctions lists; none means lists.wwl in the data folder.")
    ] = None
    prefix: Annotated[
        str,
        Field(
            pattern=r"^([A-Za-z0-9-]+\.)*$",
            max_length=100,
            description="Put before every topic and consumer group; ends in a dot. For replays and tests.",
        ),
    ] = ""
    metrics: Annotated[
        str | None,
        Field(
            pattern=r"^[^\s,:]+:\d{1,5}$",
            description="host:port of /metrics, /healthz and /readyz; default: 127.0.0.1:9464, or a free port.",
        ),
    ] = None
    instance: Annotated[
        str | None,
        Field(
            pattern=r"^[A-Za-z0-9._-]+$",
            description="Name of this process among those of a service, the same at each start: it gets its partitions "
            "back without a rebalance (static membership).",
        ),
    ] = None
    stuck_after: Annotated[
        float, Field(gt=0, description="Seconds without progress, while messages wait, after which a process ends.")
    ] = 60.0
    dead_letters_per_minute: Annotated[
        int, Field(ge=1, description="A service that writes more waits: a bad deployment must not drain its topic.")
    ] = 1000
    restarts: Annotated[
        int, Field(ge=0, description="How often this process was started again; `wirewatch up` sets it.")
    ] = 0
    horizon_days: Annotated[
        float,
        Field(
            gt=0,
            le=3650,
            description="Days of event time for which deduplication remembers an article. Another one gives other "
            "verdicts, from the log's beginning on.",
        ),
    ] = 14.0
    snapshot_every: Annotated[
        int,
        Field(
            ge=1, description="Articles after which deduplication stores its state of a lane; so many are read again."
        ),
    ] = 50_000
    log_format: Annotated[str, Field(pattern="^(auto|json|text)$")] = "auto"
    log_level: Annotated[str, Field(pattern="^(debug|info|warning|error)$")] = "info"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @classmethod
    def load(cls, **flags: Any) -> Self:
        """Settings from all sources; flags that are None were not given.

        Raises UserError naming the setting that is wrong and where it can be set.
        """
        given = {name: value for name, value in flags.items() if value is not None}
        try:
            return cls(**given)
        except ValidationError as error:
            first = error.errors()[0]
            name = str(first["loc"][0]) if first["loc"] else "?"
            hint = f"It can be set by --{name.replace('_', '-')}, WIREWATCH_{name.upper()} or {CONFIG_FILE}."
            raise UserError(
                f"Setting {name!r} is wrong: {first['msg']} (given: {first['input']!r}).", hint=hint
            ) from None
        except ValueError as error:
            raise UserError(
                f"{CONFIG_FILE} cannot be read: {error}", hint="Correct the file or move it away."
            ) from None

    @property
    def bootstrap(self) -> str:
        """The broker's address, the local default where none is set."""
        return self.broker or DEFAULT_BROKER

    @property
    def store_url(self) -> str:
        """The store's URL, SQLite in the data folder where none is set."""
        return self.store or f"sqlite:///{self.data / 'wirewatch.db'}"

    @property
    def lists_path(self) -> Path:
        """The file of sanctions lists, in the data folder where none is set."""
        return self.lists or self.data / "lists.wwl"
