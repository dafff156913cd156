"""How much a field takes: categories, addresses, lists."""

import json
from typing import Final

from api.models import Event, Task
from api.schema.ids import encode_id
from tests.factories import make_calendar, make_event, make_task, make_user
from tests.schema.firm import mutate_all, signed_in
from tests.service import Service


async def test_twenty_categories_are_stored_and_no_more(service: Service) -> None:
    user = await make_user()
    event = await make_event(await make_calendar(user))
    id_ = encode_id("Event", event.id)
    headers = await signed_in(service, user)

    async def codes(categories: list[str]) -> list[str]:
        input = {"id": id_, "categories": categories}
        (answer,) = await mutate_all(service, "updateEvent", headers, [input])
        return [error["code"] for error in answer["errors"]]

    assert await codes([f"{number}" for number in range(20)]) == []
    assert await codes(["x"] * 10 + [" "] * 10) == []
    assert await codes(["x"] * 21) == ["INVALID_INPUT"]
    assert await codes([f"{number}" for number in range(21)]) == ["INVALID_INPUT"]
    assert await codes([f"{number}" for number in range(5_000)]) == ["INVALID_INPUT"]
    assert await codes(["x" * 101]) == ["INVALID_INPUT"]
    assert (await Event.get()).categories == ["x"]


ADDRESSES: Final = {
    "": True,
    "  ": True,
    "https://firm.example": True,
    "http://firm.example/1?x=1#y": True,
    "HTTPS://firm.example": True,
    "https://münchen.example/ä": True,
    "https://[2001:db8::1]/": True,
    "https://firm.example/" + "x" * 1_979: True,
    "https://firm.example/" + "x" * 1_980: False,
    "firm.example": False,
    "//firm.example": False,
    "https:firm.example": False,
    "https:///x": False,
    "javascript:alert(1)": False,
    "data:text/html,x": False,
    "file:///etc/passwd": False,
    "ftp://firm.example": False,
    "https://firm example": False,
    "https://firm.example/\nX-EVIL:1": False,
    "https://firm.example/\r\nATTENDEE:x": False,
    "https://firm.example/\0": False,
    "https://[": False,
    "https://[::1": False,
    "https://firm.example/\u2028x": False,
    "https://firm.example/\ud800": False,
}


async def test_addresses_are_of_the_web(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    event, task = await make_event(calendar), await make_task(calendar)
    headers = await signed_in(service, user)

    for mutation, id_ in (
        ("updateEvent", encode_id("Event", event.id)),
        ("updateTask", encode_id("Task", task.id)),
    ):
        inputs = [{"id": id_, "url": address} for address in ADDRESSES]
        answers = await mutate_all(service, mutation, headers, inputs)
        taken = {
            address: not answer["errors"]
            for address, answer in zip(ADDRESSES, answers, strict=True)
        }
        assert taken == ADDRESSES


async def test_variables_may_hold_any_json(service: Service) -> None:
    user = await make_user()
    headers = await signed_in(service, user)
    deep = json.loads("[" * 400 + "]" * 400)

    for value in (deep, {"id": deep}, [1] * 10_000, {f"{n}": n for n in range(10_000)}):
        answer = await service.graphql(
            "mutation ($input: DeleteEventInput!) { deleteEvent(input: $input) { deletedId } }",
            headers=headers,
            input=value,
        )
        assert set(answer.codes) == {"GRAPHQL_VALIDATION_FAILED"}
        assert len(answer.response.content) < 10_000_000


async def test_a_list_of_everything_is_refused_at_once(service: Service) -> None:
    user = await make_user()
    calendar = await make_calendar(user)
    others = [encode_id("User", (await make_user()).id) for _ in range(3)]
    headers = await signed_in(service, user)
    input = {
        "calendarId": encode_id("Calendar", calendar.id),
        "title": "Hearing",
        "dueDate": "2026-03-29",
    }

    answers = await mutate_all(
        service,
        "createTask",
        headers,
        [input | {"assigneeIds": others * 333 + others[:1]}, input | {"assigneeIds": others * 334}],
    )

    codes = [answer["errors"][0]["code"] for answer in answers]
    assert codes == ["NOT_FOUND", "INVALID_INPUT"]
    assert await Task.all().count() == 0
