"""The events of a calendar in a range: single ones and occurrences, in one order, page by page."""

from datetime import timedelta
from typing import Any, Final

import pytest

from api.models import Calendar, Event, User
from api.models.access import CalendarRole
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import add_member, at, make_calendar, make_event, make_user
from tests.schema.agendas import AGENDA, agenda, events_of
from tests.schema.paging import ids_of
from tests.schema.statements import statements
from tests.service import Service

AGENDA_QUERY = AGENDA
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


async def diary() -> tuple[User, Calendar]:
    owner = await make_user()
    return owner, await make_calendar(owner, time_zone="Europe/London")


async def make_series(calendar: Calendar, **given: Any) -> Event:
    values = {"starts_at": at("2026-03-02 09:00"), "rrule": "FREQ=WEEKLY", "title": "Weekly"}
    return await make_event(calendar, **values | given)


async def starts(service: Service, owner: User, calendar: Calendar, **arguments: Any) -> list[str]:
    events = await events_of(service, owner, calendar, **arguments)
    return [f"{event['startsAt'][5:16]} {event['title']}" for event in events]


async def test_single_events_and_occurrences_stand_in_one_order(service: Service) -> None:
    owner, calendar = await diary()
    await make_series(calendar)
    await make_event(calendar, title="Hearing", starts_at=at("2026-03-10 09:00"))

    shown = await starts(
        service, owner, calendar, **{"from": "2026-03-09T00:00:00Z", "to": "2026-04-07T00:00:00Z"}
    )

    assert shown == [
        "03-09T09:00 Weekly",
        "03-10T09:00 Hearing",
        "03-16T09:00 Weekly",
        "03-23T09:00 Weekly",
        "03-30T08:00 Weekly",  # nine in London, whose clocks were put forward
        "04-06T08:00 Weekly",
    ]


async def test_an_event_counts_as_in_a_feeds_window(service: Service) -> None:
    owner, calendar = await diary()
    given = {
        "over when it begins": (-2 * HOUR, 2 * HOUR),
        "running": (-2 * HOUR, 3 * HOUR),
        "long, and running": (-9 * DAY, 10 * DAY),
        "beginning with it": (0 * HOUR, HOUR),
        "without length": (0 * HOUR, 0 * HOUR),
        "last": (DAY - HOUR, HOUR),
        "beginning as it ends": (DAY, HOUR),
    }
    for title, (start, length) in given.items():
        await make_event(
            calendar, title=title, starts_at=NOON + start, ends_at=NOON + start + length
        )
    whole = {"from": NOON.isoformat(), "to": (NOON + DAY).isoformat()}

    shown = await events_of(service, owner, calendar, **whole)

    assert {event["title"] for event in shown} == set(given) - {
        "over when it begins",
        "beginning as it ends",
    }
    assert (await agenda(service, owner, calendar, **whole))["totalCount"] == 5


async def test_the_range_is_the_feeds_window_unless_said(service: Service) -> None:
    owner, calendar = await diary()
    for days in (-46, -45, 60, 61):
        midnight = at("2026-03-18 00:00") + timedelta(days=days)
        await make_event(calendar, title=str(days), starts_at=midnight)

    shown = await events_of(service, owner, calendar)

    assert [event["title"] for event in shown] == ["-45", "60"]


async def test_an_overridden_occurrence_stands_where_it_was_moved(service: Service) -> None:
    owner, calendar = await diary()
    series = await make_series(calendar)
    await make_event(
        calendar,
        title="Moved",
        series_id=series.id,
        original_start=at("2026-03-09 09:00"),
        starts_at=at("2026-03-24 15:00"),
    )
    march = {"from": "2026-03-08T00:00:00Z", "to": "2026-03-29T00:00:00Z"}

    shown = await starts(service, owner, calendar, **march)

    assert shown == ["03-16T09:00 Weekly", "03-23T09:00 Weekly", "03-24T15:00 Moved"]
    assert (await agenda(service, owner, calendar, **march))["totalCount"] == 3


@pytest.mark.parametrize("size", [1, 3, 4, 100])
async def test_pages_forwards_and_backwards_show_each_event_once(
    service: Service, size: int
) -> None:
    owner, calendar = await diary()
    series = await make_series(calendar, rrule="FREQ=DAILY;COUNT=12")
    await make_series(calendar, rrule="FREQ=DAILY;COUNT=5", starts_at=at("2026-03-04 09:00"))
    for hour in (9, 9, 9, 10):  # three at the very moment of an occurrence
        await make_event(calendar, starts_at=at(f"2026-03-05 {hour:02}:00"))
    await make_event(
        calendar,
        series_id=series.id,
        original_start=at("2026-03-03 09:00"),
        starts_at=at("2026-03-05 09:00"),
    )
    await make_event(calendar, starts_at=at("2026-01-01 09:00"), ends_at=at("2026-03-30 09:00"))
    whole = ids_of(await agenda(service, owner, calendar, first=100))
    forwards: list[str] = []
    backwards: list[str] = []

    after = before = None
    while True:
        shown = await agenda(service, owner, calendar, first=size, after=after)
        forwards += ids_of(shown)
        after = shown["pageInfo"]["endCursor"]
        if not shown["pageInfo"]["hasNextPage"]:
            break
    while True:
        shown = await agenda(service, owner, calendar, last=size, before=before)
        backwards = ids_of(shown) + backwards
        before = shown["pageInfo"]["startCursor"]
        if not shown["pageInfo"]["hasPreviousPage"]:
            break

    assert len(whole) == len(set(whole)) == 12 + 5 + 4 + 1
    assert forwards == backwards == whole
    assert shown["totalCount"] == 22


async def test_events_that_come_and_go_between_pages_move_no_other_one(service: Service) -> None:
    owner, calendar = await diary()
    series = await make_series(calendar, rrule="FREQ=DAILY;COUNT=20")
    expected = ids_of(await agenda(service, owner, calendar))
    first = await agenda(service, owner, calendar, first=7)

    await make_event(calendar, starts_at=at("2026-03-02 08:00"))
    await make_event(calendar, starts_at=at("2026-03-12 08:00"), title="New")
    series.exdates = ["20260308T090000Z", "20260310T090000Z"]  # at the cursor, and behind it
    await series.save()
    second = await agenda(service, owner, calendar, first=100, after=first["pageInfo"]["endCursor"])

    shown = ids_of(first, second)
    assert len(shown) == len(set(shown))
    assert [id_ for id_ in shown if id_ in expected] == expected[:8] + expected[9:]
    assert [edge["node"]["title"] for edge in second["edges"]].count("New") == 1


async def test_writes_while_pages_are_read_hide_nothing(service: Service) -> None:
    """The same as `tests/verify/test_pages_during_writes.py`, smaller."""
    owner, calendar = await diary()
    for number in range(30):
        await make_event(calendar, starts_at=NOON + number * HOUR)
    before = ids_of(await agenda(service, owner, calendar, first=100))
    page = await agenda(service, owner, calendar, first=5)
    shown = ids_of(page)

    while page["pageInfo"]["hasNextPage"]:
        await make_event(calendar, starts_at=NOON + len(shown) * 2 * HOUR)
        after = page["pageInfo"]["endCursor"]
        page = await agenda(service, owner, calendar, first=5, after=after)
        shown += ids_of(page)

    assert len(shown) == len(set(shown))
    assert [id_ for id_ in shown if id_ in before] == before


async def test_whoever_sees_times_only_gets_the_times_that_are_taken(service: Service) -> None:
    owner, calendar = await diary()
    colleague = await make_user(await owner.organization)
    await add_member(calendar, colleague, CalendarRole.FREE_BUSY_READER)
    await make_event(calendar, starts_at=NOON)
    await make_event(calendar, starts_at=NOON + HOUR, transparent=True)
    await make_event(calendar, starts_at=NOON + 2 * HOUR, status="CANCELLED")
    await make_series(calendar, starts_at=NOON + 3 * HOUR, rrule="FREQ=DAILY;COUNT=2")
    await make_series(calendar, rrule="FREQ=DAILY;COUNT=2", transparent=True)
    hidden = {"title": None, "seriesId": None, "originalStart": None}

    shown = await agenda(service, colleague, calendar)

    events = [edge["node"] for edge in shown["edges"]]
    assert [event["startsAt"][5:16] for event in events] == [
        "03-18T12:00",
        "03-18T15:00",
        "03-19T15:00",
    ]
    assert all(event == event | hidden for event in events)
    assert shown["totalCount"] == 3
    assert (await agenda(service, owner, calendar))["totalCount"] == 7


async def test_a_series_that_cannot_be_read_costs_only_itself(service: Service) -> None:
    owner, calendar = await diary()
    await make_series(calendar, rrule="FREQ=SECONDLY")
    await make_event(calendar, title="Hearing")

    shown = await events_of(service, owner, calendar)

    assert [event["title"] for event in shown] == ["Hearing"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"from": "2026-03-02T00:00:00Z", "to": "2026-03-01T00:00:00Z"}, "ends before it begins"),
        ({"from": "2026-03-01T00:00:00Z", "to": "2027-04-06T00:00:00Z"}, "at most 400 days"),
        ({"from": "0001-01-01T00:00:00Z", "to": "0001-01-02T00:00:00Z"}, "between the years"),
        ({"from": "9999-12-30T00:00:00Z", "to": "9999-12-31T23:59:59-14:00"}, "between the years"),
    ],
)
async def test_a_range_that_is_none_is_told(
    service: Service, arguments: dict[str, str], words: str
) -> None:
    owner, calendar = await diary()

    with pytest.raises(AssertionError, match=words) as told:
        await agenda(service, owner, calendar, **arguments)

    assert "BAD_REQUEST" in str(told.value)


async def test_a_range_may_be_empty_and_may_have_any_offset(service: Service) -> None:
    owner, calendar = await diary()
    await make_event(calendar, starts_at=at("2026-03-18 12:00"))

    empty = {"from": "2026-03-18T12:00:00Z", "to": "2026-03-18T12:00:00Z"}
    there = {"from": "2026-03-18T21:00:00+09:00", "to": "2026-03-18T21:00:01+09:00"}

    assert await events_of(service, owner, calendar, **empty) == []
    assert len(await events_of(service, owner, calendar, **there)) == 1


async def many_series(calendar: Calendar, count: int, **given: Any) -> None:
    pattern = await make_series(calendar, **given)
    kept = ("calendar_id", "rrule", "title", "starts_at", "ends_at", "created_at", "updated_at")
    values = {name: getattr(pattern, name) for name in kept} | given
    await Event.bulk_create(Event(**values) for _ in range(count - 1))


async def test_more_than_can_be_expanded_is_told(service: Service) -> None:
    owner, calendar = await diary()
    await many_series(calendar, 5, rrule="FREQ=DAILY;BYHOUR=0,1,2,3,4,5,6,7,8,9,10,11,12")

    with pytest.raises(AssertionError, match="Ask for fewer days") as told:
        await agenda(
            service,
            owner,
            calendar,
            **{"from": "2026-03-01T00:00:00Z", "to": "2027-04-01T00:00:00Z"},
        )
    shown = await events_of(
        service,
        owner,
        calendar,
        **{"from": "2026-04-01T00:00:00Z", "to": "2026-04-02T00:00:00Z"},
        first=3,
    )
    assert "BAD_REQUEST" in str(told.value)
    assert len(shown) == 3


async def test_fifteen_aliases_expand_no_more_than_one_list(service: Service) -> None:
    owner, calendar = await diary()
    await many_series(calendar, 20, rrule="FREQ=DAILY")
    lists = [
        f'm{day}: events(to: "2026-05-{day:02}T00:00:00Z") {{ totalCount }}'
        for day in range(10, 25)
    ]

    def asked(number: int) -> str:
        chosen = " ".join(lists[:number])
        return f"query ($id: ID!) {{ node(id: $id) {{ ... on Calendar {{ {chosen} }} }} }}"

    id_ = encode_id("Calendar", calendar.id)
    one = await service.graphql(asked(1), user=owner, id=id_)
    many = await service.graphql(asked(15), user=owner, id=id_)

    assert one.codes == []
    assert set(many.codes) == {"BAD_REQUEST"}


async def test_more_single_dates_than_can_be_read_are_told(service: Service) -> None:
    owner, calendar = await diary()
    days = [at("2000-01-01 09:00") + number * DAY for number in range(2_000)]
    dates = [f"{day:%Y%m%dT%H%M%SZ}" for day in days]
    await many_series(calendar, 60, rdates=dates)

    with pytest.raises(AssertionError, match="Ask for fewer"):
        await agenda(service, owner, calendar)


async def test_texts_are_read_only_of_what_a_page_shows(service: Service) -> None:
    owner, calendar = await diary()
    await many_series(calendar, 3, description="long")

    with statements() as sent:
        shown = await agenda(service, owner, calendar, first=1)

    texts = [statement for statement in sent if "description" in statement]
    assert len(shown["edges"]) == 1
    assert len(texts) == 1
    assert "WHERE id IN (" in texts[0]
