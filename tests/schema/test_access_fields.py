"""Who is shown what: every field of every object, read by somebody of each standing to a calendar.

Who may ask which root field, and is shown which object at all, is in test_access.py.
"""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from graphql import GraphQLObjectType, get_named_type, is_leaf_type

from tests.schema.documents import MUTATIONS, SCHEMA
from tests.schema.filled import fill
from tests.schema.firm import ASKERS, make_firm
from tests.service import Service

# By type, the fields that are shown to the same askers. Columns as in ASKERS: signed out, admin
# elsewhere, no access, FREE_BUSY_READER, READER, WRITER, OWNER, admin; API tokens to READ, WRITE
# and SIGN_IN; user token of the owner. "+" is shown a value, "-" null or an empty list, "." has no
# such object. The user, the feed and the sessions are the owner's; the admin has no role.
FIELDS: Final = {
    "ApiToken": {
        # o e n f r w O a R W S U
        ". . . . . . . + . . . .": "id label scopes createdAt expiresAt revokedAt",
    },
    "AuditDetail": {
        ". . . . . . . + . . . .": "name values",
    },
    "AuditEntry": {
        ". . . . . . . + . . . .": "id at action actor apiToken subjectId network details",
    },
    "Calendar": {
        ". . . + + + + + + . . +": "id name color timeZone revision externalId createdAt",
        ". . . + + + + - + . . +": "viewerRole events",
        ". . . - + + + - + . . +": "tasks",
        ". . . - + + + + + . . +": "members",
        ". . . + + + + - - . . +": "feed",
        # There is no such role here: it would give somebody without access some.
        ". . . - - - - - - . . -": "everyoneRole",
    },
    "CalendarFeed": {
        ". . . . . . + + . . . +": "id kind label allCalendars settings createdAt expiresAt user "
        "calendar calendars latestChangeAt programs",
        ". . . . . . + - . . . +": "links qrCode export report networks",
    },
    "CalendarMember": {
        ". . . . + + + + + . . +": "id calendar user role hostManaged",
    },
    "CalendarProgram": {
        "+ + + + + + + + + + + +": "program label reportedInterval",
    },
    "Event": {
        ". . . + + + + . + . . +": "id calendarId calendar startsAt endsAt allDay startDate "
        "endDate sequence updatedAt",
        ". . . - + + + . + . . +": "transparent status title description location url categories "
        "timeZone recurrence seriesId originalStart externalId assignees",
    },
    "FeedExport": {
        ". . . . . . + . . . . +": "body etag itemCount sizeBytes",
    },
    "FeedLinks": {
        ". . . . . . + . . . . +": "url webcal googleCalendar outlookPersonal outlookWork",
    },
    "FeedNetwork": {
        ". . . . . . + . . . . +": "network lastSeenAt",
    },
    "FeedPreviewItem": {
        ". . . . . . + . . . . +": "title startsAt endsAt allDay",
    },
    "FeedProgram": {
        ". . . . . . + + . . . +": "program label lastFetchAt lastResult status latestChangeAt "
        "fetchesPerDay",
    },
    "FeedReport": {
        ". . . . . . + . . . . +": "itemCount sizeBytes warnings skippedItems laterItems preview",
    },
    "CalendarFeedSettings": {
        ". . . . . . + + . . . +": "detail taskFormat cancelled completedTasks onlyAssignedToMe "
        "calendarName",
    },
    "FetchesOfDay": {
        ". . . . . . + + . . . +": "day count",
    },
    "Organization": {
        ". . + + + + + + + . . +": "id name timeZone detailCeiling",
    },
    "Recurrence": {
        ". . . . + + + . + . . +": "rule extraStarts exceptedStarts endsAt",
    },
    "ServerInfo": {
        "+ + + + + + + + + + + +": "version windowPastDays windowFutureDays programs",
    },
    "Session": {
        ". . . . . . + . . . . +": "id userAgent network createdAt expiresAt current",
    },
    "SkippedItem": {
        ". . . . . . + . . . . +": "title reason",
    },
    "Task": {
        ". . . . + + + . + . . +": "id calendarId calendar dueAt allDay dueDate completedAt "
        "title description url categories priority externalId sequence updatedAt assignees",
    },
    "User": {
        ". . + + + + + + + . . +": "id name email role",
        ". . - - - - + + + . . +": "active feedsAllowed externalId",
        ". . - - - - + - - . . +": "sessions",
    },
}
# Shown with what is in them, which has rows of its own.
LISTS: Final = ("Connection", "Edge", "PageInfo")


def value_of(field: Any) -> Any:
    """The type of a field, out of its list."""
    return get_named_type(field.type)


def in_answers() -> set[str]:
    """The types of what mutations answer, but for the objects that have an id."""
    found: set[str] = set()
    waiting = [value_of(field) for field in MUTATIONS.values()]
    while waiting:
        named = waiting.pop()
        of_answer = isinstance(named, GraphQLObjectType) and not named.interfaces
        if of_answer and named.name not in found:
            found.add(named.name)
            waiting += [value_of(field) for field in named.fields.values()]
    return found


def test_every_field_has_a_row() -> None:
    """A new one is in the table before it is in the schema.

    What a mutation answers is shown to whoever may send it, of whom test_access.py says the rest.
    """
    by_rule = {"Query", "Mutation", *(in_answers() - {*FIELDS})}
    expected = {
        f"{kind}.{field}"
        for kind, named in SCHEMA.type_map.items()
        if isinstance(named, GraphQLObjectType) and not kind.startswith("__")
        if kind not in by_rule and not kind.endswith(LISTS)
        for field in named.fields
    }
    rows = [
        f"{kind}.{field}"
        for kind, cells in FIELDS.items()
        for fields in cells.values()
        for field in fields.split()
    ]

    assert sorted(rows) == sorted(expected)


def all_of(kind: str) -> str:
    """A selection of all fields of a type, and of the values in them.

    Of other objects and of lists it asks only whether there are any: they have rows of their own.
    """
    named: Any = SCHEMA.type_map[kind]
    fields = (
        name if is_leaf_type(value_of(field)) else f"{name} {{ {_inside(value_of(field))} }}"
        for name, field in named.fields.items()
    )
    return f"__typename {' '.join(fields)}"


def _inside(value: Any) -> str:
    if value.name.endswith("Connection"):
        return "edges { __typename }"
    return "__typename" if getattr(value, "interfaces", ()) else all_of(value.name)


def fields_in(data: Any) -> Iterator[tuple[str, str, bool]]:
    """Type and name of each field in an answer, and whether something is in it."""
    for each in data if isinstance(data, list) else [data]:
        if isinstance(each, dict):
            for name, value in each.items():
                if name != "__typename" and "__typename" in each:
                    yield each["__typename"], name, value not in (None, [], {"edges": []})
                yield from fields_in(value)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_field_is_shown_to_whom_the_table_says(service: Service) -> None:
    firm = await make_firm()
    ids: dict[str, Any] = await fill(service, firm)
    parts = [
        f"{kind}: nodes(ids: ${kind}) {{ ... on {kind} {{ {all_of(kind)} }} }}" for kind in ids
    ]
    declared = ", ".join(f"${kind}: [ID!]!" for kind in ids)
    found: dict[str, dict[str, dict[str, str]]] = {kind: {} for kind in FIELDS}

    for person, user in firm.people.items():
        server = await service.ask(f"{{ serverInfo {{ {all_of('ServerInfo')} }} }}", user=user)
        answer = await service.graphql(
            f"query ({declared}) {{ {' '.join(parts)} }}", user=user, **ids
        )
        # Who may not ask at all is told so at the root; nowhere else is there an error.
        assert all(len(error["path"]) == 1 for error in answer.errors), answer.errors
        for kind, name, shown in fields_in([server, answer.data]):
            cells = found[kind].setdefault(name, dict.fromkeys(ASKERS, "."))
            if shown or cells[person] == ".":
                cells[person] = "+" if shown else "-"

    for kind, rows in FIELDS.items():
        said = {name: cells for cells, names in rows.items() for name in names.split()}
        assert {name: " ".join(cells.values()) for name, cells in found[kind].items()} == said, kind
