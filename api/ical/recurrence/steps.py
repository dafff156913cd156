"""How far a walk over a rule may go: counted, so that no rule can keep the program busy."""

from api.ical.recurrence.rule import InvalidRule

# A daily series takes about 110 steps for the window of a feed, whenever it began. The most is for
# a COUNT, which is walked from the start of its series, once, when the series is stored.
MOST_STEPS = 20_000

_REASON = (
    "The recurrence rule has too many days to try. Repeat by a longer step, for example "
    "FREQ=YEARLY instead of FREQ=DAILY, or lower its COUNT."
)


class TooManySteps(InvalidRule):
    """A walk was given up: the rule has more days to try than anything useful needs."""


class Steps:
    """The steps taken: one for each time on each day that is tried, or for a period without any.

    One object may be shared by all series of a feed to bound them together. What is taken of one
    that is part of a `whole` is taken of that, too: so each series of a file has its bound, and
    all of them together have another, with a `reason` of its own.
    """

    def __init__(
        self, most: int = MOST_STEPS, reason: str = _REASON, *, whole: "Steps | None" = None
    ) -> None:
        self.most = most
        self.taken = 0
        self._reason = reason
        self._whole = whole

    def take(self, steps: int) -> None:
        """Note that these are going to be taken. Raises TooManySteps beyond the most."""
        self.taken += steps
        if self.taken > self.most:
            raise TooManySteps(self._reason)
        if self._whole is not None:
            self._whole.take(steps)
