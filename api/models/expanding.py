"""Expanding series for lists: how far one request may go, and in which threads.

A step takes about 25 microseconds (`api.ical.recurrence.steps`), and what is in calendars
is written by many: whoever may write one must not be able to keep the program busy for all who read
it.
"""

import asyncio
from collections.abc import Callable, Sized
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, Final, TypeVar

from api.errors import BadRequest
from api.ical.recurrence import Series, Steps, TooManySteps
from api.models.agenda_rows import TOO_MANY

Result = TypeVar("Result")

# Of a request, however many lists it asks for, half a second: a month of 100 calendars with 20
# weekly series each takes 10,000 (docs/adr/0010-bounded-operations.md).
MOST_STEPS: Final = 20_000
# Reading so many single dates takes as long as a step.
_DATES_A_STEP: Final = 20

# Threads of their own: in those that all share, hashes and writes would wait behind series. More
# than two would take the event loop's turns, and compute nothing sooner.
_THREADS: Final = ThreadPoolExecutor(max_workers=2, thread_name_prefix="expanding")


def steps_of_request() -> Steps:
    """The steps that all lists of one request may take together."""
    return Steps(MOST_STEPS, TOO_MANY)


def take_series(series: Series, steps: Steps) -> None:
    """Note that a series was read, before it is expanded. Raises TooManySteps."""
    steps.take(1 + (len(series.rdates) + len(series.exdates)) // _DATES_A_STEP)


def take_dates(dates: Sized, steps: Steps) -> None:
    """Note that these single dates of a series are going to be told. Raises BadRequest.

    Each becomes a moment, and a text again: that takes almost as long as a step.
    """
    try:
        steps.take(1 + len(dates))
    except TooManySteps as error:
        raise BadRequest(str(error)) from None


async def off_loop(work: Callable[..., Result], *args: Any) -> Result:
    """What a function computes, in a thread; what still waits for one is dropped when cancelled."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREADS, copy_context().run, work, *args)
