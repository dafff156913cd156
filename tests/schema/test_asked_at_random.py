"""Whatever is asked, of every root field: no fault, nothing of the inside, the right status."""

import pytest

from tests.schema.asked_at_random import ROOTS, ask_at_random
from tests.service import Service

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


async def test_a_hundred_calls_at_random_meet_no_fault(service: Service) -> None:
    seen = await ask_at_random(service, seed=1, calls=100)

    assert set(ROOTS) - seen.answered.keys() == set()
