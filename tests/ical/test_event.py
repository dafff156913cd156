"""An event as a VEVENT: its identity, its period, what it shows at which detail."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ical.facts import EventStatus
from api.ical.feed_settings import CancelledEvents, Detail, FeedSettings
from api.models.fields import new_id
from tests.ical.samples import EVENT, component, properties

# Pinned: when it changes, programs see another event.
EVENT_NAME = "f5104702-bcd8-5fd3-8ec4-b159556153f6"
START = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
CANCELLED = replace(EVENT, status=EventStatus.CANCELLED)
SHOW_CANCELLED = FeedSettings(cancelled=CancelledEvents.SHOW)


def test_an_event_keeps_its_uid_when_it_is_moved_and_renamed() -> None:
    moved = replace(EVENT, title="Other", starts_at=START, ends_at=START + timedelta(hours=1))
    uid = properties(component(EVENT))["UID"]
    assert uid == f"{EVENT_NAME}@calendar-feeds"
    assert properties(component(moved))["UID"] == uid


def test_an_occurrence_is_known_by_its_original_start_wherever_it_was_moved() -> None:
    occurrence = replace(EVENT, original_start=START, starts_at=START + timedelta(days=1))
    uid = f"{EVENT_NAME}-20260329T003000Z@calendar-feeds"
    assert properties(component(occurrence))["UID"] == uid


@pytest.mark.parametrize("detail", [Detail.FULL, Detail.TITLE, Detail.BUSY])
def test_a_uid_does_not_tell_when_its_item_was_made_and_is_the_same_at_every_detail(
    detail: Detail,
) -> None:
    """Keys are UUIDv7, which begins with the time."""
    written = component(replace(EVENT, id=new_id()), detail=detail)
    told = UUID(properties(written)["UID"].partition("@")[0])
    assert told.version == 5
    assert properties(component(EVENT, detail=detail))["UID"] == properties(component(EVENT))["UID"]


@given(length=st.timedeltas(timedelta(days=-3), timedelta(days=3)), all_day=st.booleans())
def test_the_end_is_always_after_the_start(length: timedelta, *, all_day: bool) -> None:
    shown = properties(
        component(replace(EVENT, all_day=all_day, starts_at=START, ends_at=START + length))
    )
    value = ";VALUE=DATE" if all_day else ""
    assert shown[f"DTEND{value}"] > shown[f"DTSTART{value}"]


def test_an_event_without_length_lasts_a_minute() -> None:
    for length in timedelta(), timedelta(milliseconds=999), timedelta(hours=-1):
        shown = properties(component(replace(EVENT, starts_at=START, ends_at=START + length)))
        assert (shown["DTSTART"], shown["DTEND"]) == ("20260329T003000Z", "20260329T003100Z")


def test_an_all_day_event_has_dates_and_an_exclusive_end_of_at_least_the_next_day() -> None:
    day = datetime(2026, 3, 29, tzinfo=UTC)
    for days, end in (3, "20260401"), (1, "20260330"), (0, "20260330"), (-1, "20260330"):
        event = replace(EVENT, all_day=True, starts_at=day, ends_at=day + timedelta(days=days))
        shown = properties(component(event))
        assert shown["DTSTART;VALUE=DATE"] == "20260329"
        assert shown["DTEND;VALUE=DATE"] == end


def test_status_and_transparency_are_the_events_own() -> None:
    tentative = properties(component(replace(EVENT, status=EventStatus.TENTATIVE)))
    assert (tentative["STATUS"], tentative["TRANSP"]) == ("TENTATIVE", "OPAQUE")
    assert properties(component(replace(EVENT, transparent=True)))["TRANSP"] == "TRANSPARENT"


def test_a_cancelled_event_is_left_out_unless_the_feed_shows_it() -> None:
    assert component(CANCELLED) is None
    assert component(CANCELLED, detail=Detail.TITLE) is None


@pytest.mark.parametrize("detail", [Detail.FULL, Detail.TITLE])
def test_a_cancelled_event_that_is_shown_says_so_and_takes_no_time(detail: Detail) -> None:
    shown = properties(component(CANCELLED, settings=SHOW_CANCELLED, detail=detail))
    assert shown["SUMMARY"] == "Cancelled: Planning"
    assert (shown["STATUS"], shown["TRANSP"]) == ("CANCELLED", "TRANSPARENT")


def test_a_busy_feed_says_when_and_nothing_else() -> None:
    shown = properties(component(EVENT, detail=Detail.BUSY, several_calendars=True))
    times = {"DTSTAMP", "LAST-MODIFIED", "DTSTART", "DTEND"}
    assert shown.keys() == {"BEGIN", "UID", "SEQUENCE", "SUMMARY", "END"} | times
    assert shown["SUMMARY"] == "Busy"


def test_a_busy_feed_leaves_out_what_takes_no_time() -> None:
    assert component(replace(EVENT, transparent=True), detail=Detail.BUSY) is None
    assert component(CANCELLED, detail=Detail.BUSY, settings=SHOW_CANCELLED) is None


def test_the_same_event_gives_the_same_bytes() -> None:
    assert component(EVENT) == component(replace(EVENT))
