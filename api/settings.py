"""Settings: read from the environment once at start, checked, and passed down.

Each is an environment variable with the prefix `CALENDAR_FEEDS_`; `<NAME>_FILE` names a file that
holds the value instead, for secrets. docs/settings.md lists them, and a test compares.
"""

import difflib
from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final, Literal
from urllib.parse import SplitResult, urlsplit

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)

from api.errors import ConfigurationError

PREFIX: Final = "CALENDAR_FEEDS_"
_UNREADABLE: Final = (
    "cannot be read as an address; what is special in a password must be percent-encoded"
)
# Read by the tests and by the shell that starts them, not by the program.
_NOT_SETTINGS: Final = (f"{PREFIX}TEST_",)


class Mode(StrEnum):
    """Development is for one's own machine; production is strict."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class LogFormat(StrEnum):
    """Lines for a person, or one JSON object a line."""

    TEXT = "text"
    JSON = "json"


def _split(value: object) -> object:
    return (
        [part for part in value.replace(",", " ").split() if part]
        if isinstance(value, str)
        else value
    )


def _parts(url: str) -> SplitResult:
    """The parts of an address; the library's own errors repeat it, a password in it included."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ValueError(_UNREADABLE) from None
    return parts


Words = Annotated[tuple[str, ...], BeforeValidator(_split)]


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
        Path("data"), description="Folder of the SQLite database and of the key file."
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
    introspection: bool | None = Field(
        None, description="Whether GraphQL answers introspection; empty means in development only."
    )
    trusted_proxies: Words = Field(
        ("127.0.0.1",),
        description="Addresses of proxies whose `X-Forwarded-For` and `-Proto` are believed.",
    )
    log_format: LogFormat = Field(LogFormat.TEXT, description="`text` or `json`.")
    log_level: str = Field(
        "INFO",
        pattern="^(DEBUG|INFO|WARNING|ERROR)$",
        description="`DEBUG`, `INFO`, `WARNING` or `ERROR`.",
    )

    @field_validator("database_url")
    @classmethod
    def _known_engine(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if url.startswith("sqlite://"):
            if url.removeprefix("sqlite://").split("?")[0] in {"", ":memory:"}:
                raise ValueError("must name a file: sqlite://PATH")
        elif url.startswith(("postgres://", "postgresql://")):
            parts = _parts(url)
            if "@" in parts.path + parts.query + parts.fragment:
                raise ValueError(_UNREADABLE)  # the password ends where it was not meant to
        elif url:
            raise ValueError("must begin with sqlite:// or postgres://")
        return value

    @field_validator("public_url")
    @classmethod
    def _absolute(cls, value: str) -> str:
        parts = _parts(value)
        if value and (parts.scheme not in {"http", "https"} or not parts.hostname):
            raise ValueError("must be an address such as https://feeds.example.com")
        if parts.query or parts.fragment or parts.username is not None:
            raise ValueError("must have no query, no fragment and no user name")
        return f"{_origin(parts)}{parts.path.rstrip('/')}" if value else ""

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


def _origin(parts: SplitResult) -> str:
    """Scheme, host and port as browsers write them in Origin: lower case, no default port."""
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}[parts.scheme]
    port = "" if parts.port in {None, default} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def load_settings(environ: Mapping[str, str]) -> Settings:
    """The settings of this environment.

    Raises ConfigurationError that names each variable and what is wrong with it, never its value.
    """
    given: dict[str, Any] = {}
    for variable, value in environ.items():
        if variable.startswith(PREFIX) and not variable.startswith(_NOT_SETTINGS):
            name, text = _setting(variable, value)
            if name in given:
                raise ConfigurationError(
                    f"{PREFIX}{name.upper()} is set twice: with and without _FILE."
                )
            if text.strip():
                given[name] = text.strip()
    try:
        return Settings.model_validate(given)
    except ValidationError as invalid:
        raise ConfigurationError(_explain(invalid)) from None


def _setting(variable: str, value: str) -> tuple[str, str]:
    name = variable.removeprefix(PREFIX).lower()
    if name in Settings.model_fields:
        return name, value
    if name.endswith("_file") and name.removesuffix("_file") in Settings.model_fields:
        try:
            return name.removesuffix("_file"), Path(value).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as unreadable:
            # Without the file's name: it may be the secret itself, given to the wrong variable.
            reason = getattr(unreadable, "strerror", None) or "it is not UTF-8"
            raise ConfigurationError(f"{variable} names no file to read: {reason}.") from None
    close = difflib.get_close_matches(name, Settings.model_fields, n=1)
    hint = f" Did you mean {PREFIX}{close[0].upper()}?" if close else ""
    raise ConfigurationError(f"{variable} is not a setting.{hint}")


def _explain(invalid: ValidationError) -> str:
    lines = []
    for error in invalid.errors(include_url=False, include_context=False, include_input=False):
        name = PREFIX + str(error["loc"][0]).upper() + ": " if error["loc"] else ""
        lines.append(f"{name}{error['msg'].removeprefix('Value error, ')}")
    return "\n".join(lines)
