"""How a figure is taken: the median of many, because a shared machine has its moments."""

import statistics
import time
from collections.abc import Awaitable, Callable


def line(what: str, seconds: float) -> str:
    """The figure, for a person."""
    if seconds >= 1e-3:
        return f"{what:<50} {seconds * 1e3:10.2f} ms"
    return f"{what:<50} {seconds * 1e6:10.1f} µs"


def median(work: Callable[[], object], times: int) -> float:
    """Median seconds of one call."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


async def async_median(work: Callable[[], Awaitable[object]], times: int) -> float:
    """Median seconds of one awaited call, one after the other."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        await work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)
