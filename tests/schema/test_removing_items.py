"""deleteEvents, deleteTasks and finishSync: what the host application has no more goes."""

from datetime import timedelta
from typing import Any, Final

import pytest

from api.models import AuditEntry, Calendar, Event, Task
from api.models.audit import Action
from tests.factories import make_calendar, make_event, make_task
from tests.schema.hosting import Host, counts, event, everything, make_host, task
from tests.service import Service

DELETE_EVENTS: Final = """mutation ($input: DeleteEventsInput!) {
  deleteEvents(input: $input) { deleted absent errors { code message path } }
}"""
DELETE_TASKS: Final = """mutation ($input: DeleteTasksInput!) {
  deleteTasks(input: $input) { deleted absent errors { code message path } }
}"""
FINISH_SYNC: Final = """mutation ($input: FinishSyncInput!) {
  finishSync(input: $input) { deletedEvents deletedTasks errors { code message path } }
}"""


async def titles(host: Host) -> list[str]:
    """Titles of all that the calendar holds."""
    held: list[Any] = [*await Event.filter(calendar_id=host.calendar.id)]
    held += await Task.filter(calendar_id=host.calendar.id)
    return sorted(item.title for item in held)


async def test_named_items_are_gone_from_the_feed(service: Service) -> None:
    host = await make_host(service)
    await host.upsert_events(event("1"), event("2"))
    await host.upsert_tasks(task("1"))
    url = await service.feed_url(host.user)
    service.clock.now += timedelta(minutes=1)

    assert await host.delete("deleteEvents", "1", "1", "3") == (1, 1)
    assert await host.delete("deleteTasks", "1") == (1, 0)

    text = (await service.fetch(url)).text
    assert ("Hearing 1" in text, "Hearing 2" in text, "Brief" in text) == (False, True, False)


async def test_what_is_not_there_is_counted_and_changes_nothing(service: Service) -> None:
    host = await make_host(service)
    await make_event(host.calendar, title="Own")
    await make_event(await make_calendar(host.user), external_id="elsewhere")
    before = await everything(host.calendar)

    for name in ("1", "elsewhere", "", "\0", "\ud800", "x" * 1_000):
        assert await host.delete("deleteEvents", name) == (0, 1)
    assert await host.delete("deleteTasks") == (0, 0)

    assert await everything(host.calendar) == before
    assert await Event.all().count() == 2


async def test_more_than_a_thousand_are_not_deleted_at_once(service: Service) -> None:
    host = await make_host(service)
    names = [str(number) for number in range(1_001)]

    payload = await host.send("deleteEvents", calendarExternalId="matter", externalIds=names)

    assert [error["path"] for error in payload["errors"]] == [["input", "externalIds"]]


async def test_a_sync_removes_what_none_of_its_batches_named(service: Service) -> None:
    host = await make_host(service)
    await make_event(host.calendar, title="Own event")
    await make_task(host.calendar, title="Own task")
    await host.upsert_events(event("1"), event("2"), event("3"), syncRunId="monday")
    await host.upsert_tasks(task("1"), task("2"), syncRunId="monday")

    await host.upsert_events(event("1"), syncRunId="tuesday")
    await host.upsert_events(event("2"), syncRunId="tuesday")
    await host.upsert_tasks(task("1"), syncRunId="tuesday")
    service.clock.now += timedelta(minutes=1)
    finished = await host.finish("tuesday")

    assert finished == {"deletedEvents": 1, "deletedTasks": 1, "errors": []}
    assert await titles(host) == ["Brief 1", "Hearing 1", "Hearing 2", "Own event", "Own task"]
    entry = await AuditEntry.get(action=Action.SYNC_FINISHED)
    assert entry.details == {"events": 1, "tasks": 1, "run": "tuesday"}
    assert entry.api_token_id is not None


async def test_a_sync_that_is_finished_again_removes_nothing(service: Service) -> None:
    host = await make_host(service)
    await host.upsert_events(event("1"), event("2"), event("3"), syncRunId="monday")
    await host.upsert_events(event("1"), event("2"), syncRunId="tuesday")
    await host.finish("tuesday")
    before = await everything(host.calendar)

    again = await host.finish("tuesday")

    assert again == {"deletedEvents": 0, "deletedTasks": 0, "errors": []}
    assert await everything(host.calendar) == before
    assert await AuditEntry.filter(action=Action.SYNC_FINISHED).count() == 1


async def test_a_sync_that_is_finished_again_leaves_what_was_sent_since(service: Service) -> None:
    host = await make_host(service)
    await host.upsert_events(event("1"), event("2"), syncRunId="monday")
    await host.finish("monday")
    await host.upsert_events(event("3"))

    again = await host.finish("monday")

    assert again == {"deletedEvents": 0, "deletedTasks": 0, "errors": []}
    assert await titles(host) == ["Hearing 1", "Hearing 2", "Hearing 3"]


async def test_what_is_sent_by_itself_during_a_run_stays(service: Service) -> None:
    host = await make_host(service)
    await host.upsert_events(*(event(str(number)) for number in range(6)))
    await host.upsert_events(*(event(str(number)) for number in range(4)), syncRunId="tuesday")

    await host.upsert_events(event("4"), event("new"))

    assert (await host.finish("tuesday"))["deletedEvents"] == 1
    assert await titles(host) == [*(f"Hearing {number}" for number in range(5)), "Hearing new"]


async def test_to_be_named_by_a_run_changes_neither_calendar_nor_stamp(service: Service) -> None:
    host = await make_host(service)
    await host.upsert_events(event("1"))
    url = await service.feed_url(host.user)
    before = await Calendar.get(id=host.calendar.id).values()
    etag = (await service.fetch(url)).headers["etag"]

    service.clock.now += timedelta(minutes=1)
    named = await host.upsert_events(event("1"), syncRunId="monday")

    assert counts(named) == (0, 0, 1)
    row = await Event.get()
    assert (row.sync_run, row.sequence, row.updated_at < service.clock.now) == ("monday", 0, True)
    after = await Calendar.get(id=host.calendar.id).values()
    assert after == before | {"sync_run": "monday"}
    assert (await service.fetch(url)).headers["etag"] == etag


async def test_more_than_half_goes_only_when_that_is_confirmed(service: Service) -> None:
    host = await make_host(service)
    await host.upsert_events(*(event(str(number)) for number in range(4)))
    await host.upsert_tasks(task("1"))
    await host.upsert_events(event("1"), event("2"), syncRunId="tuesday")
    before = await everything(host.calendar)

    refused = await host.finish("tuesday")

    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == ("CONFIRMATION_NEEDED", ["input", "confirm"])
    assert "3 of the 5 events and tasks" in error["message"]
    assert await everything(host.calendar) == before
    confirmed = await host.finish("tuesday", confirm=True)
    assert confirmed == {"deletedEvents": 2, "deletedTasks": 1, "errors": []}
    assert await titles(host) == ["Hearing 1", "Hearing 2"]


async def test_half_goes_without_a_question(service: Service) -> None:
    host = await make_host(service)
    await host.upsert_events(event("1"), event("2"))
    await host.upsert_events(event("1"), syncRunId="tuesday")

    assert (await host.finish("tuesday"))["deletedEvents"] == 1


@pytest.mark.parametrize("run", ["", " ", "\0", "\ud800", "x" * 65])
async def test_what_is_no_id_of_a_run_is_refused(service: Service, run: str) -> None:
    host = await make_host(service)

    for payload in (await host.finish(run), await host.upsert_events(event("1"), syncRunId=run)):
        (error,) = payload["errors"]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "syncRunId"])
    assert await Event.all().count() == 0
