"""Addresses: made once, shown again as often as wanted, and noted when they are shown."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from api.feeds.operations.keys import register_key
from api.models import AuditEntry, FeedToken, User
from api.models.audit import Action
from api.settings import Settings, load_settings
from api.tokens import generate_key
from tests.clock import Clock
from tests.factories import make_calendar, make_event, make_user
from tests.feeds.outside import run
from tests.feeds.publishing import FEEDS, REPLACED, addresses_of, publish, reset, summaries
from tests.service import Service, serve

AT_ONCE = 20
WITHOUT_LINKS = "{ calendarFeeds { edges { node { id kind } } } }"
WAITING = 4
WAIT_TO_WRITE = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
ONE_FEED = "query ($id: ID!) { node(id: $id) { ... on CalendarFeed { links { url } } } }"


async def shown(user: User) -> int:
    return await AuditEntry.filter(actor_id=user.id, action=Action.ADDRESS_SHOWN).count()


@asynccontextmanager
async def served_with(environ: dict[str, str], clock: Clock, *keys: str) -> AsyncIterator[Service]:
    """The service, started with these keys."""
    settings = load_settings(environ | {"CALENDAR_FEEDS_KEYS": ",".join(keys)})
    async with serve(settings, clock) as service:
        yield service


async def links_of(service: Service, user: User) -> list[object]:
    data = await service.ask(FEEDS, user=user)
    return [edge["node"]["links"] for edge in data["calendarFeeds"]["edges"]]


async def test_an_address_is_made_when_it_is_first_asked_for(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)
    listed = await service.ask(WITHOUT_LINKS, user=user)
    assert len(listed["calendarFeeds"]["edges"]) == 2
    assert await FeedToken.all().count() == 0
    assert len(await addresses_of(service, user)) == 2
    assert await FeedToken.all().count() == 2


async def test_the_same_address_is_shown_again(service: Service) -> None:
    published = await publish(service)
    first = await addresses_of(service, published.owner)
    service.clock.advance(days=40)
    assert await addresses_of(service, published.owner) == first
    for id_, url in first.items():
        data = await service.ask(ONE_FEED, user=published.owner, id=id_)
        assert data["node"]["links"]["url"] == url


async def test_every_feed_has_an_address_of_its_own(service: Service) -> None:
    published, other = await publish(service), await publish(service)
    urls = [
        *(await addresses_of(service, published.owner)).values(),
        *(await addresses_of(service, other.owner)).values(),
    ]
    assert len({*urls}) == 4
    assert len({url.rpartition("_")[2] for url in urls}) == 4


async def test_first_selections_at_once_end_with_one_address_each(service: Service) -> None:
    user = await make_user()
    for _ in range(3):
        await make_calendar(user)
    together = await asyncio.gather(*(addresses_of(service, user) for _ in range(AT_ONCE)))
    assert all(addresses == together[0] for addresses in together)
    assert len(together[0]) == 4
    assert await FeedToken.all().count() == 4
    assert await shown(user) == 4
    for url in together[0].values():
        assert (await service.fetch(url)).status_code == 200


async def test_a_restart_with_the_same_keys_changes_no_address(
    environ: dict[str, str], clock: Clock
) -> None:
    key = generate_key()
    async with served_with(environ, clock, key) as service:
        published = await publish(service)
        before = await addresses_of(service, published.owner)
    async with served_with(environ, clock, key) as service:
        assert await addresses_of(service, published.owner) == before
        assert summaries(await service.fetch(published.url)) == ["Hearing"]


async def test_with_a_new_first_key_the_old_addresses_are_shown_and_work(
    environ: dict[str, str], clock: Clock
) -> None:
    old, new = generate_key(), generate_key()
    async with served_with(environ, clock, old) as service:
        published = await publish(service)
        before = await addresses_of(service, published.owner)
    async with served_with(environ, clock, new, old) as service:
        calendar = await make_calendar(published.owner, name="Later")
        await make_event(calendar, title="Lunch")
        assert before.items() <= (await addresses_of(service, published.owner)).items()
        assert summaries(await service.fetch(published.url)) == ["Hearing"]
        later = await service.feed_url(published.owner, calendar="Later")
    # What was made with the new key needs the old one no more.
    async with served_with(environ, clock, new) as service:
        assert summaries(await service.fetch(later)) == ["Lunch"]
        links = await links_of(service, published.owner)
        assert links.count(None) == 2
        assert {"url": later} in links


async def test_an_address_whose_key_is_gone_works_and_cannot_be_shown(
    environ: dict[str, str], clock: Clock
) -> None:
    async with served_with(environ, clock, generate_key()) as service:
        published = await publish(service)
    clock.advance(days=1)
    async with served_with(environ, clock, generate_key()) as service:
        assert await links_of(service, published.owner) == [None, None]
        assert summaries(await service.fetch(published.url)) == ["Hearing"]
        # Nothing was shown, so nothing is noted beyond the first day.
        assert await shown(published.owner) == 2
        assert (await reset(service, published.owner)).codes == ["UNAVAILABLE"]
        # As the command does, when the key is lost for good.
        await register_key(service.app.state.keys.first, clock.now)
        await reset(service, published.owner)
        after = await addresses_of(service, published.owner)
        assert summaries(await service.fetch(published.url)) == [REPLACED]
        assert {(await service.fetch(url)).status_code for url in after.values()} == {200}


async def test_an_address_shown_is_noted_once_for_user_feed_and_day(service: Service) -> None:
    published = await publish(service)
    for _ in range(3):
        await addresses_of(service, published.owner)
    assert await shown(published.owner) == 2
    entries = await AuditEntry.filter(action=Action.ADDRESS_SHOWN)
    assert {entry.at for entry in entries} == {service.clock.now}
    assert {entry.organization_id for entry in entries} == {published.owner.organization_id}
    assert len({entry.subject_id for entry in entries}) == 2

    await make_calendar(published.owner)
    await addresses_of(service, published.owner)
    assert await shown(published.owner) == 3
    service.clock.now = service.clock.now.replace(hour=23, minute=59, second=59)
    await addresses_of(service, published.owner)
    assert await shown(published.owner) == 3
    service.clock.advance(seconds=1)
    await addresses_of(service, published.owner)
    await addresses_of(service, published.owner)
    assert await shown(published.owner) == 6


@pytest.mark.parametrize("engine", ["postgres"], indirect=True)
async def test_what_is_shown_by_requests_at_once_is_noted_once(
    service: Service, app_settings: Settings
) -> None:
    """All of them find nothing noted: the table is held until they all wait to write."""
    published = await publish(service)
    service.clock.advance(days=1)
    url = app_settings.effective_database_url
    holder, watcher = await asyncpg.connect(url), await asyncpg.connect(url)
    async with holder.transaction(), asyncio.timeout(60):
        await holder.execute("LOCK TABLE audit_entries IN SHARE MODE")
        requests = [
            asyncio.create_task(addresses_of(service, published.owner)) for _ in range(WAITING)
        ]
        # What a transaction sees of its surroundings stands still, so another connection looks.
        while await watcher.fetchval(WAIT_TO_WRITE) < WAITING:
            await asyncio.sleep(0)
    await holder.close()
    await watcher.close()
    await asyncio.gather(*requests)
    assert await shown(published.owner) == 2 + 2


async def test_addresses_shown_to_one_user_are_not_noted_for_another(service: Service) -> None:
    published, other = await publish(service), await publish(service)
    assert await shown(published.owner) == await shown(other.owner) == 2


async def test_what_was_not_asked_for_is_not_noted(service: Service) -> None:
    user = await make_user()
    await make_calendar(user)
    await service.ask(WITHOUT_LINKS, user=user)
    assert await shown(user) == 0


async def test_the_database_holds_neither_secret_nor_address(
    environ: dict[str, str], clock: Clock
) -> None:
    """And an address proves itself by the hash alone: the nonce is for showing it."""
    async with served_with(environ, clock, generate_key()) as service:
        published = await publish(service)
        secret = published.url.removesuffix(".ics").rpartition("_")[2]
        for row in await FeedToken.all().values():
            assert secret not in str(row)
            assert row["secret_hash"].startswith("$argon2id$v=19$m=64,t=1,p=1$")
        database = environ["CALENDAR_FEEDS_DATABASE_URL"]
        await run(database, "UPDATE feed_tokens SET key_fingerprint = 'gone'")
        assert summaries(await service.fetch(published.url)) == ["Hearing"]
