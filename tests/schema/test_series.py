"""Series over GraphQL: made, changed, one occurrence at a time, and what feeds then show."""

import re
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar as Parsed

from api.models import Calendar, Event, User
from api.models.overriding import MOST_OVERRIDES
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import make_calendar, make_user
from tests.service import Service

CREATE = """
mutation ($input: CreateEventInput!) {
  createEvent(input: $input) {
    event {
      id sequence seriesId originalStart
      recurrence { rule extraStarts exceptedStarts endsAt }
    }
    errors { code message path }
  }
}
"""[1:]
UPDATE = """
mutation ($input: UpdateEventInput!) {
  updateEvent(input: $input) {
    event { id sequence seriesId originalStart startsAt recurrence { rule } }
    errors { code message path }
  }
}
"""[1:]
DELETE = """
mutation ($input: DeleteEventInput!) {
  deleteEvent(input: $input) {
    deletedId
    event { id recurrence { exceptedStarts } }
    errors { code message path }
  }
}
"""[1:]
WEEKLY = {"rule": "FREQ=WEEKLY"}


class Desk:
    """Somebody with a calendar and the address of its feed."""

    def __init__(self, service: Service, owner: User, calendar: Calendar, url: str) -> None:
        self.service, self.owner, self.calendar, self.url = service, owner, calendar, url

    async def create(self, **input: Any) -> Any:
        values = {
            "calendarId": encode_id("Calendar", self.calendar.id),
            "title": "Partners’ meeting",
            "startsAt": "2026-03-02T09:00:00Z",
            "endsAt": "2026-03-02T10:00:00Z",
            "timeZone": "Europe/London",
        }
        data = await self.service.ask(CREATE, user=self.owner, input=values | input)
        return data["createEvent"]

    async def update(self, **input: Any) -> Any:
        return (await self.service.ask(UPDATE, user=self.owner, input=input))["updateEvent"]

    async def delete(self, **input: Any) -> Any:
        return (await self.service.ask(DELETE, user=self.owner, input=input))["deleteEvent"]

    async def events(self) -> dict[str, Any]:
        """What the feed shows, by UID."""
        response = await self.service.fetch(self.url)
        assert response.status_code == 200
        assert not re.search("RRULE|EXDATE|RDATE|RECURRENCE-ID", response.text)
        shown: list[Any] = Parsed.from_ical(response.content).walk("VEVENT")
        by_uid = {str(event["UID"]): event for event in shown}
        assert len(by_uid) == len(shown)
        return by_uid

    async def starts(self) -> list[str]:
        return [f"{event['DTSTART'].dt:%m-%d %H:%M}" for event in (await self.events()).values()]


@pytest.fixture
async def desk(service: Service) -> Desk:
    owner = await make_user()
    calendar = await make_calendar(owner, name="Diary")
    return Desk(service, owner, calendar, await service.feed_url(owner, calendar="Diary"))


async def test_a_weekly_meeting_stays_at_nine_when_the_clocks_change(desk: Desk) -> None:
    payload = await desk.create(recurrence={"rule": "freq=weekly;until=20260420"})
    assert payload["errors"] == []
    assert payload["event"]["recurrence"] == {
        "rule": "FREQ=WEEKLY;UNTIL=20260420",
        "extraStarts": [],
        "exceptedStarts": [],
        "endsAt": "2026-04-20T09:00:00Z",
    }
    assert await desk.starts() == [
        "03-02 09:00",
        "03-09 09:00",
        "03-16 09:00",
        "03-23 09:00",
        "03-30 08:00",
        "04-06 08:00",
        "04-13 08:00",
        "04-20 08:00",
    ]


async def test_a_series_without_a_zone_is_planned_in_its_calendars(desk: Desk) -> None:
    await desk.create(timeZone=None, recurrence={"rule": "FREQ=WEEKLY;COUNT=5"})
    assert (await desk.starts())[-1] == "03-30 08:00"


async def test_an_all_day_series_is_one_of_dates(desk: Desk) -> None:
    await desk.service.ask(
        CREATE,
        user=desk.owner,
        input={
            "calendarId": encode_id("Calendar", desk.calendar.id),
            "title": "Payday",
            "startDate": "2025-01-31",
            "endDate": "2025-02-01",
            "recurrence": {
                "rule": "FREQ=MONTHLY;BYMONTHDAY=-1",
                "exceptedStarts": ["2026-03-31T00:00:00Z"],
                "extraStarts": ["2026-04-02T00:00:00Z"],
            },
        },
    )
    days = [str(event["DTSTART"].dt) for event in (await desk.events()).values()]
    assert days == ["2026-02-28", "2026-04-02", "2026-04-30"]


async def test_a_series_of_twenty_years_ago_is_still_there(desk: Desk) -> None:
    await desk.create(
        startsAt="2006-03-06T09:00:00Z", endsAt="2006-03-06T10:00:00Z", recurrence=WEEKLY
    )
    starts = await desk.starts()
    assert len(starts) == 15
    assert starts[0] == "02-02 09:00"


async def test_each_occurrence_has_a_uid_that_stays_when_it_is_moved(desk: Desk) -> None:
    series = (await desk.create(recurrence=WEEKLY))["event"]
    before = await desk.events()
    [uid] = [uid for uid in before if "20260309T090000Z" in uid]

    payload = await desk.update(
        id=series["id"],
        occurrence="2026-03-09T09:00:00Z",
        startsAt="2026-03-10T14:00:00Z",
        endsAt="2026-03-10T15:00:00Z",
    )

    assert payload["errors"] == []
    assert payload["event"]["seriesId"] == series["id"]
    assert payload["event"]["originalStart"] == "2026-03-09T09:00:00Z"
    after = await desk.events()
    assert after.keys() == before.keys()
    assert f"{after[uid]['DTSTART'].dt:%m-%d %H:%M}" == "03-10 14:00"
    for key in ("SEQUENCE", "LAST-MODIFIED"):
        assert read(after[uid], key) > read(before[uid], key)


def read(event: Any, key: str) -> Any:
    return event[key] if key == "SEQUENCE" else event[key].dt


async def test_a_change_taken_back_rises_again(desk: Desk) -> None:
    series = (await desk.create(recurrence=WEEKLY))["event"]
    when = "2026-03-09T09:00:00Z"
    seen = []
    override = None
    for step in ("as planned", "changed", "changed back", "as planned again"):
        match step:
            case "changed":
                override = (await desk.update(id=series["id"], occurrence=when, title="Off site"))[
                    "event"
                ]
            case "changed back":
                await desk.update(id=series["id"], occurrence=when, title="Partners’ meeting")
            case "as planned again":
                assert override is not None
                await desk.delete(id=override["id"], restore=True)
        event = next(e for uid, e in (await desk.events()).items() if "20260309T090000Z" in uid)
        seen.append((str(event["SUMMARY"]), event["SEQUENCE"], event["LAST-MODIFIED"].dt))
    assert [summary for summary, _, _ in seen] == [
        "Partners’ meeting",
        "Off site",
        "Partners’ meeting",
        "Partners’ meeting",
    ]
    for column in (1, 2):
        values = [entry[column] for entry in seen]
        assert values == sorted(set(values))


async def test_a_cancelled_occurrence_is_left_out(desk: Desk) -> None:
    series = (await desk.create(recurrence=WEEKLY))["event"]
    before = await desk.starts()
    await desk.update(id=series["id"], occurrence="2026-03-09T09:00:00Z", status="CANCELLED")
    assert await desk.starts() == [start for start in before if start != "03-09 09:00"]


async def test_a_deleted_occurrence_is_left_out_and_its_override_gone(desk: Desk) -> None:
    series = (await desk.create(recurrence=WEEKLY))["event"]
    before = await desk.starts()
    when = {"id": series["id"], "occurrence": "2026-03-09T09:00:00Z"}
    await desk.update(**when, title="Off site")
    assert await desk.delete(**when) == {
        "deletedId": None,
        "event": {
            "id": series["id"],
            "recurrence": {"exceptedStarts": ["2026-03-09T09:00:00Z"]},
        },
        "errors": [],
    }
    assert await desk.starts() == [start for start in before if start != "03-09 09:00"]
    assert await Event.all().count() == 1
    (error,) = (await desk.delete(**when))["errors"]
    assert (error["code"], error["path"]) == ("NOT_FOUND", ["input", "occurrence"])


async def test_an_occurrence_moved_out_of_the_window_is_not_shown_at_its_old_place(
    desk: Desk,
) -> None:
    series = (await desk.create(recurrence=WEEKLY))["event"]
    await desk.update(
        id=series["id"],
        occurrence="2026-03-09T09:00:00Z",
        startsAt="2026-12-10T14:00:00Z",
        endsAt="2026-12-10T15:00:00Z",
    )
    assert "03-09 09:00" not in await desk.starts()


async def test_an_occurrence_moved_into_the_window_is_shown_when_its_series_is_over(
    desk: Desk,
) -> None:
    series = (
        await desk.create(
            startsAt="2025-03-03T09:00:00Z",
            endsAt="2025-03-03T10:00:00Z",
            recurrence={"rule": "FREQ=WEEKLY;COUNT=3"},
        )
    )["event"]
    assert await desk.starts() == []
    await desk.update(
        id=series["id"],
        occurrence="2025-03-10T09:00:00Z",
        startsAt="2026-03-20T14:00:00Z",
        endsAt="2026-03-20T15:00:00Z",
    )
    [(uid, event)] = (await desk.events()).items()
    assert "20250310T090000Z" in uid
    assert f"{event['DTSTART'].dt:%m-%d %H:%M}" == "03-20 14:00"


async def test_overrides_that_the_series_has_no_more_are_dropped(desk: Desk) -> None:
    series = (await desk.create(recurrence=WEEKLY))["event"]
    for day in ("09", "16"):
        await desk.update(id=series["id"], occurrence=f"2026-03-{day}T09:00:00Z", title="Off site")
    await desk.update(id=series["id"], recurrence={"rule": "FREQ=WEEKLY;INTERVAL=2"})
    overrides = await Event.filter(series_id__isnull=False)
    assert [override.original_start.day for override in overrides] == [16]
    await desk.update(id=series["id"], recurrence=None)
    assert await Event.all().count() == 1
    assert await desk.starts() == ["03-02 09:00"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("", "single event"),
        ("FREQ=SECONDLY", "shortest step is a day"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "no date"),
        ("FREQ=WEEKLY;COUNT=2;UNTIL=20270101", "COUNT and UNTIL"),
        ("FREQ=WEEKLY;UNTIL=20200101", "before the event starts"),
        ("every week", "NAME=VALUE"),
        ("x" * 2_000, "2,000 characters"),
    ],
)
async def test_a_rule_that_cannot_be_says_what_to_change(desk: Desk, rule: str, words: str) -> None:
    payload = await desk.create(recurrence={"rule": rule})
    if not rule:
        assert payload["errors"] == []  # a series of one
        return
    (error,) = payload["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "recurrence"])
    assert words in error["message"]
    assert not await Event.exists()


async def test_only_a_series_has_occurrences(desk: Desk) -> None:
    event = (await desk.create())["event"]
    assert event["recurrence"] is None
    when = {"id": event["id"], "occurrence": "2026-03-02T09:00:00Z"}
    for payload in (await desk.update(**when, title="x"), await desk.delete(**when)):
        (error,) = payload["errors"]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "occurrence"])


async def test_assignees_and_recurrence_are_the_whole_series(desk: Desk) -> None:
    series = (await desk.create(recurrence=WEEKLY))["event"]
    when = {"id": series["id"], "occurrence": "2026-03-09T09:00:00Z"}
    changes: dict[str, Any] = {"assigneeIds": [], "recurrence": None}
    for field, change in changes.items():
        (error,) = (await desk.update(**when, **{field: change}))["errors"]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", field])
    override = (await desk.update(**when, title="Off site"))["event"]
    (error,) = (await desk.update(id=override["id"], recurrence=WEEKLY))["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "recurrence"])


async def test_a_rule_spoiled_in_the_database_costs_that_series_only(desk: Desk) -> None:
    await desk.create(recurrence=WEEKLY)
    await desk.create(title="Lunch")
    await Event.filter(rrule="FREQ=WEEKLY").update(rrule="FREQ=SECONDLY")
    await Calendar.filter(id=desk.calendar.id).update(revision=9)
    assert [str(event["SUMMARY"]) for event in (await desk.events()).values()] == ["Lunch"]


async def test_fractions_of_a_second_are_none(desk: Desk) -> None:
    """Two occurrences half a second apart had one UID, and the later could not be left out."""
    series = (
        await desk.create(
            startsAt="2026-03-02T09:00:00.5Z",
            recurrence={"rule": "FREQ=DAILY;COUNT=3", "extraStarts": ["2026-03-02T09:00:00Z"]},
        )
    )["event"]
    assert await desk.starts() == ["03-02 09:00", "03-03 09:00", "03-04 09:00"]
    when = {"id": series["id"], "occurrence": "2026-03-03T09:00:00.5Z"}
    assert (await desk.delete(**when))["errors"] == []
    assert await desk.starts() == ["03-02 09:00", "03-04 09:00"]


async def test_the_extra_starts_of_an_all_day_series_are_dates(desk: Desk) -> None:
    data = await desk.service.ask(
        CREATE,
        user=desk.owner,
        input={
            "calendarId": encode_id("Calendar", desk.calendar.id),
            "title": "Payday",
            "startDate": "2026-03-31",
            "endDate": "2026-04-01",
            "recurrence": {"extraStarts": ["2026-04-02T12:00:00Z"]},
        },
    )
    (error,) = data["createEvent"]["errors"]
    assert error["path"] == ["input", "recurrence"]


async def test_a_series_that_no_feed_could_expand_is_refused(desk: Desk) -> None:
    """It was stored, shown nowhere, and a fault when one of its occurrences was changed."""
    extra = [
        f"2026-{month:02}-{day:02}T{hour:02}:00:00Z"
        for month in range(1, 8)
        for day in range(1, 29)
        for hour in range(10, 20)
    ][:1_950]
    payload = await desk.create(
        recurrence={
            "rule": "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1;COUNT=9999",
            "extraStarts": extra,
        }
    )
    (error,) = payload["errors"]
    assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "recurrence"])


async def test_many_overrides_of_a_counted_series_are_looked_up_at_once(desk: Desk) -> None:
    """Each was counted from the start of the series: a rename took a quarter of a minute."""
    series = (await desk.create(recurrence={"rule": "FREQ=DAILY;COUNT=5000;BYHOUR=9,10"}))["event"]
    row = await Event.get(rrule__isnull=False)
    await Event.bulk_create(
        Event(
            calendar_id=row.calendar_id,
            title="Off site",
            series_id=row.id,
            original_start=row.starts_at + timedelta(days=day),
            starts_at=row.starts_at + timedelta(days=day),
            ends_at=row.ends_at + timedelta(days=day),
            created_at=NOON,
            updated_at=NOON,
        )
        for day in range(1, 20)
    )
    assert (await desk.update(id=series["id"], title="Renamed"))["errors"] == []
    assert await Event.filter(series_id=row.id).count() == 19
    payload = await desk.update(id=series["id"], recurrence={"rule": "FREQ=DAILY;COUNT=10"})
    assert payload["errors"] == []
    assert await Event.filter(series_id=row.id).count() == 9


async def test_a_series_has_a_bounded_number_of_overrides(desk: Desk) -> None:
    series = (await desk.create(recurrence={"rule": "FREQ=DAILY"}))["event"]
    row = await Event.get(rrule__isnull=False)
    await Event.bulk_create(
        Event(
            calendar_id=row.calendar_id,
            series_id=row.id,
            original_start=row.starts_at + timedelta(days=day),
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            created_at=NOON,
            updated_at=NOON,
        )
        for day in range(1, MOST_OVERRIDES + 1)
    )
    (error,) = (
        await desk.update(id=series["id"], occurrence="2026-03-02T09:00:00Z", title="One more")
    )["errors"]
    assert (error["code"], error["path"]) == ("LIMIT_REACHED", ["input", "occurrence"])


async def test_the_dates_of_many_series_are_told_up_to_a_bound(desk: Desk) -> None:
    """A request for those of 100 series, many times over, kept the program busy for 27 seconds."""
    values = {"calendar_id": desk.calendar.id, "created_at": NOON, "updated_at": NOON}
    extra = [(NOON + timedelta(hours=hour)).isoformat() for hour in range(2_000)]
    rows = [
        Event(**values, starts_at=NOON, ends_at=NOON, rrule="", rdates=extra) for _ in range(10)
    ]
    await Event.bulk_create(rows)
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Event { recurrence { %s } } } }"
    ids = [encode_id("Event", row.id) for row in rows]

    few = await desk.service.graphql(document % "extraStarts", user=desk.owner, ids=ids[:9])
    assert [len(node["recurrence"]["extraStarts"]) for node in few.data["nodes"]] == [2_000] * 9
    many = await desk.service.graphql(document % "extraStarts", user=desk.owner, ids=ids)
    assert many.codes == ["BAD_REQUEST"]
    await desk.service.ask(document % "rule endsAt", user=desk.owner, ids=ids)
