"""The notice of a retired address: valid, always today, and nothing of the calendar in it."""

from datetime import date, timedelta
from typing import Any

import pytest
from icalendar import Calendar as Parsed

from api.feeds.notice import Retired, render_notice
from api.ical.facts import RenderOptions
from api.models import FeedToken
from api.models.feed import RetiredReason
from api.models.fields import new_id
from api.schema.ids import encode_id
from api.settings import load_settings
from tests.clock import NOON, Clock
from tests.feeds.publishing import (
    REPLACED,
    UNAVAILABLE,
    WITHDRAWN,
    publish,
    reset,
    summaries,
)
from tests.ical.readers import READERS
from tests.service import Service, serve

TEXTS = {
    RetiredReason.RESET: REPLACED,
    RetiredReason.ACCESS_WITHDRAWN: WITHDRAWN,
    RetiredReason.DELETED: UNAVAILABLE,
    RetiredReason.EXPIRED: UNAVAILABLE,
}


def notice(reason: RetiredReason, after: timedelta = timedelta()) -> bytes:
    retired = Retired(token_id=new_id(), feed_id=None, selector="", at=NOON, reason=reason)
    return render_notice(
        retired, NOON + after, public_url="https://feeds.example.com", options=RenderOptions()
    )


def event_of(body: bytes) -> Any:
    (event,) = Parsed.from_ical(body).walk("VEVENT")
    return event


@pytest.mark.parametrize("reason", RetiredReason)
def test_every_reader_shows_the_text_for_the_reason(reason: RetiredReason) -> None:
    for name, read in READERS.items():
        assert [item.title for item in read(notice(reason))] == [TEXTS[reason]], name


@pytest.mark.parametrize("days", [0, 1, 29])
def test_it_is_one_event_of_the_whole_current_day_that_takes_no_time(days: int) -> None:
    event = event_of(notice(RetiredReason.RESET, timedelta(days=days)))
    today = date(2026, 3, 18) + timedelta(days=days)
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (today, today + timedelta(days=1))
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["SEQUENCE"] == days


def test_it_moves_along_with_the_days_and_stays_the_same_event() -> None:
    retired = Retired(
        token_id=new_id(), feed_id=None, selector="", at=NOON, reason=RetiredReason.RESET
    )
    options = RenderOptions()
    events = [
        event_of(render_notice(retired, NOON + timedelta(days=day), public_url="", options=options))
        for day in range(4)
    ]
    assert len({str(event["UID"]) for event in events}) == 1
    stamps = [event["LAST-MODIFIED"].dt for event in events]
    assert stamps == sorted(set(stamps))


def test_it_names_no_calendar_and_has_no_method() -> None:
    text = notice(RetiredReason.RESET).decode()
    assert "NAME:" not in text
    assert "COLOR" not in text
    assert "METHOD" not in text


async def test_it_is_served_for_thirty_days_and_then_there_is_nothing(service: Service) -> None:
    published = await publish(service, title="Secret meeting", description="Bring the file")
    await reset(service, published.owner)
    before = await service.fetch(published.url)
    assert before.headers["content-type"] == "text/calendar; charset=utf-8"
    again = await service.fetch(published.url, if_none_match=before.headers["etag"])
    assert again.status_code == 304
    service.clock.advance(days=29, hours=23, minutes=59)
    last = await service.fetch(published.url, if_none_match=before.headers["etag"])
    assert summaries(last) == [REPLACED]
    for response in (before, last):
        for hidden in ("Secret", "Bring", "Court", str(published.event.id)):
            assert hidden not in response.text + str(response.headers)
    service.clock.advance(minutes=1)
    assert (await service.fetch(published.url)).status_code == 404


async def test_a_reset_can_leave_no_notice(service: Service) -> None:
    published = await publish(service)
    await reset(service, published.owner, leave_notice=False)
    assert (await service.fetch(published.url)).status_code == 404
    assert not await FeedToken.filter(retired_at__isnull=False, leaves_notice=True).exists()


async def test_without_days_of_notice_a_retired_address_is_gone_at_once(
    environ: dict[str, str], clock: Clock
) -> None:
    settings = load_settings(environ | {"CALENDAR_FEEDS_RESET_NOTICE_DAYS": "0"})
    async with serve(settings, clock) as service:
        published = await publish(service)
        await reset(service, published.owner)
        assert (await service.fetch(published.url)).status_code == 404


async def test_an_address_that_was_reset_before_stays_replaced_when_access_ends(
    service: Service,
) -> None:
    """Each address says what happened to it."""
    published = await publish(service)
    await reset(service, published.owner)
    renewed = await service.feed_url(published.owner, calendar="Court diary")
    await service.ask(
        "mutation ($id: ID!) { deleteCalendar(input: {id: $id}) { errors { code } } }",
        user=published.owner,
        id=encode_id("Calendar", published.calendar.id),
    )
    assert summaries(await service.fetch(published.url)) == [REPLACED]
    assert summaries(await service.fetch(renewed)) == [UNAVAILABLE]
