"""The threads that check passwords."""

from collections.abc import AsyncIterator

import pytest

from api.auth import PasswordPool


@pytest.fixture
async def passwords() -> AsyncIterator[PasswordPool]:
    """The threads that check passwords."""
    pool = PasswordPool()
    yield pool
    pool.close()
