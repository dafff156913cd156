"""How far a batch has come, for whoever waits for it."""

from collections.abc import Callable

# Told the share that is done, from 0 to 1, which never falls.
Progress = Callable[[float], None]


def unheard(share: float) -> None:
    """The progress when nobody waits for it."""


def stage(progress: Progress, begin: float, end: float) -> Progress:
    """The progress of a stage that lasts from one share of the whole to another."""
    return lambda share: progress(begin + share * (end - begin))
