"""A subscriber with Thunderbird, which is closed and started again between the fetches."""

from pathlib import Path

import pytest

from tests.feeds.publishing import Published, delete, rename, reset
from tests.programs.diary import CLOSED, HEARING, NOTICE, TIMES
from tests.programs.thunderbird import Thunderbird, needs_thunderbird
from tests.service import Service

pytestmark = [
    needs_thunderbird,
    pytest.mark.verify,
    pytest.mark.parametrize("engine", ["sqlite"], indirect=True),
]


@pytest.fixture
def program(service: Service, published: Published, tmp_path: Path) -> Thunderbird:
    """Thunderbird, subscribed to the calendar."""
    return Thunderbird(tmp_path, service.address_here(published.url))


async def test_thunderbird_shows_what_is_added_changed_and_deleted(
    service: Service, published: Published, program: Thunderbird
) -> None:
    expected = [HEARING, CLOSED]
    assert await program.shown_after_a_start(expected) == expected

    await rename(service, published, "Judgment")
    expected = [f"{TIMES} Judgment", CLOSED]
    assert await program.shown_after_a_start(expected) == expected

    await delete(service, published)
    expected = [CLOSED]
    assert await program.shown_after_a_start(expected) == expected


async def test_after_a_reset_thunderbird_shows_the_notice_and_nothing_of_the_calendar(
    service: Service, published: Published, program: Thunderbird
) -> None:
    expected = [HEARING, CLOSED]
    assert await program.shown_after_a_start(expected) == expected

    await reset(service, published.owner)
    assert await program.shown_after_a_start([NOTICE]) == [NOTICE]
