"""The keys from which addresses are derived: where they are kept, and which are in use."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.errors import ConfigurationError
from api.feeds.operations.keys import (
    load_keys,
    newest_key_is_known,
    register_key,
    take_into_use,
)
from api.models import KeyUse
from api.settings import Settings, load_settings
from api.tokens import KeyRing, generate_key, parse_key
from tests.clock import NOON, Clock
from tests.factories import make_calendar
from tests.feeds.publishing import FEEDS, publish, reset, summaries
from tests.service import serve

KEY, OTHER = generate_key(), generate_key()
UNREADABLE = {
    "too short": "short",
    "a byte too few": KEY[:-2],
    "three bytes too many": KEY + "AAAA",
    "not ASCII": "é" * 43,
    "not base64": KEY[:-1] + "!",
}


def settings(folder: Path, keys: str = "") -> Settings:
    return load_settings({"CALENDAR_FEEDS_DATA_DIR": str(folder), "CALENDAR_FEEDS_KEYS": keys})


def test_given_keys_are_taken_in_their_order_and_no_file_is_made(tmp_path: Path) -> None:
    for text in (f"{KEY},{OTHER}", f"{KEY} , {OTHER},", f"{KEY}\n{OTHER}\n{KEY}"):
        ring = load_keys(settings(tmp_path / "data", text))
        assert ring.keys == (parse_key(KEY), parse_key(OTHER))
        assert ring.first == parse_key(KEY)
    assert not (tmp_path / "data").exists()


def test_without_keys_a_file_for_the_owner_alone_is_made_at_first_run(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    ring = load_keys(settings(folder))
    file = folder / "keys"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == ["keys"]
    assert load_keys(settings(folder)) == ring


def test_the_file_may_hold_several_keys(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text(f"{KEY}\n{OTHER}\n")
    assert load_keys(settings(tmp_path)).keys == (parse_key(KEY), parse_key(OTHER))


def test_first_runs_at_once_end_with_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as threads:
        rings = list(threads.map(load_keys, [settings(tmp_path / "data")] * 8))
    assert len({*rings}) == 1


@pytest.mark.parametrize("wrong", UNREADABLE)
def test_a_key_that_cannot_be_read_stops_the_start_without_being_told(
    tmp_path: Path, wrong: str
) -> None:
    text = UNREADABLE[wrong]
    with pytest.raises(ConfigurationError) as refused:
        load_keys(settings(tmp_path, f"{KEY},{text}"))
    assert "CALENDAR_FEEDS_KEYS, key 2" in str(refused.value)
    assert text not in str(refused.value)
    assert KEY not in str(refused.value)
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("content", [b"", b" \n", b",", b"\xff\xfe", b"not a key"])
def test_a_file_without_keys_stops_the_start_and_stays_as_it_is(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "keys").write_bytes(content)
    with pytest.raises(ConfigurationError, match="keys"):
        load_keys(settings(tmp_path))
    assert (tmp_path / "keys").read_bytes() == content


def test_a_folder_in_the_place_of_the_file_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    with pytest.raises(ConfigurationError, match="cannot be used"):
        load_keys(settings(tmp_path))


async def test_the_database_knows_a_key_by_its_fingerprint_alone(open_database: str) -> None:
    key = parse_key(KEY)
    await register_key(key, NOON)
    await register_key(key, NOON)
    [use] = await KeyUse.all()
    assert (use.fingerprint, use.used_at) == (key.fingerprint, NOON)


async def test_the_newest_key_is_the_one_that_was_taken_into_use_last(
    open_database: str, clock: Clock
) -> None:
    old, new = parse_key(KEY), parse_key(OTHER)
    assert await newest_key_is_known(KeyRing((old,)))
    await register_key(old, clock.now)
    await register_key(new, clock.advance(days=1))
    assert not await newest_key_is_known(KeyRing((old,)))
    assert await newest_key_is_known(KeyRing((new,)))
    assert await newest_key_is_known(KeyRing((old, new)))


async def test_a_start_does_not_pass_an_old_key_off_as_the_newest(
    open_database: str, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    old, new = parse_key(KEY), parse_key(OTHER)
    await take_into_use(KeyRing((old,)), clock.now)
    await take_into_use(KeyRing((new, old)), clock.advance(days=1))
    assert not caplog.records
    await take_into_use(KeyRing((old,)), clock.advance(days=1))
    assert not await newest_key_is_known(KeyRing((old,)))
    assert "calendar-feeds reset-feeds" in caplog.text


async def test_a_key_that_was_put_aside_is_taken_into_use_again(
    open_database: str, clock: Clock
) -> None:
    """A key that was only tried out made the service unready for good."""
    old, new = parse_key(KEY), parse_key(OTHER)
    await take_into_use(KeyRing((old,)), clock.now)
    await take_into_use(KeyRing((new, old)), clock.advance(days=1))
    await register_key(old, clock.advance(days=1))  # as the command does
    assert await newest_key_is_known(KeyRing((old,)))


async def test_without_the_newest_key_no_addresses_are_made_and_none_replaced(
    environ: dict[str, str], clock: Clock
) -> None:
    async with serve(load_settings(environ | {"CALENDAR_FEEDS_KEYS": KEY}), clock) as service:
        published = await publish(service)
    clock.advance(days=1)
    both = f"{OTHER},{KEY}"
    async with serve(load_settings(environ | {"CALENDAR_FEEDS_KEYS": both}), clock) as service:
        assert await service.feed_url(published.owner, calendar="Court diary") == published.url
    async with serve(load_settings(environ | {"CALENDAR_FEEDS_KEYS": KEY}), clock) as service:
        await make_calendar(published.owner, name="New")
        data = await service.ask(FEEDS, user=published.owner)
        links = [edge["node"]["links"] for edge in data["calendarFeeds"]["edges"]]
        assert sum(link is None for link in links) == 1
        answer = await reset(service, published.owner)
        assert answer.codes == ["UNAVAILABLE"]
        assert summaries(await service.fetch(published.url)) == ["Hearing"]
