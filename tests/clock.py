"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

# A Wednesday, between the days on which Europe and America change their clocks.
NOON = datetime(2026, 3, 18, 12, 0, tzinfo=UTC)


class Clock:
    """Called like `api.app.utc_now`."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> datetime:
        """Moves the clock, forwards or back: `advance(days=1)`."""
        self.now += timedelta(**by)
        return self.now
