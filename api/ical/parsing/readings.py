"""A component of a file beside what was read of it."""

from dataclasses import dataclass

from api.ical.parsing.components import Component
from api.ical.parsing.items import ParsedEvent, ParsedTask
from api.ical.parsing.texts import read_title, read_uid
from api.ical.recurrence import RecurrenceId, Series
from api.ical.text import shorten

_SHOWN_TITLE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A component that was not read, and a sentence that says why. Its title may be shortened."""

    component: str
    ical_uid: str | None
    title: str
    reason: str


Outcome = ParsedEvent | ParsedTask | Refusal


@dataclass(frozen=True, slots=True)
class Reading:
    """A component and what became of it; of one that recurs also the facts of the series."""

    component: Component
    outcome: Outcome
    series: Series | None = None

    @property
    def recurrence_id(self) -> RecurrenceId | None:
        """Which occurrence of a series it stands for, if it does."""
        return self.outcome.recurrence_id if isinstance(self.outcome, ParsedEvent) else None


def refused(component: Component, reason: str) -> Reading:
    """The component, not read for this reason."""
    refusal = Refusal(
        component=component.name,
        ical_uid=read_uid(component),
        title=shorten(read_title(component), _SHOWN_TITLE),
        reason=reason,
    )
    return Reading(component, refusal)
