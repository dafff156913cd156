"""What the route notes of a fetch."""

import logging

import pytest

from api.models import FeedProgram, FetchDay
from api.models.availability import is_unavailable
from api.models.database import open_database
from api.models.fetch import FetchResult
from api.settings import Settings, load_settings
from api.tokens import FEED, generate_token, parse_token
from tests.clock import Clock
from tests.feeds.fetching import counted
from tests.feeds.network import network_to
from tests.feeds.outside import run
from tests.feeds.publishing import publish, reset
from tests.feeds.raw import ask, target_of
from tests.service import Service, serve

THUNDERBIRD = "Thunderbird/153.7.0"


async def kept(service: Service) -> list[FeedProgram]:
    """The programs, once what waits is written."""
    await service.app.state.fetches.flush()
    return await FeedProgram.all().order_by("program")


async def test_a_fetch_is_noted_with_its_program_its_token_and_what_it_got(
    service: Service,
) -> None:
    published = await publish(service)
    first = await service.fetch(published.url, user_agent=THUNDERBIRD)
    etag = first.headers["etag"]
    [row] = await kept(service)
    token = parse_token(published.url.rpartition("/")[2].removesuffix(".ics"), FEED)
    assert token
    assert (row.program, row.selector, row.last_etag) == ("thunderbird", token.selector, etag)
    assert (row.last_result, row.last_fetch_at) == (FetchResult.FULL, service.clock.now)

    later = service.clock.advance(hours=1)
    await service.fetch(published.url, user_agent=THUNDERBIRD, if_none_match=etag)

    [row] = await kept(service)
    assert (row.last_result, row.last_fetch_at) == (FetchResult.NOT_MODIFIED, later)
    assert row.gaps == [3600]


async def test_head_is_noted_as_what_it_is_answered(service: Service) -> None:
    published = await publish(service)
    target = target_of(service, published.url)
    etag = (await ask(service, target, "HEAD")).header("etag")[0]
    await ask(service, target, "HEAD", [("If-None-Match", etag)])
    await service.app.state.fetches.flush()
    day = await FetchDay.get()
    assert (day.full_count, day.not_modified_count) == (1, 1)


async def test_programs_are_noted_each_by_itself_whatever_they_say_they_are(
    service: Service,
) -> None:
    published = await publish(service)
    target = target_of(service, published.url)
    said = ["Evolution/3.46.4", THUNDERBIRD, "\xff<script>alert(1)</script>", "x" * 5_000]
    for user_agent in said:
        await ask(service, target, headers=[("User-Agent", user_agent)])
    await ask(service, target)
    programs = [row.program for row in await kept(service)]
    assert programs == ["evolution", "script", "thunderbird", "unknown", "x" * 20]


@pytest.mark.parametrize("address", ["wrong secret", "unknown", "malformed"])
async def test_who_proves_no_address_is_not_noted(service: Service, address: str) -> None:
    published = await publish(service)
    await reset(service, published.owner)
    token = published.url.rpartition("/")[2].removesuffix(".ics")
    asked = {
        "wrong secret": token[:-43] + "0" * 43,
        "unknown": str(generate_token(FEED)),
        "malformed": "cf_x",
    }[address]
    answer = await service.fetch(f"/feeds/{asked}.ics", user_agent=THUNDERBIRD)
    assert answer.status_code == 404
    assert await kept(service) == []


async def test_a_program_at_a_replaced_address_is_noted_as_one_that_has_the_notice(
    service: Service,
) -> None:
    published = await publish(service)
    await reset(service, published.owner)
    before = await service.fetch(published.url, user_agent=THUNDERBIRD)
    etag = before.headers["etag"]
    await service.fetch(published.url, user_agent=THUNDERBIRD, if_none_match=etag)
    [row] = await kept(service)
    assert (row.program, row.last_result) == ("thunderbird", FetchResult.NOTICE)
    assert (await FetchDay.get()).notice_count == 2


async def test_what_the_owner_exports_is_no_fetch(service: Service) -> None:
    published = await publish(service)
    await service.ask(
        "{ calendarFeeds(first: 1) { edges { node { export { etag } } } } }", user=published.owner
    )
    assert await kept(service) == []


async def test_a_feed_is_served_although_its_fetch_cannot_be_written(
    service: Service, app_settings: Settings
) -> None:
    database = app_settings.effective_database_url
    published = await publish(service)
    await run(database, "ALTER TABLE feed_programs RENAME TO elsewhere")
    for _ in range(3):
        assert (await service.fetch(published.url)).status_code == 200
    await run(database, "ALTER TABLE elsewhere RENAME TO feed_programs")
    await service.app.state.fetches.flush()
    assert await counted() == 3


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
async def test_a_server_out_of_reach_costs_no_record(environ: dict[str, str], clock: Clock) -> None:
    async with network_to(environ["CALENDAR_FEEDS_DATABASE_URL"]) as (network, url):
        settings = load_settings(environ | {"CALENDAR_FEEDS_DATABASE_URL": url})
        async with serve(settings, clock) as service:
            published = await publish(service)
            await service.fetch(published.url)
            await network.cut()
            with pytest.raises(Exception) as failed:  # noqa: PT011  (whatever the driver says)
                await service.app.state.fetches.flush()
            assert is_unavailable(failed.value)
            assert (await service.fetch(published.url)).status_code == 503
            await network.join()
            await service.app.state.fetches.flush()
            assert await counted() == 1


async def test_what_waits_is_written_when_the_program_is_told_to_stop(
    app_settings: Settings, clock: Clock
) -> None:
    async with serve(app_settings, clock) as service:
        published = await publish(service)
        await service.fetch(published.url)
        assert await counted() == 0
    async with open_database(app_settings.effective_database_url):
        assert await counted() == 1


async def test_the_program_ends_although_nothing_can_be_written_and_says_what_is_lost(
    app_settings: Settings, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "api.feeds.fetches")
    async with serve(app_settings, clock) as service:
        published = await publish(service)
        await service.fetch(published.url)
        await service.fetch(published.url)
        await run(
            app_settings.effective_database_url, "ALTER TABLE feed_programs RENAME TO elsewhere"
        )
    said = [record.getMessage() for record in caplog.records]
    assert said == ["fetches could not be recorded", "fetches that were not recorded: 2"]


async def test_records_are_kept_as_long_as_the_setting_says(
    environ: dict[str, str], clock: Clock
) -> None:
    settings = load_settings(environ | {"CALENDAR_FEEDS_FETCH_RECORD_DAYS": "2"})
    async with serve(settings, clock) as service:
        published = await publish(service)
        await service.fetch(published.url)
        clock.advance(days=1)
        await service.fetch(published.url)
    clock.advance(days=1)
    async with serve(settings, clock):
        assert await counted() == 1
