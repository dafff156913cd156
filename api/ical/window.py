"""The window: the days of which a feed speaks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta


@dataclass(frozen=True, slots=True)
class Window:
    """The instants from `start` up to, but without, `end`; both aware, in UTC."""

    start: datetime
    end: datetime

    def holds_event(self, starts_at: datetime, ends_at: datetime) -> bool:
        """Whether an event begins in the window, or was still running when the window opened.

        An event that ended in the very moment in which the window opened is over. One without
        length that begins in that moment is in it, as its beginning is.
        """
        return starts_at < self.end and (starts_at >= self.start or ends_at > self.start)

    def holds_instant(self, instant: datetime) -> bool:
        """Whether an instant, such as a task's due, is in the window."""
        return self.start <= instant < self.end


def midnight(day: date) -> datetime:
    """00:00 UTC of a date: when a UTC day begins, and as which the date of an item counts."""
    return datetime.combine(day, time(), UTC)


def window_on(day: date, past_days: int, future_days: int) -> Window:
    """The window on a UTC day: the day itself, `past_days` before it and `future_days` after it.

    It begins and ends at 00:00 UTC, not at the moment of asking, so that a feed changes with its
    items and once a day, but not with every fetch. Dates count as 00:00 UTC, so whole UTC days
    take in all-day items whole.
    """
    return Window(
        start=midnight(day) - timedelta(days=past_days),
        end=midnight(day) + timedelta(days=future_days + 1),
    )
