"""What the programs subscribe to."""

import pytest

from tests.factories import at, make_event
from tests.feeds.publishing import Published, publish
from tests.service import Service


@pytest.fixture
async def published(service: Service) -> Published:
    """A calendar with a hearing and a holiday, and the address of its feed."""
    published = await publish(
        service, title="Hearing: König ./. Zoë", starts_at=at("2026-04-02 09:00")
    )
    dates = {"starts_at": at("2026-04-03"), "ends_at": at("2026-04-07"), "all_day": True}
    await make_event(published.calendar, title="Office closed", **dates)
    return published
