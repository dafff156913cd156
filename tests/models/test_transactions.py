"""Transactions: all or nothing, seen by nobody before they end, one after another where need be."""

# ruff: noqa: PT012 - the error comes after the statements of a transaction that it must undo

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from typing import Any

import pytest
from tortoise.exceptions import IntegrityError

from api.models import Calendar, Organization
from api.models.database import execute, fetch_rows, transaction
from tests.clock import NOON
from tests.factories import make_calendar, make_organization, make_user


class ChangedMindError(Exception):
    """Ends a transaction that a test begins."""


async def names() -> list[str]:
    """The organizations, as whoever asks sees them, through the ORM and a statement alike."""
    seen = [organization.name for organization in await Organization.all().order_by("name")]
    rows = await fetch_rows("SELECT name FROM organizations ORDER BY name")
    assert [row["name"] for row in rows] == seen
    return seen


async def elsewhere(work: Coroutine[Any, Any, list[str]]) -> list[str]:
    """The result of another request's work: a task that was not begun in this transaction."""
    return await asyncio.create_task(work, context=Context())


async def test_a_transaction_keeps_what_it_wrote(open_database: str) -> None:
    async with transaction():
        await make_organization(name="A")
        await execute("UPDATE organizations SET name = 'B'")
    assert await names() == ["B"]


async def test_an_error_takes_back_what_a_transaction_wrote(open_database: str) -> None:
    await make_organization(name="A")
    with pytest.raises(ChangedMindError):
        async with transaction():
            await make_organization(name="B")
            await execute("UPDATE organizations SET name = 'C' WHERE name = 'A'")
            raise ChangedMindError
    assert await names() == ["A"]


async def test_a_refused_statement_takes_back_what_a_transaction_wrote(open_database: str) -> None:
    user = await make_user()
    with pytest.raises(IntegrityError):
        async with transaction():
            await make_organization(name="B")
            await make_user(email=user.email)
    assert len(await names()) == 1


async def test_what_a_transaction_wrote_is_seen_inside_and_nowhere_else_until_it_ends(
    open_database: str,
) -> None:
    async with transaction():
        await make_organization(name="A")
        assert await names() == ["A"]
        async with transaction():
            await make_organization(name="B")
            assert await names() == ["A", "B"]
        assert await elsewhere(names()) == []
    assert await elsewhere(names()) == ["A", "B"]


async def test_a_task_of_a_transaction_belongs_to_it(open_database: str) -> None:
    with pytest.raises(ChangedMindError):
        async with transaction():
            await asyncio.gather(*(make_organization() for _ in range(5)))
            assert len(await names()) == 5
            raise ChangedMindError
    assert await names() == []


async def test_an_error_inside_a_nested_transaction_takes_back_that_one_alone(
    open_database: str,
) -> None:
    async with transaction():
        await make_organization(name="A")
        with pytest.raises(ChangedMindError):
            async with transaction():
                await make_organization(name="B")
                async with transaction():
                    await make_organization(name="C")
                raise ChangedMindError
        with pytest.raises(IntegrityError):
            async with transaction():
                await make_organization(name="D")
                await make_user(Organization())
        async with transaction():
            await make_organization(name="E")
        await make_organization(name="F")
    assert await names() == ["A", "E", "F"]


async def test_an_error_after_a_nested_transaction_takes_back_that_one_too(
    open_database: str,
) -> None:
    with pytest.raises(ChangedMindError):
        async with transaction():
            async with transaction():
                await make_organization(name="A")
            raise ChangedMindError
    assert await names() == []


async def test_rows_created_together_are_all_there_or_none_is(open_database: str) -> None:
    rows = [Organization(name=f"{n}", time_zone="UTC", created_at=NOON) for n in range(20)]
    rows[-1].id = rows[0].id
    with pytest.raises(IntegrityError):
        await Organization.bulk_create(rows)
    assert await names() == []

    # No transaction was left open, into which this would go.
    await make_organization(name="A")
    assert await elsewhere(names()) == ["A"]


async def test_transactions_that_read_and_write_back_lose_nothing(open_database: str) -> None:
    calendar = await make_calendar(await make_user(), revision=1)

    async def add_one() -> None:
        async with transaction():
            seen = await Calendar.filter(id=calendar.id).select_for_update().get()
            await Calendar.filter(id=calendar.id).update(revision=seen.revision + 1)

    await asyncio.gather(*(add_one() for _ in range(50)))

    assert (await Calendar.get()).revision == 51
