"""The settings: their types, defaults, bounds and descriptions, and what they imply."""

from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)

from api.settings import values

PREFIX: Final = "CALENDAR_FEEDS_"


class Mode(StrEnum):
    """Development is for one's own machine; production is strict."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    """Lines for a person, or one JSON object a line."""

    TEXT = "text"
    JSON = "json"


Words = Annotated[tuple[str, ...], BeforeValidator(values.words)]


class Settings(BaseModel):
    """Every setting with its default; the description is what docs and `settings` show."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    mode: Mode = Field(
        Mode.DEVELOPMENT, description="`development` or `production`; production is strict."
    )
    database_url: SecretStr = Field(
        SecretStr(""),
        description="`sqlite://PATH` or `postgres://USER:PASSWORD@HOST:PORT/NAME`; empty means "
        "`calendar-feeds.sqlite3` in the data folder.",
    )
    public_url: str = Field(
        "",
        description="Where people and calendar programs reach the service, without a trailing "
        "slash; empty means `http://HOST:PORT`.",
    )
    data_dir: Path = Field(
        Path("data"),
        description="Folder of the SQLite database and of the key file, made when it is missing.",
    )
    keys: SecretStr = Field(
        SecretStr(""),
        description="Keys from which feed addresses are derived, newest first, separated by "
        "commas: each 32 bytes in URL-safe base64. Empty with SQLite: a file `keys` in the data "
        "folder, made at first run. Required with PostgreSQL.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on.")
    workers: int = Field(1, ge=1, le=64, description="Server processes of `serve`.")
    window_past_days: int = Field(
        45, ge=0, le=3660, description="Days before today of which a feed speaks."
    )
    window_future_days: int = Field(
        60, ge=0, le=3660, description="Days after today of which a feed speaks."
    )
    reset_notice_days: int = Field(
        30,
        ge=0,
        le=3660,
        description="Days for which a retired address says why it shows nothing; 0 answers 404 at "
        "once.",
    )
    refresh_interval: timedelta = Field(
        timedelta(hours=1),
        ge=timedelta(minutes=1),
        le=timedelta(days=7),
        description="How often calendar programs are asked to look again: an ISO 8601 duration.",
    )
    description_length: int = Field(
        2000,
        ge=100,
        le=100_000,
        description="Characters of a description that a feed shows before it is cut.",
    )
    google_calendar_scheme: Literal["webcal", "https"] = Field(
        "webcal",
        description="Scheme of the address inside the link to Google Calendar: `webcal` or "
        "`https`; reports differ on which Google takes.",
    )
    session_days: int = Field(
        14, ge=1, le=366, description="Days after which a sign-in on the page ends."
    )
    body_cache_megabytes: int = Field(
        64, ge=0, le=65_536, description="Memory of each process for feeds already rendered."
    )
    fetch_record_days: int = Field(
        30,
        ge=1,
        le=366,
        description="Days for which it is kept which programs fetched a feed, how often, and from "
        "which networks.",
    )
    operation_seconds: int = Field(
        10,
        ge=1,
        le=600,
        description="Seconds that a GraphQL operation may take before it is ended; the import of a "
        "file may take three minutes.",
    )
    introspection: bool | None = Field(
        None, description="Whether GraphQL answers introspection; empty means in development only."
    )
    allowed_origins: Words = Field(
        (),
        description="Origins whose pages may ask GraphQL with a bearer token, such as "
        "`https://app.example.com`; empty means none but the service's own.",
    )
    trusted_proxies: Words = Field(
        ("127.0.0.1",),
        description="IP addresses or networks of proxies whose `X-Forwarded-For` and `-Proto` are "
        "believed; `*` believes everybody.",
    )
    log_format: LogFormat = Field(LogFormat.TEXT, description="`text` or `json`.")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="`DEBUG`, `INFO`, `WARNING` or `ERROR`."
    )

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, value: SecretStr) -> SecretStr:
        values.check_database_url(value.get_secret_value())
        return value

    @field_validator("public_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        return values.public_url(value)

    @field_validator("allowed_origins")
    @classmethod
    def _origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(map(values.origin, value))

    @field_validator("trusted_proxies")
    @classmethod
    def _addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        values.check_proxies(value)
        return value

    @model_validator(mode="after")
    def _production_is_strict(self) -> "Settings":
        if self.mode is Mode.PRODUCTION and not self.public_url:
            raise ValueError(f"{PREFIX}PUBLIC_URL is required in production mode")
        if self.mode is Mode.PRODUCTION and not self.public_url.startswith("https://"):
            raise ValueError(
                f"{PREFIX}PUBLIC_URL must begin with https:// in production mode: the address of a "
                "feed is a secret, and so is a session, which anybody on the way could read"
            )
        if self.is_postgres and not self.keys.get_secret_value():
            raise ValueError(
                f"{PREFIX}KEYS is required with PostgreSQL: every replica needs the same keys. "
                "Make one with: calendar-feeds generate-key"
            )
        return self

    @property
    def is_postgres(self) -> bool:
        """Whether the database is PostgreSQL; else it is SQLite."""
        return self.database_url.get_secret_value().startswith("postgres")

    @property
    def base_url(self) -> str:
        """The public address without a trailing slash."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.public_url or f"http://{host}:{self.port}"

    @property
    def effective_database_url(self) -> str:
        """The database's address, the default filled in. Holds the password: never log it."""
        return (
            self.database_url.get_secret_value()
            or f"sqlite://{self.data_dir / 'calendar-feeds.sqlite3'}"
        )

    @property
    def allows_introspection(self) -> bool:
        """Whether GraphQL tells its schema."""
        if self.introspection is None:
            return self.mode is Mode.DEVELOPMENT
        return self.introspection
