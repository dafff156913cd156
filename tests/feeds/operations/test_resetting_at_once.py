"""Resets at the same moment, and resets that fail in the middle."""

import asyncio
from collections import Counter

import pytest

from api.models import AuditEntry, FeedToken
from api.models.audit import Action
from api.settings import Settings
from tests.factories import make_calendar
from tests.feeds.outside import is_sqlite, run
from tests.feeds.publishing import REPLACED, addresses_of, publish, reset, summaries
from tests.service import Service

RESETS = 20
SQLITE_TRIGGER = """
CREATE TRIGGER fault {moment} ON {table} WHEN {condition} BEGIN SELECT RAISE(ABORT, 'fault'); END
"""
POSTGRES_TRIGGER = """
CREATE FUNCTION fault() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN IF {condition} THEN RAISE 'fault'; END IF; RETURN NEW; END $$;
CREATE TRIGGER fault {moment} ON {table} FOR EACH ROW EXECUTE FUNCTION fault();
"""
# Each step of a reset, so that one fails when the ones before it were done.
STEPS = {
    "the first address is retired": ("BEFORE UPDATE", "feed_tokens", "true"),
    "all addresses are retired": ("BEFORE INSERT", "feed_tokens", "true"),
    "some addresses are made": (
        "BEFORE INSERT",
        "feed_tokens",
        "(SELECT count(*) FROM feed_tokens WHERE retired_at IS NULL) = 2",
    ),
    "all addresses are made": ("BEFORE INSERT", "audit_entries", "NEW.action = 'FEEDS_RESET'"),
}


async def test_twenty_resets_at_once_leave_one_consistent_set(service: Service) -> None:
    published = await publish(service)
    await make_calendar(published.owner, name="Partners")
    first = await addresses_of(service, published.owner)
    answers = await asyncio.gather(*(reset(service, published.owner) for _ in range(RESETS)))
    assert not [answer.errors for answer in answers if answer.errors]
    last = await addresses_of(service, published.owner)

    live = Counter([token.feed_id for token in await FeedToken.filter(retired_at__isnull=True)])
    assert sorted(live.values()) == [1, 1, 1]
    assert await FeedToken.all().count() == 3 * (RESETS + 1)
    assert await AuditEntry.filter(action=Action.FEEDS_RESET).count() == RESETS

    shown = {
        feed["links"]["url"]
        for answer in answers
        for feed in answer.data["resetCalendarFeeds"]["feeds"]
    }
    for url in {*first.values()} | shown | {*last.values()}:
        replaced = summaries(await service.fetch(url)) == [REPLACED]
        assert replaced is (url not in last.values())


async def test_resets_and_fetches_at_once_serve_or_refuse_and_nothing_else(
    service: Service,
) -> None:
    published = await publish(service)
    fetches = [service.fetch(published.url) for _ in range(RESETS)]
    resets = [reset(service, published.owner) for _ in range(3)]
    responses, answers = await asyncio.gather(asyncio.gather(*fetches), asyncio.gather(*resets))
    for response in responses:
        assert summaries(response) in (["Hearing"], [REPLACED])
    assert not [answer.errors for answer in answers if answer.errors]
    assert summaries(await service.fetch(published.url)) == [REPLACED]


@pytest.mark.parametrize("step", STEPS)
async def test_a_reset_that_fails_in_the_middle_leaves_every_address_as_it_was(
    service: Service, app_settings: Settings, step: str
) -> None:
    published = await publish(service)
    await make_calendar(published.owner, name="Partners")
    before = await addresses_of(service, published.owner)
    database = app_settings.effective_database_url
    moment, table, condition = STEPS[step]
    trigger = SQLITE_TRIGGER if is_sqlite(database) else POSTGRES_TRIGGER
    await run(database, trigger.format(moment=moment, table=table, condition=condition))

    answer = await reset(service, published.owner)
    assert answer.codes == ["INTERNAL"]
    assert "fault" not in answer.response.text
    assert await addresses_of(service, published.owner) == before
    for url in before.values():
        assert (await service.fetch(url)).status_code == 200
    assert not await FeedToken.filter(retired_at__isnull=False).exists()
    assert not await AuditEntry.filter(action=Action.FEEDS_RESET).exists()

    drop = "DROP TRIGGER fault" + ("" if is_sqlite(database) else f" ON {table}")
    await run(database, drop)
    assert (await reset(service, published.owner)).data["resetCalendarFeeds"]["errors"] == []
    for url in before.values():
        assert summaries(await service.fetch(url)) == [REPLACED]
