"""Text that nobody types: said to be wrong, or stored and shown by every calendar program."""

from typing import Any, Final

import pytest
from graphql import get_named_type
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar as Parsed

from api.models import Calendar, Event, Task, User
from api.models.fields import new_id
from api.schema.ids import encode_id
from tests.factories import make_calendar, make_event, make_user
from tests.ical.readers import READERS, unescaped
from tests.schema.documents import MUTATIONS, input_type
from tests.schema.firm import make_firm, mutate_all, signed_in
from tests.service import Service

TEXT_FIELDS: Final = {
    mutation: sorted(
        name
        for name, field in getattr(input_type(mutation), "fields", {}).items()
        if get_named_type(field.type).name == "String"
    )
    for mutation in MUTATIONS
}
TEXTS: Final = {
    "empty": "",
    "a space": " ",
    "a no-break space": "\N{NO-BREAK SPACE}",
    "NUL": "a\0b",
    "all control characters": "".join(map(chr, range(32))),
    "each control character": "\x01",
    "escape": "\x1b[31mred",
    "delete": "a\x7fb",
    "C1": "a\x9bb",
    "CR LF": "a\r\nBEGIN:VEVENT\r\nb",
    "CR": "a\rb",
    "LF": "a\nb",
    "LF first and last": "\na\n",
    "NEL": "a\x85b",
    "VT and FF": "a\x0bb\x0cc",
    "separators of files": "a\x1cb\x1dc\x1ed",
    "line separator": "a\u2028b\u2029c",
    "high half": "a\ud800b",
    "low half": "a\udc00b",
    "halves the wrong way": "\ude00\ud83d",
    "pair in halves": "\ud83d\ude00",
    "noncharacters": "a\ufffe\uffff\U0010ffffb",
    "byte order mark": "\ufeffa\ufeff",
    "bidi override": "a\u202egnp.exe\u202c\u2066b\u2069",
    "joined": "👩‍👩‍👧‍👦",
    "combining": "Z" + "\u0301" * 100,
    "zero width": "\u200b\u200d\u2060",
    "private use": "\ue000\U000f0000",
    "quotes and slashes": "\\\",;:'`\\n\\N\\;\\,\\\\",
    "iCalendar": "END:VEVENT\\nEND:VCALENDAR",
    "a property with parameters": 'SUMMARY;X="a^nb":c',
    "HTML": "<script>alert(1)</script>&amp;",
    "SQL": "'; DROP TABLE events; --",
    "format": "%s %(x)s {0} {x!r} $1 ?",
    "folded where characters are long": "日本語🙂" * 30,
    "a megabyte": "x" * 1_000_000,
    "many controls": "\0" * 100_000,
    "many breaks": "\r\n" * 50_000,
}
# A sign-in of somebody unknown costs as much as one of somebody known: half a second. A file is
# read by a process of its own.
COSTLY: Final = {
    ("signIn", "email"),
    ("signIn", "password"),  # and ten may be wrong
    ("setPassword", "password"),
    ("changePassword", "currentPassword"),
    ("changePassword", "newPassword"),
    ("importCalendar", "content"),
}
# Of these every text is refused.
ALL_REFUSED: Final = {
    "signIn",
    "setPassword",
    "changePassword",
    "updateOrganization",
    "importCalendar",
    "createUserToken",
}
# Of these none is: what cannot be an id is counted as absent.
NONE_REFUSED: Final = {"deleteCalendars"}
CODES: Final = {"INVALID_INPUT", "WRONG_CREDENTIALS", "NOT_FOUND"}
FEW: Final = {"NUL", "high half", "a megabyte"}
NO_TITLE: Final = "(No title)"


def wrapped(mutation: str, field: str, text: str) -> Any:
    """The text as this field takes it."""
    named = input_type(mutation)
    assert named is not None
    return [text] if "[" in str(named.fields[field].type) else text


def fresh(mutation: str) -> dict[str, Any]:
    """What of an input cannot be given twice."""
    if mutation == "createUserToken":
        return {"email": None}  # beside an external id there is none
    return {"email": f"{new_id()}@firm.example"} if mutation == "createUser" else {}


def read_by_all(body: bytes) -> dict[str, list[str]]:
    """Titles in a feed, as each reader finds them, in one order."""
    return {
        name: sorted(item.title.strip() for item in read(body)) for name, read in READERS.items()
    }


def test_the_texts_go_through_every_field_of_text() -> None:
    assert {name: len(fields) for name, fields in TEXT_FIELDS.items() if fields} == {
        "signIn": 2,
        "setPassword": 2,
        "changePassword": 2,
        "updateOrganization": 1,
        "createUser": 2,
        "updateUser": 2,
        "createApiToken": 1,
        "createUserToken": 2,
        "createCalendarFeed": 1,
        "updateCalendarFeed": 1,
        "createCalendar": 3,
        "updateCalendar": 3,
        "createEvent": 6,
        "updateEvent": 6,
        "createTask": 5,
        "updateTask": 5,
        "importCalendar": 1,
        "upsertEvents": 2,
        "upsertTasks": 2,
        "deleteEvents": 2,
        "deleteTasks": 2,
        "finishSync": 2,
        "deleteCalendars": 1,
    }


@pytest.mark.parametrize("mutation", [name for name, fields in TEXT_FIELDS.items() if fields])
async def test_hostile_text_is_stored_or_refused_by_field(service: Service, mutation: str) -> None:
    firm = await make_firm()
    headers = await signed_in(service, firm.asker(mutation))
    input = (await firm.inputs())[mutation] or {}
    sent = [
        (field, name, input | fresh(mutation) | {field: wrapped(mutation, field, text)})
        for field in TEXT_FIELDS[mutation]
        for name, text in TEXTS.items()
        if (mutation, field) not in COSTLY or name in FEW
    ]

    answers = await mutate_all(service, mutation, headers, [given for _, _, given in sent])

    for (field, name, _), answer in zip(sent, answers, strict=True):
        path = [] if mutation == "signIn" else ["input", field]
        for error in answer["errors"]:
            assert error["path"] == path, (field, name)
            assert error["code"] in CODES, (field, name)
            assert 0 < len(error["message"]) < 200, (field, name)
    refused = {bool(answer["errors"]) for answer in answers}
    expected = {True} if mutation in ALL_REFUSED else {True, False}
    assert refused == ({False} if mutation in NONE_REFUSED else expected)


async def test_a_hostile_update_leaves_what_was_there(service: Service) -> None:
    user = await make_user()
    event = await make_event(await make_calendar(user), title="Hearing")
    texts = ("\0", "\ud800", "x" * 1_001, "\uffff")

    answers = await mutate_all(
        service,
        "updateEvent",
        await signed_in(service, user),
        [{"id": encode_id("Event", event.id), "title": text} for text in texts],
    )

    for answer in answers:
        (error,) = answer["errors"]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "title"])
    assert (await Event.get()).title == "Hearing"


async def store(
    service: Service, mutation: str, headers: dict[str, str], input: dict[str, Any]
) -> None:
    """Sends the input without what is refused of it."""
    fields = {"title", "description", "location", "url", "categories"} & set(input)
    given = dict(input)
    for _ in range(len(fields) + 1):
        (answer,) = await mutate_all(service, mutation, headers, [given])
        if not answer["errors"]:
            return
        (error,) = answer["errors"]
        assert error["code"] == "INVALID_INPUT"
        assert error["path"][0] == "input"
        field = error["path"][1]
        assert field in fields
        given[field] = [] if field == "categories" else ""
    raise AssertionError(f"{mutation} took nothing of {input!a}")


async def stored_titles() -> list[str]:
    """What the readers should find of all that is stored."""
    events = [event.title or NO_TITLE for event in await Event.all()]
    tasks = [f"Due: {task.title or NO_TITLE}" for task in await Task.all()]
    return sorted(title.strip() for title in events + tasks)


EVENT_TIMES: Final = {"startsAt": "2026-03-18T09:00:00Z", "endsAt": "2026-03-18T10:00:00Z"}
TASK_TIMES: Final = {"dueDate": "2026-03-18"}


async def store_item(
    service: Service, headers: dict[str, str], calendar: Calendar, texts: dict[str, Any]
) -> None:
    """An event and a task with these texts, or as much of them as can be stored."""
    on_calendar = {"calendarId": encode_id("Calendar", calendar.id)}
    await store(service, "createEvent", headers, on_calendar | EVENT_TIMES | texts)
    without = {name: text for name, text in texts.items() if name != "location"}
    await store(service, "createTask", headers, on_calendar | TASK_TIMES | without)


async def test_hostile_text_that_was_stored_is_shown_by_every_reader(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    headers = await signed_in(service, user)
    url = await service.feed_url(user)

    for text in TEXTS.values():
        texts = {"title": text, "description": text, "location": text, "categories": [text]}
        await store_item(
            service, headers, calendar, texts | {"url": f"https://firm.example/{text}"}
        )
    found = read_by_all((await service.fetch(url)).content)

    titles = await stored_titles()
    assert len(titles) == 2 * len(TEXTS)
    assert found["icalendar"] == titles
    assert {name: len(read) for name, read in found.items()} == dict.fromkeys(READERS, len(titles))


HOSTILE: Final = st.sampled_from(
    [
        *"\0\x01\t\n\r\x0b\x0c\x1b\x1c\x7f\x80\x85\x9f\\\";:,=%^'<>&",
        *"\u00a0\u00ad\u200b\u200d\u200e\u2028\u2029\u202e\u2066\ufeff\ufffe\uffff",
        *("\ud800", "\udfff", "\ue000", "\U0001f600", "\U0010ffff"),
        *("\r\n", "BEGIN:VEVENT", "\\n"),
    ]
)
PIECES: Final = HOSTILE | st.characters(exclude_categories=())
# Half of all texts hold nothing that is refused: the others test no feed.
TEXT: Final = st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=100)
URLS: Final = TEXT.map(lambda text: f"https://firm.example/{text}") | TEXT
ITEMS: Final = st.lists(
    st.fixed_dictionaries(
        {
            "title": TEXT,
            "description": TEXT,
            "location": TEXT,
            "url": URLS,
            "categories": st.lists(TEXT, max_size=3),
        }
    ),
    min_size=1,
    max_size=4,
)


async def feed_of_test(service: Service) -> tuple[User, Calendar, str]:
    """The same user, calendar and address for every example; nothing is in the calendar yet."""
    user = await User.first()
    if user is None:
        user = await make_user()
        await make_calendar(user, name="Diary")
    calendar = await Calendar.get(name="Diary")
    await Event.filter(calendar_id=calendar.id).delete()
    await Task.filter(calendar_id=calendar.id).delete()
    # The deletion was not a write of the program, which would have raised the revision.
    await Calendar.filter(id=calendar.id).update(revision=calendar.revision + 1)
    return user, calendar, await service.feed_url(user)


@settings(max_examples=12)
@given(items=ITEMS)
async def test_whatever_is_stored_is_read_alike_by_every_reader(
    service: Service, items: list[dict[str, Any]]
) -> None:
    user, calendar, url = await feed_of_test(service)
    headers = await signed_in(service, user)
    for texts in items:
        await store_item(service, headers, calendar, texts)

    found = read_by_all((await service.fetch(url)).content)

    titles = await stored_titles()
    assert len(titles) == 2 * len(items)
    assert found["icalendar"] == titles
    assert {name: len(read) for name, read in found.items()} == dict.fromkeys(READERS, len(titles))


@settings(max_examples=12)
@given(name=TEXT)
async def test_a_feed_bears_whatever_name_its_calendar_has(service: Service, name: str) -> None:
    user, _, _ = await feed_of_test(service)
    input = {"name": name, "timeZone": "Europe/London"}
    (answer,) = await mutate_all(service, "createCalendar", await signed_in(service, user), [input])
    if answer["errors"]:
        (error,) = answer["errors"]
        assert (error["code"], error["path"]) == ("INVALID_INPUT", ["input", "name"])
        return
    calendar = await Calendar.exclude(name="Diary").get()

    response = await service.fetch(await service.feed_url(user, calendar=calendar.name))
    await Calendar.filter(id=calendar.id).delete()

    parsed = Parsed.from_ical(response.content)
    assert unescaped(str(parsed["NAME"])) == calendar.name
    assert unescaped(str(parsed["X-WR-CALNAME"])) == calendar.name
    assert read_by_all(response.content) == {name: [] for name in READERS}
