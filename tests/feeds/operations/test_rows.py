"""One bad row costs that row, never the feed."""

import logging

import pytest

from api.settings import Settings
from tests.factories import make_calendars, make_event, make_task
from tests.feeds.outside import run
from tests.feeds.publishing import Published, publish, raise_revision, summaries
from tests.service import Service

# What only a hand in the database can do; the text must not get into a log.
WRONG = "A secret text"
ON_BOTH = {
    "categories are a number": "categories = '5'",
    "categories are null": "categories = 'null'",
    "a category is a number": "categories = '[1]'",
    "a category is a list": "categories = '[[\"x\"]]'",
}
ON_SQLITE = {
    "categories are no JSON": "categories = '[\"x'",
    "the start is no instant": "starts_at = '2026-03-18 99:99:00'",
    "the end is no instant": "ends_at = 'later'",
    "the end is missing its type": "ends_at = x'00'",
    "the last write is a number": "updated_at = 17",
    "the key is no key": "id = 'not a key'",
    "the status is unknown": "status = 'PERHAPS'",
    "the text is a blob": "description = x'ff'",
}


async def assert_left_out(
    service: Service, published: Published, database: str, table: str, change: str
) -> None:
    """Asserts that the feed is served without the row that is changed so."""
    row = await (make_event if table == "events" else make_task)(published.calendar, title=WRONG)
    relaxed = ["PRAGMA ignore_check_constraints = ON"] if "sqlite" in database else []
    await run(database, *relaxed, f"UPDATE {table} SET {change} WHERE id = '{row.id}'")
    await raise_revision(published.calendar.id)
    assert summaries(await service.fetch(published.url)) == ["Hearing"]
    assert summaries(await service.fetch(await service.feed_url(published.owner))) == ["Hearing"]


@pytest.mark.parametrize("change", ON_BOTH.values(), ids=ON_BOTH)
@pytest.mark.parametrize("table", ["events", "tasks"])
async def test_a_row_that_cannot_be_shown_is_left_out_and_named_in_the_log(
    service: Service,
    app_settings: Settings,
    caplog: pytest.LogCaptureFixture,
    table: str,
    change: str,
) -> None:
    published = await publish(service)
    database = app_settings.effective_database_url
    await assert_left_out(service, published, database, table, change)
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert errors
    for record in errors:
        assert record.name.startswith("api.feeds.operations.")
        assert record.getMessage().startswith("item ")
        assert record.exc_info is None
    assert WRONG not in caplog.text


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("change", ON_SQLITE.values(), ids=ON_SQLITE)
async def test_what_only_sqlite_stores_is_left_out_too(
    service: Service, app_settings: Settings, caplog: pytest.LogCaptureFixture, change: str
) -> None:
    published = await publish(service)
    database = app_settings.effective_database_url
    await assert_left_out(service, published, database, "events", change)
    assert WRONG not in caplog.text


async def test_control_characters_in_a_row_are_dropped_and_the_rest_is_shown(
    service: Service, app_settings: Settings
) -> None:
    published = await publish(service)
    database = app_settings.effective_database_url
    lone = "char(7)" if "sqlite" in database else "chr(7)"
    await run(
        database,
        f"UPDATE events SET title = 'Hea' || {lone} || 'ring', description = {lone} || 'Bring it'",
        f"UPDATE calendars SET name = 'Court' || {lone}, revision = revision + 1",
    )
    feed = await service.fetch(published.url)
    assert summaries(feed) == ["Hearing"]
    assert "DESCRIPTION:Bring it\r\n" in feed.text
    assert "NAME:Court\r\n" in feed.text
    assert not {*feed.content} & {*range(32)} - {10, 13}


async def test_a_feed_over_more_calendars_than_one_statement_takes_shows_all(
    service: Service,
) -> None:
    published = await publish(service)
    calendars = await make_calendars(published.owner, 1_001)
    for row in (calendars[0], calendars[-1]):
        await make_event(row, title=row.name)
    feed = await service.fetch(await service.feed_url(published.owner))
    assert sorted(summaries(feed)) == ["Hearing", "Matter 0", "Matter 1000"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_text_that_is_not_utf_8_is_shown_as_far_as_it_can_be(
    service: Service, app_settings: Settings
) -> None:
    """It failed the statement, and with it the feed."""
    published = await publish(service)
    await make_event(published.calendar, title="Later", starts_at=published.event.ends_at)
    broken = "CAST(x'48ff61' AS TEXT)"
    await run(
        app_settings.effective_database_url,
        f"UPDATE events SET title = {broken}, description = {broken} WHERE title = 'Hearing'",
        f"UPDATE calendars SET name = {broken}, revision = revision + 1",
        f"UPDATE users SET name = {broken}",
    )
    assert summaries(await service.fetch(published.url)) == ["H\ufffda", "Later"]
    data = await service.ask("{ viewer { name } }", user=published.owner)
    assert data == {"viewer": {"name": "H\ufffda"}}


async def test_when_every_row_is_bad_the_feed_is_empty_and_valid(
    service: Service, app_settings: Settings
) -> None:
    published = await publish(service)
    database = app_settings.effective_database_url
    await run(
        database,
        "UPDATE events SET categories = '5'",
        "UPDATE calendars SET revision = revision + 1",
    )
    assert summaries(await service.fetch(published.url)) == []
