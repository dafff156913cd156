"""Asks the service at random, and looks at each answer."""

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

import httpx

from api.models import Calendar, Event, Feed, Organization, Task, User
from api.schema.ids import encode_id
from api.tokens import Token
from tests.factories import make_calendar, make_event, make_organization, make_task, make_user
from tests.schema.documents import MUTATIONS, QUERIES
from tests.schema.firm import ADMIN, Firm, make_firm, signed_in
from tests.schema.generating import Generator, Operation
from tests.schema.requests import JSON, RESPONSE
from tests.service import Service

ROOTS: Final = [*QUERIES, *MUTATIONS]
# In everything that another organization has.
ELSEWHERE: Final = "Elsewhere-7f3a"
INSIDE: Final = (ELSEWHERE, "$argon2", "Traceback", "site-packages", "tortoise", "asyncpg")
# What nobody should be told here: nothing is broken, nothing is slow.
FAULTS: Final = {"INTERNAL", "UNAVAILABLE", "TIMEOUT"}
# Before anything was executed: of a token that was revoked meanwhile, of a body that is too long.
BEFORE_ALL: Final = {401: "UNAUTHENTICATED", 413: "TOO_LARGE"}
# The calls after which the firm is another: what it had may have been deleted.
ANEW: Final = 100
# The calls after which things are made anew that mutations may be about.
_MADE_ANEW: Final = 10
# A file is read in a process of its own, which takes its time: not as often as the rest.
SLOW: Final = "importCalendar"


_Row = Calendar | Event | Task | Feed | User


@dataclass
class Seen:
    """What was answered: which root fields without errors, which codes, in how many seconds."""

    answered: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    seconds: dict[str, float] = field(default_factory=dict)


@dataclass
class Company:
    """A firm, and ids of what it has and of what another organization has."""

    firm: Firm
    ids: list[str]
    inputs: dict[str, dict[str, Any] | None]


async def ask_at_random(service: Service, seed: int, calls: int) -> Seen:
    """So many calls: at first each root field as it is meant, then as it comes."""
    chance, seen = Random(seed), Seen()
    company = await make_company()
    for number in range(calls):
        is_gone = not await Calendar.exists(id=company.firm.calendar.id)
        if is_gone or number % ANEW == ANEW - 1:
            company = await make_company()
        elif number < len(ROOTS) or number % _MADE_ANEW == 0:
            company.inputs = await company.firm.inputs()
        if number < len(ROOTS):
            await _ask_as_meant(service, company, ROOTS[number], chance, seen)
        else:
            await _ask_anything(service, company, chance, seen)
    return seen


async def make_company() -> Company:
    """A new firm, and beside it an organization whose every text says that it is another."""
    firm = await make_firm()
    event, task = await make_event(firm.calendar), await make_task(firm.calendar)
    mine: list[_Row] = [firm.calendar, event, task, firm.owner]
    mine += [await firm.feed(), await firm.added_feed()]
    other = await Organization.get_or_none(name=ELSEWHERE)
    theirs: list[_Row] = []
    if other is None:
        other = await make_organization(name=ELSEWHERE)
        user = await make_user(other, name=ELSEWHERE, email=f"{ELSEWHERE}@x.example".lower())
        calendar = await make_calendar(user, name=ELSEWHERE)
        event = await make_event(calendar, title=ELSEWHERE, description=ELSEWHERE)
        theirs = [user, calendar, event, await make_task(calendar, title=ELSEWHERE)]
    ids = [_id_of(row) for row in [*mine, *theirs]]
    return Company(firm, ids, await firm.inputs())


def _id_of(row: _Row) -> str:
    return encode_id("CalendarFeed" if isinstance(row, Feed) else type(row).__name__, row.id)


async def _ask_as_meant(
    service: Service, company: Company, root: str, chance: Random, seen: Seen
) -> None:
    tame = Generator(chance, company.ids, tame=True)
    if root in QUERIES:
        asker: User | Token = company.firm.person(ADMIN)
        operation = tame.query(root)
    else:
        asker = company.firm.asker(root)
        operation = tame.mutation(root, company.inputs[root])
    await _ask(service, await signed_in(service, asker), operation, JSON, seen)


async def _ask_anything(service: Service, company: Company, chance: Random, seen: Seen) -> None:
    wild = Generator(chance, company.ids)
    root = chance.choice(ROOTS)
    if root == SLOW and chance.random() < 0.7:
        root = "calendarFeeds"
    if root in QUERIES:
        operation = wild.query(*{root, chance.choice([*QUERIES])})
    else:
        operation = wild.mutation(root, company.inputs[root])
    likely = company.firm.asker(root) if root in MUTATIONS else company.firm.owner
    asker = chance.choice([likely, likely, *company.firm.people.values()])
    headers = {} if asker is None else await signed_in(service, asker)
    await _ask(service, headers, operation, chance.choice([JSON, RESPONSE]), seen)


async def _ask(
    service: Service, headers: dict[str, str], operation: Operation, accept: str, seen: Seen
) -> None:
    body = json.dumps({"query": operation.document, "variables": operation.variables})
    sent = {"content-type": JSON, "accept": accept} | headers
    started = time.perf_counter()
    response = await service.http.post("/graphql", content=body, headers=sent)
    seconds = time.perf_counter() - started
    _look_at(response, operation, accept, seen)
    for root in operation.roots:
        seen.seconds[root] = max(seconds, seen.seconds.get(root, 0.0))


def _look_at(response: httpx.Response, operation: Operation, accept: str, seen: Seen) -> None:
    """Asserts what holds of every answer, and notes what this one was."""
    said = (operation.document, ascii(operation.variables)[:2_000], response.text[:2_000])
    answer = response.json()
    errors = answer.get("errors", [])
    codes = {error["extensions"]["code"] for error in errors}
    assert not codes & FAULTS, said
    assert not [word for word in INSIDE if word in response.text], said
    if response.status_code in BEFORE_ALL:
        assert codes == {BEFORE_ALL[response.status_code]}, said
    else:
        refused = "data" not in answer
        assert response.status_code == (400 if refused and accept == RESPONSE else 200), said
    assert all(error["message"] for error in errors), said
    seen.codes.update(codes)
    if not errors:
        for root in operation.roots:
            payload = answer["data"].get(root) if answer["data"] else None
            if not (isinstance(payload, dict) and payload.get("errors")):
                seen.answered[root] += 1
