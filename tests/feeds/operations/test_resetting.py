"""Reset: new addresses; the old ones serve no calendar data from the very next request on."""

from uuid import UUID

import pytest

from api.models import AuditEntry, Calendar, FeedToken, User
from api.models.access import CalendarRole
from api.models.audit import Action
from api.models.feed import Feed, RetiredReason
from api.models.fields import new_id
from api.schema.ids import encode_id
from tests.factories import add_member, make_calendar, make_event, make_user
from tests.feeds.publishing import REPLACED, addresses_of, publish, reset, summaries
from tests.service import Service


async def statuses(service: Service, urls: list[str]) -> set[int]:
    return {(await service.fetch(url)).status_code for url in urls}


async def told(service: Service, urls: list[str]) -> set[str]:
    """All that these addresses show."""
    return {summary for url in urls for summary in summaries(await service.fetch(url))}


async def resets_noted(user: User) -> int:
    return await AuditEntry.filter(actor_id=user.id, action=Action.FEEDS_RESET).count()


async def test_a_reset_changes_every_address_and_the_old_ones_serve_nothing(
    service: Service,
) -> None:
    published = await publish(service)
    await make_calendar(published.owner, name="Partners")
    before = await addresses_of(service, published.owner)
    etags = {url: (await service.fetch(url)).headers["etag"] for url in before.values()}
    answer = (await reset(service, published.owner)).data["resetCalendarFeeds"]
    # The very next requests, without and with what the programs remember.
    for url, etag in etags.items():
        assert summaries(await service.fetch(url)) == [REPLACED]
        assert summaries(await service.fetch(url, if_none_match=etag)) == [REPLACED]
    assert answer["errors"] == []
    after = {feed["id"]: feed["links"]["url"] for feed in answer["feeds"]}
    assert after.keys() == before.keys()
    assert len(after) == 3
    assert not {*after.values()} & {*before.values()}
    assert await statuses(service, [*after.values()]) == {200}
    assert await addresses_of(service, published.owner) == after


async def test_a_new_address_serves_what_the_old_one_did(service: Service) -> None:
    published = await publish(service)
    before = await service.fetch(published.url)
    await reset(service, published.owner)
    url = await service.feed_url(published.owner, calendar="Court diary")
    assert (await service.fetch(url)).content == before.content


async def test_a_reset_leaves_other_peoples_addresses_alone(service: Service) -> None:
    published = await publish(service)
    colleague = await make_user(await published.owner.organization)
    await add_member(published.calendar, colleague, CalendarRole.READER)
    theirs = await addresses_of(service, colleague)
    await reset(service, published.owner)
    assert await addresses_of(service, colleague) == theirs
    assert await statuses(service, [*theirs.values()]) == {200}


async def test_a_single_feed_is_reset_alone(service: Service) -> None:
    published = await publish(service)
    before = await addresses_of(service, published.owner)
    [reset_id] = [id_ for id_, url in before.items() if url == published.url]
    answer = (await reset(service, published.owner, [reset_id, reset_id])).data
    assert [feed["id"] for feed in answer["resetCalendarFeeds"]["feeds"]] == [reset_id]
    after = await addresses_of(service, published.owner)
    assert {id_ for id_ in before if after[id_] != before[id_]} == {reset_id}
    assert await told(service, [published.url]) == {REPLACED}
    assert await statuses(service, [*after.values()]) == {200}


async def test_a_second_reset_replaces_the_addresses_of_the_first(service: Service) -> None:
    published = await publish(service)
    old = [published.url]
    for _ in range(3):
        await reset(service, published.owner)
        old.append(await service.feed_url(published.owner, calendar="Court diary"))
    assert len({*old}) == 4
    assert await told(service, old[:-1]) == {REPLACED}
    assert await statuses(service, old[-1:]) == {200}


async def test_replaced_tokens_are_kept_with_the_moment_and_the_reason(service: Service) -> None:
    published = await publish(service)
    service.clock.advance(minutes=5)
    await reset(service, published.owner)
    retired = await FeedToken.filter(user_id=published.owner.id, retired_at__isnull=False)
    assert {token.retired_at for token in retired} == {service.clock.now}
    assert {token.retired_reason for token in retired} == {RetiredReason.RESET}


async def test_addresses_that_were_never_shown_are_made_when_they_are(service: Service) -> None:
    owner = await make_user()
    await make_calendar(owner, name="Court diary")
    assert (await reset(service, owner)).data["resetCalendarFeeds"]["errors"] == []
    assert await statuses(service, [*(await addresses_of(service, owner)).values()]) == {200}


@pytest.mark.parametrize("asked_for", ["nothing", "unknown", "malformed", "foreign", "calendar"])
async def test_a_reset_of_what_is_not_among_ones_feeds_is_refused_and_changes_nothing(
    service: Service, asked_for: str
) -> None:
    published = await publish(service)
    other = await publish(service)
    before = await addresses_of(service, published.owner)
    mine, *_ = before
    foreign, *_ = await addresses_of(service, other.owner)
    wrong = {
        "nothing": [],
        "unknown": [mine, encode_id("CalendarFeed", new_id())],
        "malformed": [mine, "not an id"],
        "foreign": [mine, foreign],
        "calendar": [mine, encode_id("Calendar", published.calendar.id)],
    }[asked_for]
    answer = (await reset(service, published.owner, wrong)).data["resetCalendarFeeds"]
    assert answer["feeds"] is None
    [error] = answer["errors"]
    assert error["code"] == ("INVALID_INPUT" if asked_for == "nothing" else "NOT_FOUND")
    assert error["path"] == ["input", "feedIds"]
    assert await addresses_of(service, published.owner) == before
    assert await statuses(service, [*before.values(), other.url]) == {200}
    assert await resets_noted(published.owner) == 0


async def test_nobody_resets_without_signing_in(service: Service) -> None:
    published = await publish(service)
    answer = await service.graphql("mutation { resetCalendarFeeds(input: {}) { errors { code } } }")
    assert answer.codes == ["UNAUTHENTICATED"]
    assert await statuses(service, [published.url]) == {200}


async def test_a_reset_of_all_reaches_the_feed_of_a_calendar_out_of_sight(
    service: Service,
) -> None:
    """Access may come back, and the old address must not come back with it."""
    published = await publish(service)
    colleague = await make_user(await published.owner.organization)
    member = await add_member(published.calendar, colleague, CalendarRole.READER)
    url = await service.feed_url(colleague, calendar="Court diary")
    await member.delete()
    answer = (await reset(service, colleague)).data["resetCalendarFeeds"]
    assert [feed["kind"] for feed in answer["feeds"]] == ["ALL"]
    await add_member(published.calendar, colleague, CalendarRole.READER)
    assert await told(service, [url]) == {REPLACED}
    renewed = await service.feed_url(colleague, calendar="Court diary")
    assert summaries(await service.fetch(renewed)) == ["Hearing"]


async def test_the_feed_of_a_calendar_out_of_sight_is_not_reset_by_its_id(
    service: Service,
) -> None:
    published = await publish(service)
    colleague = await make_user(await published.owner.organization)
    member = await add_member(published.calendar, colleague, CalendarRole.READER)
    url = await service.feed_url(colleague, calendar="Court diary")
    feed = await Feed.get(user_id=colleague.id, calendar_id=published.calendar.id)
    await member.delete()
    answer = await reset(service, colleague, [encode_id("CalendarFeed", feed.id)])
    assert [error["code"] for error in answer.data["resetCalendarFeeds"]["errors"]] == ["NOT_FOUND"]
    await add_member(published.calendar, colleague, CalendarRole.READER)
    assert await statuses(service, [url]) == {200}


async def test_a_reset_is_noted_with_who_when_where_and_which(service: Service) -> None:
    published = await publish(service)
    await reset(service, published.owner)
    feeds = await Feed.filter(user_id=published.owner.id)
    entry = await AuditEntry.get(action=Action.FEEDS_RESET)
    assert entry.actor_id == entry.subject_id == published.owner.id
    assert entry.organization_id == published.owner.organization_id
    assert entry.at == service.clock.now
    assert entry.network == "127.0.0.0/24"
    assert entry.details == {"feeds": sorted(str(feed.id) for feed in feeds)}


async def test_an_event_made_after_the_reset_is_not_at_the_old_address(service: Service) -> None:
    published = await publish(service)
    await reset(service, published.owner)
    await make_event(published.calendar, title="Secret meeting")
    await Calendar.filter(id=published.calendar.id).update(revision=7)
    answer = await service.fetch(published.url)
    assert "Secret" not in answer.text
    assert summaries(answer) == [REPLACED]
    assert UUID(str(published.event.id)).hex not in answer.text
