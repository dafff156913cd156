"""Settings: what each is when nothing is said, what each may be, and what is said of a mistake."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr, ValidationError

from api.errors import ConfigurationError
from api.settings import PREFIX, LogFormat, Mode, Settings, load_settings
from api.settings.mistakes import what_to_give
from api.settings.values import iso_8601
from api.tokens import generate_key
from tests.cli.commands import variables

DOCUMENT = Path(__file__).parents[1] / "docs" / "settings.md"

POSTGRES = "postgres://feeds:hush-hush@db.example/feeds"

DEFAULTS = {
    "mode": Mode.DEVELOPMENT,
    "public_url": "",
    "data_dir": Path("data"),
    "host": "127.0.0.1",
    "port": 8000,
    "workers": 1,
    "window_past_days": 45,
    "window_future_days": 60,
    "reset_notice_days": 30,
    "refresh_interval": timedelta(hours=1),
    "description_length": 2000,
    "google_calendar_scheme": "webcal",
    "session_days": 14,
    "operation_seconds": 10,
    "body_cache_megabytes": 64,
    "fetch_record_days": 30,
    "introspection": None,
    "allowed_origins": (),
    "trusted_proxies": ("127.0.0.1",),
    "log_format": LogFormat.TEXT,
    "log_level": "INFO",
}
SECRETS = {"database_url", "keys"}


def load(**settings: str) -> Settings:
    """The settings of an environment in which just these are set: `port="80"`."""
    return load_settings(variables(settings))


def refusal(**settings: str) -> str:
    """What is said of an environment in which just these are set."""
    with pytest.raises(ConfigurationError) as refused:
        load(**settings)
    return str(refused.value)


def test_nothing_has_to_be_set() -> None:
    settings = load()

    assert Settings.model_fields.keys() == DEFAULTS.keys() | SECRETS
    assert {name: getattr(settings, name) for name in DEFAULTS} == DEFAULTS
    assert [getattr(settings, name).get_secret_value() for name in SECRETS] == ["", ""]


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert load(**dict.fromkeys(Settings.model_fields, " ")) == load()


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("mode", "development", Mode.DEVELOPMENT),
        ("data_dir", "/var/lib/feeds", Path("/var/lib/feeds")),
        ("port", " 8080\n", 8080),
        ("workers", "64", 64),
        ("window_past_days", "0", 0),
        ("refresh_interval", "PT15M", timedelta(minutes=15)),
        ("google_calendar_scheme", "https", "https"),
        ("introspection", "false", False),
        ("trusted_proxies", "10.0.0.1, 10.0.0.2", ("10.0.0.1", "10.0.0.2")),
        ("trusted_proxies", "10.0.0.0/8 2001:db8::/32 ::1", ("10.0.0.0/8", "2001:db8::/32", "::1")),
        ("trusted_proxies", "*", ("*",)),
        ("allowed_origins", "https://APP.example:443/", ("https://app.example",)),
        (
            "allowed_origins",
            "http://a.example:81,https://b.example",
            ("http://a.example:81", "https://b.example"),
        ),
        ("log_format", "json", LogFormat.JSON),
        ("log_level", "DEBUG", "DEBUG"),
        ("public_url", "https://feeds.example.com/", "https://feeds.example.com"),
        ("public_url", "http://[::1]:8000", "http://[::1]:8000"),
        ("public_url", "https://firm.example/calendar/", "https://firm.example/calendar"),
    ],
)
def test_each_setting_is_read_in_the_form_that_its_description_names(
    name: str, text: str, value: Any
) -> None:
    assert getattr(load(**{name: text}), name) == value


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("mode", "productive", "give development or production"),
        ("port", "eighty", "give a whole number from 1 to 65535"),
        ("port", "8000.5", "give a whole number from 1 to 65535"),
        ("port", "0", "give a whole number from 1 to 65535"),
        ("port", "65536", "give a whole number from 1 to 65535"),
        ("port", "9" * 5_000, "give a whole number from 1 to 65535"),
        ("workers", "0", "give a whole number from 1 to 64"),
        ("workers", "65", "give a whole number from 1 to 64"),
        ("window_past_days", "-1", "give a whole number from 0 to 3660"),
        ("window_past_days", "3661", "give a whole number from 0 to 3660"),
        ("window_future_days", "-1", "give a whole number from 0 to 3660"),
        ("window_future_days", "3661", "give a whole number from 0 to 3660"),
        ("refresh_interval", "hourly", "give an ISO 8601 duration such as PT1H"),
        ("refresh_interval", "1h", "give an ISO 8601 duration such as PT1H, from PT1M to P7D"),
        ("refresh_interval", "PT59S", "from PT1M to P7D"),
        ("refresh_interval", "P8D", "from PT1M to P7D"),
        ("refresh_interval", "P99999999999D", "from PT1M to P7D"),
        ("description_length", "99", "give a whole number from 100 to 100000"),
        ("description_length", "100001", "give a whole number from 100 to 100000"),
        ("google_calendar_scheme", "http", "give webcal or https"),
        ("session_days", "0", "give a whole number from 1 to 366"),
        ("session_days", "367", "give a whole number from 1 to 366"),
        ("body_cache_megabytes", "-1", "give a whole number from 0 to 65536"),
        ("body_cache_megabytes", "65537", "give a whole number from 0 to 65536"),
        ("introspection", "perhaps", "give true or false"),
        ("allowed_origins", "*", "* is none"),
        ("allowed_origins", "app.example.com", "give origins such as https://app.example.com"),
        ("allowed_origins", "https://app.example.com/page", "scheme, host and port alone"),
        ("trusted_proxies", "proxy.local", "give IP addresses such as 10.0.0.1"),
        ("trusted_proxies", "10.0.0.1, proxy.local", "give IP addresses such as 10.0.0.1"),
        ("trusted_proxies", "10.0.0.1:8000", "give IP addresses such as 10.0.0.1"),
        ("trusted_proxies", "10.0.0.1/24", "networks such as 10.0.0.0/24"),
        ("trusted_proxies", "10.0.0.1 *", "or * alone"),
        ("log_format", "xml", "give text or json"),
        ("log_level", "loud", "give DEBUG, INFO, WARNING or ERROR"),
        ("public_url", "feeds.example.com", "must be an address such as https://"),
        ("public_url", "ftp://feeds.example.com", "must be an address such as https://"),
        ("public_url", "https://", "must be an address such as https://"),
        ("public_url", "https://feeds.example.com?x=1", "no query, no fragment and no user name"),
        (
            "public_url",
            "https://ada@feeds.example.com",
            "no query, no fragment and no user name",
        ),
        ("public_url", "https://feeds.example.com#x", "no query, no fragment and no user name"),
        ("public_url", "https://feeds.example.com:port", "cannot be read as an address"),
        ("public_url", "https://[feeds.example.com", "cannot be read as an address"),
        ("database_url", "mysql://feeds:hush-hush@db/feeds", "must begin with sqlite:// or"),
        ("database_url", "sqlite:feeds.sqlite3", "must begin with sqlite:// or postgres://"),
        ("database_url", "feeds.sqlite3", "must begin with sqlite:// or postgres://"),
        ("database_url", "sqlite://", "must name a file"),
        ("database_url", "sqlite://:memory:", "must name a file"),
        ("database_url", "sqlite://:memory:?cache=shared", "must name a file"),
        ("database_url", "postgres://feeds:hush-hush@db:port/feeds", "cannot be read"),
        ("database_url", "postgres://feeds:hush/hush@db/feeds", "must be percent-encoded"),
        ("database_url", "postgres://feeds:12/hush@db/feeds", "must be percent-encoded"),
        ("database_url", "postgres://feeds:12?hush@db/feeds", "must be percent-encoded"),
        ("database_url", "postgres://feeds:12#hush@db/feeds", "must be percent-encoded"),
        ("database_url", "postgres://db/feeds?password=hush@hush", "must be percent-encoded"),
        ("database_url", "postgres://feeds:hush\u2100hush@db/feeds", "must be percent-encoded"),
    ],
)
def test_a_value_that_cannot_be_taken_is_explained_and_not_repeated(
    name: str, text: str, reason: str
) -> None:
    said = refusal(**{name: text})

    assert said.startswith(f"{PREFIX}{name.upper()}: ")
    assert reason in said
    assert "hush" not in said
    assert f"'{text}'" not in said
    assert "\n" not in said


def test_of_every_setting_that_is_not_a_text_it_can_be_said_what_to_give() -> None:
    for name, field in Settings.model_fields.items():
        if field.annotation not in {str, Path, SecretStr, tuple[str, ...]}:
            assert what_to_give(field).startswith("give "), name


def test_every_mistake_is_named_at_once() -> None:
    said = refusal(port="eighty", workers="many").splitlines()
    assert [line.split(":")[0] for line in said] == [f"{PREFIX}PORT", f"{PREFIX}WORKERS"]


def test_a_name_that_is_nearly_a_settings_is_answered_with_the_right_one() -> None:
    said = refusal(public_ur="https://feeds.example.com")
    assert said == (
        "CALENDAR_FEEDS_PUBLIC_UR is not a setting. Did you mean CALENDAR_FEEDS_PUBLIC_URL?"
    )


def test_a_name_that_is_like_none_is_answered_without_a_guess() -> None:
    assert refusal(xyzzy="1") == "CALENDAR_FEEDS_XYZZY is not a setting."


def test_variables_of_other_programs_and_of_the_tests_are_left_alone() -> None:
    environ = {"PORT": "eighty", "CALENDAR_FEEDS_TEST_POSTGRES_URL": "postgres://"}
    assert load_settings(environ) == load()


def test_a_file_holds_a_value_instead(tmp_path: Path) -> None:
    key = generate_key()
    file = tmp_path / "key"
    file.write_text(f"{key}\n")

    assert load(keys_file=str(file)).keys.get_secret_value() == key


def test_a_setting_is_given_once(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(generate_key())

    said = refusal(keys=generate_key(), keys_file=str(file))
    assert said == "CALENDAR_FEEDS_KEYS is set twice: with and without _FILE."
    assert load(keys="", keys_file=str(file)).keys.get_secret_value() == file.read_text()


def test_a_file_that_cannot_be_read_is_not_named_as_it_may_be_the_secret_itself(
    tmp_path: Path,
) -> None:
    key = generate_key()
    not_text = tmp_path / "hush-hush"
    not_text.write_bytes(b"\xff")

    for value, reason in [
        (key, "No such file or directory"),
        (str(tmp_path), "Is a directory"),
        ("x" * 5_000, "File name too long"),
        (str(not_text), "it is not UTF-8"),
    ]:
        said = refusal(keys_file=value)
        assert said == f"CALENDAR_FEEDS_KEYS_FILE names no file to read: {reason}."


def test_production_needs_the_public_address() -> None:
    said = refusal(mode="production")
    assert said == "CALENDAR_FEEDS_PUBLIC_URL is required in production mode"
    assert load(mode="production", public_url="https://feeds.example.com").mode is Mode.PRODUCTION


def test_production_is_reached_over_https_only() -> None:
    said = refusal(mode="production", public_url="http://feeds.example.com")
    assert said.startswith("CALENDAR_FEEDS_PUBLIC_URL must begin with https:// in production mode")
    assert load(mode="production", public_url="HTTPS://feeds.example.com").mode is Mode.PRODUCTION
    assert load(public_url="http://feeds.example.com").base_url == "http://feeds.example.com"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_postgresql_needs_keys(scheme: str) -> None:
    url = POSTGRES.replace("postgres", scheme)

    said = refusal(database_url=url)

    assert said.startswith("CALENDAR_FEEDS_KEYS is required with PostgreSQL")
    assert "calendar-feeds generate-key" in said
    assert load(database_url=url, keys=generate_key()).is_postgres


def test_secrets_are_not_in_the_representation() -> None:
    key = generate_key()
    settings = load(database_url=POSTGRES, keys=key)

    assert key not in repr(settings)
    assert "hush" not in f"{settings} {settings!r}"


def test_not_even_the_librarys_own_error_repeats_a_value() -> None:
    with pytest.raises(ValidationError) as invalid:
        Settings.model_validate({"database_url": "mysql://feeds:hush-hush@db/feeds"})
    assert "hush" not in str(invalid.value)


def test_the_database_is_a_file_in_the_data_folder_unless_said_otherwise() -> None:
    assert load().effective_database_url == "sqlite://data/calendar-feeds.sqlite3"
    in_folder = load(data_dir="/var/lib/feeds").effective_database_url
    assert in_folder == "sqlite:///var/lib/feeds/calendar-feeds.sqlite3"
    assert load(database_url="sqlite:///x.db").effective_database_url == "sqlite:///x.db"
    assert load(database_url=POSTGRES, keys="k").effective_database_url == POSTGRES


def test_the_address_is_that_of_the_socket_unless_said_otherwise() -> None:
    assert load(port="81").base_url == "http://127.0.0.1:81"
    assert load(host="::1").base_url == "http://[::1]:8000"
    assert load(public_url="https://feeds.example.com", port="81").base_url == (
        "https://feeds.example.com"
    )


@pytest.mark.parametrize(
    ("mode", "introspection", "told"),
    [
        ("development", "", True),
        ("development", "no", False),
        ("production", "", False),
        ("production", "yes", True),
    ],
)
def test_graphql_tells_its_schema_in_development_only_unless_said_otherwise(
    mode: str, introspection: str, told: bool
) -> None:
    settings = load(mode=mode, introspection=introspection, public_url="https://feeds.example.com")
    assert settings.allows_introspection is told


def test_the_document_lists_every_setting_with_its_default_and_description() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", DOCUMENT.read_text(), re.MULTILINE)

    assert [row[0] for row in rows] == [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]
    assert {row[0]: row[1:] for row in rows} == {
        f"{PREFIX}{name.upper()}": (shown_default(name), str(field.description))
        for name, field in Settings.model_fields.items()
    }


def shown_default(name: str) -> str:
    """A default as the document shows it: as one would write it, or nothing."""
    value = getattr(load(), name)
    if name in SECRETS or value in (None, "", ()):
        return ""
    if isinstance(value, timedelta):
        return f"`{iso_8601(value)}`"
    return f"`{','.join(value)}`" if isinstance(value, tuple) else f"`{value}`"


@pytest.mark.parametrize(
    ("given", "origin"),
    [
        ("HTTPS://Feeds.Example.COM:443/", "https://feeds.example.com"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:80/calendar/", "http://[::1]/calendar"),
    ],
)
def test_the_public_address_is_kept_as_browsers_write_it(given: str, origin: str) -> None:
    assert load_settings({"CALENDAR_FEEDS_PUBLIC_URL": given}).base_url == origin
