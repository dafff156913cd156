"""A subscriber with GNOME Evolution, from the first fetch to the last."""

from pathlib import Path

import pytest

from tests.feeds.publishing import Published, delete, rename, reset
from tests.programs.diary import CLOSED, HEARING, NOTICE, TIMES
from tests.programs.evolution import evolution, needs_evolution
from tests.service import Service

pytestmark = [
    needs_evolution,
    pytest.mark.verify,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]


async def test_evolution_shows_what_is_added_changed_and_deleted(
    service: Service, published: Published, tmp_path: Path
) -> None:
    async with evolution(tmp_path, service.address_here(published.url)) as program:
        await program.fetch()
        assert await program.shown() == [HEARING, CLOSED]

        await rename(service, published, "Judgment")
        await program.fetch()
        assert await program.shown() == [f"{TIMES} Judgment", CLOSED]

        await delete(service, published)
        await program.fetch()
        assert await program.shown() == [CLOSED]


async def test_after_a_reset_evolution_shows_the_notice_and_nothing_of_the_calendar(
    service: Service, published: Published, tmp_path: Path
) -> None:
    async with evolution(tmp_path, service.address_here(published.url)) as program:
        await program.fetch()
        await reset(service, published.owner)
        await program.fetch()
        assert await program.shown() == [NOTICE]


async def test_after_a_reset_without_notice_evolution_keeps_the_old_items(
    service: Service, published: Published, tmp_path: Path
) -> None:
    async with evolution(tmp_path, service.address_here(published.url)) as program:
        await program.fetch()
        await reset(service, published.owner, leave_notice=False)
        await program.fetch()
        assert await program.shown() == [HEARING, CLOSED]
