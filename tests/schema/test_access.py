"""Who may do what: every root field, asked by somebody of each standing to a calendar."""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from api.models import AuditEntry, Calendar, Event, Feed, FeedToken, Member, Task, User
from api.models.access import CalendarRole
from api.models.entry import OccurrenceKey
from api.models.session import ApiToken, ApiTokenKind, Scope
from api.schema.ids import encode_id, encode_occurrence
from tests.engines import by_turns
from tests.factories import make_audit_entry, make_event, make_task
from tests.schema.documents import MUTATIONS, OPEN_TO_ALL, QUERIES
from tests.schema.firm import ASKERS, USER_TOKEN, Firm, make_firm, mutate, outcome
from tests.service import Answer, Service

OUTCOMES: Final = {
    "+": "OK",
    "-": "NOT_FOUND",
    "x": "FORBIDDEN",
    "u": "UNAUTHENTICATED",
    "b": "BAD_REQUEST",
}
# Columns as in ASKERS: signed out, admin elsewhere, no access, FREE_BUSY_READER, READER, WRITER,
# OWNER, admin; API tokens to READ, WRITE and SIGN_IN; user token of the owner. A query is "+" when
# it shows the firm's calendar or what stands in it.
TABLE: Final = {
    # who               o e n f r w O a R W S U
    "viewer": "         + + + + + + + + + + + +",
    "serverInfo": "     + + + + + + + + + + + +",
    "organization": "   u - + + + + + + + x x +",
    "signIn": "         + + + + + + + + b b b b",
    "signOut": "        + + + + + + + + + + + +",
    "calendars": "      u - - + + + + - + x x +",
    "calendarFeeds": "  u - - + + + + - x x x +",
    "node": "           u - - + + + + + + x x +",
    "nodes": "          u - - + + + + + + x x +",
    "users": "          u - x x x x x + + x x x",
    "feeds": "          u - x x x x x + x x x x",
    "auditLog": "       u - x x x x x + x x x x",
    "apiTokens": "      u - x x x x x + x x x x",
    "createApiToken": " u + x x x x x + x x x x",
    "revokeApiToken": " u - x x x x x + x x x x",
    "createUserToken": "u x x x x x x x x x + x",
    "deleteEvents": "   u x x x x x x x x + x x",
    "deleteTasks": "    u x x x x x x x x + x x",
    "finishSync": "     u x x x x x x x x + x x",
    "upsertCalendars": "u x x x x x x x x + x x",
    "deleteCalendars": "u x x x x x x x x + x x",
    "upsertUsers": "    u x x x x x x x x + x x",
    "upsertEvents": "   u x x x x x x x x + x x",
    "upsertTasks": "    u x x x x x x x x + x x",
    "updateOrganization": "u + x x x x x + x x x x",
    "endSession": "     u - - - - - + - x x x +",
    "createPasswordLink": "u - x x x x x + x x x x",
    "setPassword": "    + + + + + + + + + + + +",
    "changePassword": " u + + + + + + + x x x x",
    "createUser": "     u + x x x x x + x x x x",
    "updateUser": "     u - x x x x x + x x x x",
    "deactivateUser": " u - x x x x x + x x x x",
    "reactivateUser": " u - x x x x x + x x x x",
    "eraseUser": "      u - x x x x x + x x x x",
    "resetUserFeeds": " u - x x x x x + x x x x",
    "createCalendar": " u + + + + + + + x x x +",
    "updateCalendar": " u - - x x x + + x x x +",
    "deleteCalendar": " u - - x x x + + x x x +",
    "setCalendarMember": "u - - x x x + + x x x +",
    "removeCalendarMember": "u - - x x x + + x x x +",
    "createEvent": "    u - - x x + + - x x x +",
    "updateEvent": "    u - - x x + + - x x x +",
    "deleteEvent": "    u - - x x + + - x x x +",
    "createTask": "     u - - x x + + - x x x +",
    # A task that they must not see is, to readers of times only, none at all.
    "updateTask": "     u - - - x + + - x x x +",
    "completeTask": "   u - - - x + + - x x x +",
    "deleteTask": "     u - - - x + + - x x x +",
    "importCalendar": " u - - x x + + - x x x +",
    "createCalendarFeed": "u - - + + + + - x x x +",
    "updateCalendarFeed": "u - - - - - + - x x x +",
    "deleteCalendarFeed": "u - - - - - + - x x x +",
    "resetCalendarFeeds": "u - - - - - + - x x x +",
}
# Ids of what `node` and `nodes` may show, asked for apart.
NODES: Final = {
    # whose             o e n f r w O a R W S U
    "Calendar": "       u - - + + + + + + x x +",
    "Event": "          u - - + + + + - + x x +",
    "Occurrence": "     u - - + + + + - + x x +",
    "Task": "           u - - - + + + - + x x +",
    "CalendarMember": " u - - - + + + + + x x +",
    "CalendarFeed": "   u - - - - - + + - x x +",
    "AuditEntry": "     u - - - - - - + - x x -",
    "ApiToken": "       u - - - - - - + - x x -",
    "User": "           u - + + + + + + + x x +",
}


def row(cells: str) -> dict[str, str]:
    """The outcome for each person."""
    return dict(zip(ASKERS, (OUTCOMES[cell] for cell in cells.split()), strict=True))


def test_every_root_field_has_a_row() -> None:
    assert set(TABLE) == {*QUERIES, *MUTATIONS}


def test_whoever_is_signed_out_gets_what_is_open_to_all_and_nothing_else() -> None:
    answers = {field: row(cells)[ASKERS[0]] for field, cells in TABLE.items()}

    assert {field for field, answer in answers.items() if answer == "OK"} == OPEN_TO_ALL
    assert {answers[field] for field in set(TABLE) - OPEN_TO_ALL} == {"UNAUTHENTICATED"}


async def everything_stored() -> dict[str, list[dict[str, Any]]]:
    """All rows that a refused mutation must leave alone."""
    models = (Calendar, Member, User, Event, Task, Feed, FeedToken, ApiToken, AuditEntry)
    return {model.__name__: await model.all().order_by("id").values() for model in models}


@by_turns("mutation", sorted(MUTATIONS))
async def test_a_mutation_is_allowed_to_whom_the_table_says(
    service: Service, mutation: str
) -> None:
    firm = await make_firm()
    input = (await firm.inputs())[mutation]
    before = await everything_stored()
    outcomes = {}

    for person, user in firm.people.items():
        answer = await mutate(service, mutation, user, input)
        service.http.cookies.clear()
        outcomes[person] = outcome(answer, mutation)
        after = await everything_stored()
        # Signing out changes nothing for who was not signed in.
        assert (before == after) is (outcomes[person] != "OK") or mutation == "signOut", person
        if before != after:
            input = (await firm.inputs())[mutation]
            before = await everything_stored()

    assert outcomes == row(TABLE[mutation])


Ask = Callable[[Service, Firm, Any], Awaitable[tuple[Answer, bool]]]


async def _viewer(service: Service, firm: Firm, user: Any) -> tuple[Answer, bool]:
    answer = await service.graphql("{ viewer { id } }", user=user)
    person = firm.owner if user is firm.people[USER_TOKEN] else user
    expected = {"id": encode_id("User", person.id)} if isinstance(person, User) else None
    return answer, answer.data == {"viewer": expected}


async def _server_info(service: Service, firm: Firm, user: Any) -> tuple[Answer, bool]:
    answer = await service.graphql("{ serverInfo { version } }", user=user)
    return answer, bool(answer.data)


async def _calendars(service: Service, firm: Firm, user: Any) -> tuple[Answer, bool]:
    answer = await service.graphql("{ calendars { edges { node { id } } } }", user=user)
    return answer, encode_id("Calendar", firm.calendar.id) in answer.response.text


async def _calendar_feeds(service: Service, firm: Firm, user: Any) -> tuple[Answer, bool]:
    document = "{ calendarFeeds { edges { node { calendars { id } } } } }"
    answer = await service.graphql(document, user=user)
    return answer, encode_id("Calendar", firm.calendar.id) in answer.response.text


async def _api_tokens(service: Service, firm: Firm, user: Any) -> tuple[Answer, bool]:
    answer = await service.graphql("{ apiTokens { edges { node { id } } } }", user=user)
    rows = await ApiToken.filter(kind=ApiTokenKind.ORGANIZATION)
    return answer, all(encode_id("ApiToken", row.id) in answer.response.text for row in rows)


async def _node(service: Service, firm: Firm, user: Any) -> tuple[Answer, bool]:
    id_ = encode_id("Calendar", firm.calendar.id)
    answer = await service.graphql("query ($id: ID!) { node(id: $id) { id } }", user=user, id=id_)
    return answer, answer.data == {"node": {"id": id_}}


async def _nodes(service: Service, firm: Firm, user: Any) -> tuple[Answer, bool]:
    id_ = encode_id("Calendar", firm.calendar.id)
    answer = await service.graphql(
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", user=user, ids=[id_]
    )
    return answer, answer.data == {"nodes": [{"id": id_}]}


async def _users(service: Service, firm: Firm, user: Any) -> tuple[Answer, bool]:
    answer = await service.graphql("{ users { edges { node { id } } } }", user=user)
    return answer, encode_id("User", firm.owner.id) in answer.response.text


async def _feeds(service: Service, firm: Firm, user: Any) -> tuple[Answer, bool]:
    feed = await firm.feed()
    answer = await service.graphql("{ feeds { edges { node { id } } } }", user=user)
    return answer, encode_id("CalendarFeed", feed.id) in answer.response.text


async def _audit_log(service: Service, firm: Firm, user: Any) -> tuple[Answer, bool]:
    entry = await make_audit_entry(firm.owner)
    answer = await service.graphql("{ auditLog { edges { node { id } } } }", user=user)
    return answer, encode_id("AuditEntry", entry.id) in answer.response.text


async def _organization(service: Service, firm: Firm, user: Any) -> tuple[Answer, bool]:
    answer = await service.graphql("{ organization { id } }", user=user)
    id_ = encode_id("Organization", firm.organization.id)
    return answer, answer.data == {"organization": {"id": id_}}


ASKS: Final[dict[str, Ask]] = {
    "viewer": _viewer,
    "serverInfo": _server_info,
    "organization": _organization,
    "calendars": _calendars,
    "calendarFeeds": _calendar_feeds,
    "users": _users,
    "feeds": _feeds,
    "auditLog": _audit_log,
    "apiTokens": _api_tokens,
    "node": _node,
    "nodes": _nodes,
}


async def outcomes_of(ask: Ask, service: Service, firm: Firm) -> dict[str, str]:
    outcomes = {}
    for person, user in firm.people.items():
        answer, shown = await ask(service, firm, user)
        seen = "OK" if shown else "NOT_FOUND"
        outcomes[person] = answer.codes[0] if answer.codes else seen
    return outcomes


async def test_a_query_shows_a_calendar_to_whom_the_table_says(service: Service) -> None:
    firm = await make_firm()

    outcomes = {query: await outcomes_of(ask, service, firm) for query, ask in ASKS.items()}

    assert set(ASKS) == set(QUERIES)
    assert outcomes == {query: row(TABLE[query]) for query in QUERIES}


async def test_an_object_is_shown_to_whom_the_table_says(service: Service) -> None:
    firm = await make_firm()
    reading = await ApiToken.get(selector=firm.host(Scope.READ).selector)
    series = await make_event(firm.calendar, rrule="FREQ=DAILY")
    ids = {
        "Calendar": encode_id("Calendar", firm.calendar.id),
        "Event": encode_id("Event", (await make_event(firm.calendar)).id),
        "Task": encode_id("Task", (await make_task(firm.calendar)).id),
        "CalendarFeed": encode_id("CalendarFeed", (await firm.feed()).id),
        "Occurrence": encode_occurrence(OccurrenceKey(series.id, series.starts_at)),
        "CalendarMember": encode_id("CalendarMember", (await Member.all())[0].id),
        "AuditEntry": encode_id("AuditEntry", (await make_audit_entry(firm.owner)).id),
        "User": encode_id("User", firm.owner.id),
        "ApiToken": encode_id("ApiToken", reading.id),
    }
    one, many = "node(id: $id) { id }", "nodes(ids: [$id]) { id }"
    outcomes: dict[str, dict[str, str]] = {}

    for kind, id_ in ids.items():

        async def ask(
            service: Service, firm: Firm, user: Any, id_: str = id_
        ) -> tuple[Answer, bool]:
            document = f"query ($id: ID!) {{ {one} {many} }}"
            answer = await service.graphql(document, user=user, id=id_)
            data = answer.data or {"node": None, "nodes": [None]}
            assert data["nodes"] == [data["node"]]
            return answer, data["node"] == {"id": id_}

        outcomes[kind] = await outcomes_of(ask, service, firm)

    assert outcomes == {kind: row(cells) for kind, cells in NODES.items()}


async def test_everyones_role_gives_no_more_than_it_says(service: Service) -> None:
    firm = await make_firm()
    await Calendar.filter(id=firm.calendar.id).update(everyone_role=CalendarRole.READER)
    stranger = firm.person("no access")
    outcomes = {}

    for mutation, input in (await firm.inputs()).items():
        if mutation not in {*OPEN_TO_ALL, "changePassword", "createCalendar"}:
            answer = await mutate(service, mutation, stranger, input)
            outcomes[mutation] = outcome(answer, mutation)

    assert outcomes.pop("createCalendarFeed") == "OK"
    for mutation in (
        "endSession",
        "resetCalendarFeeds",
        "updateCalendarFeed",
        "deleteCalendarFeed",
    ):
        assert outcomes.pop(mutation) == "NOT_FOUND"
    assert outcomes.pop("deleteCalendar") == "NOT_FOUND"  # another one
    assert outcomes == dict.fromkeys(outcomes, "FORBIDDEN")


async def test_access_ends_with_deactivation(service: Service) -> None:
    firm = await make_firm()
    owner = firm.owner
    owner.active = False
    await owner.save()

    answer = await service.graphql("{ calendars { totalCount } }", user=owner)

    assert answer.codes == ["UNAUTHENTICATED"]
