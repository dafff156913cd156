"""The host application in tests: a firm that it keeps up to date, and what it sends."""

from dataclasses import dataclass
from typing import Any

from api.models import Calendar, Event, Organization, Task, User
from api.models.session import Scope
from api.tokens import Token
from tests.factories import make_calendar, make_organization, make_user, open_api_token
from tests.schema.documents import input_type
from tests.service import Service

TIMES = {"startsAt": "2026-03-18T09:00:00Z", "endsAt": "2026-03-18T10:00:00Z"}


@dataclass(frozen=True)
class Host:
    """An organization with an API token that may write, a user and the user's calendar."""

    service: Service
    organization: Organization
    token: Token
    user: User
    calendar: Calendar

    async def send(self, mutation: str, **input: Any) -> Any:
        """The payload of a mutation that the host sends."""
        named = input_type(mutation)
        assert named is not None
        answered = SELECTIONS[mutation]
        document = (
            f"mutation ($input: {named.name}!) {{ {mutation}(input: $input) {{ {answered} "
            "errors { code message path } } }"
        )
        data = await self.service.ask(document, user=self.token, input=input)
        return data[mutation]

    async def upsert_events(self, *events: dict[str, Any], **more: Any) -> Any:
        """Sends events for the calendar, called `matter`."""
        input = {"calendarExternalId": "matter", "events": events} | more
        return await self.send("upsertEvents", **input)

    async def delete(self, mutation: str, *external_ids: str) -> tuple[int, int]:
        """Deletes these of the calendar; how many there were, and how many there were not."""
        named = {"calendarExternalId": "matter", "externalIds": external_ids}
        payload = await self.send(mutation, **named)
        assert payload["errors"] == []
        return payload["deleted"], payload["absent"]

    async def finish(self, run: str, **more: Any) -> Any:
        """Ends a sync of the calendar."""
        return await self.send("finishSync", calendarExternalId="matter", syncRunId=run, **more)

    async def upsert_tasks(self, *tasks: dict[str, Any], **more: Any) -> Any:
        """Sends tasks for the calendar, called `matter`."""
        input = {"calendarExternalId": "matter", "tasks": tasks} | more
        return await self.send("upsertTasks", **input)


_UPSERT = "created updated unchanged items { externalId id }"
SELECTIONS = {
    "upsertUsers": _UPSERT,
    "upsertCalendars": _UPSERT,
    "deleteCalendars": "deleted absent",
    "upsertEvents": _UPSERT,
    "upsertTasks": _UPSERT,
    "deleteEvents": "deleted absent",
    "deleteTasks": "deleted absent",
    "finishSync": "deletedEvents deletedTasks",
}


async def make_host(service: Service) -> Host:
    """A host application and a calendar of its own."""
    organization = await make_organization()
    user = await make_user(organization, external_id="sian")
    calendar = await make_calendar(user, external_id="matter")
    token = await open_api_token(organization, Scope.WRITE)
    return Host(service, organization, token, user, calendar)


def event(external_id: str, **given: Any) -> dict[str, Any]:
    """An event as a host sends it."""
    return {"externalId": external_id, "title": f"Hearing {external_id}"} | TIMES | given


def task(external_id: str, **given: Any) -> dict[str, Any]:
    """A task as a host sends it."""
    return (
        {"externalId": external_id, "title": f"Brief {external_id}"}
        | {"dueDate": "2026-03-18"}
        | given
    )


def counts(payload: Any) -> tuple[int, int, int]:
    """How many a batch created, updated and left alone; it must have no errors."""
    assert payload["errors"] == []
    return payload["created"], payload["updated"], payload["unchanged"]


def told(payload: Any) -> list[tuple[str, ...]]:
    """Code and path of each error of a batch of which nothing was written."""
    assert counts(payload | {"errors": []}) == (0, 0, 0)
    assert payload["items"] == []
    return [(error["code"], *error["path"]) for error in payload["errors"]]


async def everything(calendar: Calendar) -> list[Any]:
    """The calendar's revision, and all that it holds."""
    rows: list[Any] = [await Calendar.get(id=calendar.id).values("revision", "updated_at")]
    for model in (Event, Task):
        held: Any = model.filter(calendar_id=calendar.id)
        rows.append(await held.order_by("id").values())
    return rows
