"""A firm's calendar with one object of each type, of which every field has a value."""

from datetime import timedelta
from typing import Any, Final

from api.models import Calendar, Feed, Member, User
from api.models.access import CalendarRole
from api.models.audit import Action
from api.models.session import ApiToken, Scope
from api.schema.ids import encode_id
from tests.clock import NOON
from tests.factories import assign, make_audit_entry, make_event, make_task, open_api_token
from tests.schema.firm import Firm
from tests.service import Service

_MIDNIGHT: Final = NOON.replace(hour=0)
_TEXTS: Final[dict[str, Any]] = {
    "title": "Hearing",
    # Longer than feeds show, of which a report warns.
    "description": "x" * 2_001,
    "url": "https://firm.example/1",
    "categories": ["Court"],
    "time_zone": "Europe/London",
    "external_id": "hearing-1",
}
_SERIES: Final = {
    "title": "Team meeting",
    "startsAt": "2026-03-18T09:00:00Z",
    "endsAt": "2026-03-18T10:00:00Z",
    "recurrence": {
        "rule": "FREQ=DAILY;COUNT=5",
        "extraStarts": ["2026-03-18T15:00:00Z"],
        "exceptedStarts": ["2026-03-19T09:00:00Z"],
    },
}
_CREATE: Final = """
mutation ($input: CreateEventInput!) {
  createEvent(input: $input) { event { id } errors { message } }
}
"""
_OCCURRENCES: Final = """
query ($id: ID!) { node(id: $id) { ... on Calendar { events { edges { node { id seriesId } } } } } }
"""


async def fill(service: Service, firm: Firm) -> dict[str, list[str]]:
    """The ids of the objects by type. Of an event there are three: no single one has all fields."""
    await User.filter(id=firm.owner.id).update(external_id="staff-7")
    member = await Member.get(calendar_id=firm.calendar.id, role=CalendarRole.READER)
    task = await make_task(
        firm.calendar, due_at=_MIDNIGHT, all_day=True, completed_at=NOON, **_TEXTS
    )
    await assign(task, firm.owner)
    return {
        "Calendar": [encode_id("Calendar", firm.calendar.id)],
        "CalendarMember": [encode_id("CalendarMember", member.id)],
        "Event": await _events(service, firm),
        "Organization": [encode_id("Organization", firm.organization.id)],
        "Task": [encode_id("Task", task.id)],
        "User": [encode_id("User", firm.owner.id)],
        "CalendarFeed": [encode_id("CalendarFeed", await _fetched_feed(service, firm))],
        **await _of_admins(firm),
    }


async def _events(service: Service, firm: Firm) -> list[str]:
    """An event on a whole day, a series, and an occurrence of it."""
    single = await make_event(
        firm.calendar,
        starts_at=_MIDNIGHT,
        ends_at=_MIDNIGHT + timedelta(days=1),
        all_day=True,
        location="Court 3",
        **_TEXTS,
    )
    await assign(single, firm.owner)
    calendar_id = encode_id("Calendar", firm.calendar.id)
    made = await service.ask(_CREATE, user=firm.owner, input=_SERIES | {"calendarId": calendar_id})
    series_id = made["createEvent"]["event"]["id"]
    shown = await service.ask(_OCCURRENCES, user=firm.owner, id=calendar_id)
    nodes = [edge["node"] for edge in shown["node"]["events"]["edges"]]
    occurrence = next(node["id"] for node in nodes if node["seriesId"] == series_id)
    return [encode_id("Event", single.id), series_id, occurrence]


async def _fetched_feed(service: Service, firm: Firm) -> Any:
    """The owner's feed of the calendar: changed since it was fetched, with an item left out."""
    await make_event(firm.calendar, categories=5)
    url = await service.feed_url(firm.owner, calendar=firm.calendar.name)
    await service.fetch(url, user_agent="Thunderbird/153.7.0")
    await service.app.state.fetches.flush()
    service.clock.advance(minutes=2)
    changed = service.clock.now - timedelta(minutes=1)
    await Calendar.filter(id=firm.calendar.id).update(external_id="matter-1", updated_at=changed)
    feed = await firm.feed()
    await Feed.filter(id=feed.id).update(expires_at=NOON + timedelta(days=1))
    return feed.id


async def _of_admins(firm: Firm) -> dict[str, list[str]]:
    opened = await open_api_token(
        firm.organization, Scope.READ, expires_at=NOON + timedelta(days=1), revoked_at=NOON
    )
    token = await ApiToken.get(selector=opened.selector)
    entry = await make_audit_entry(
        firm.owner,
        action=Action.MEMBER_SET,
        api_token_id=token.id,
        subject_id=firm.calendar.id,
        details={"role": "OWNER"},
    )
    return {
        "ApiToken": [encode_id("ApiToken", token.id)],
        "AuditEntry": [encode_id("AuditEntry", entry.id)],
    }
