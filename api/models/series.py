"""Series as they are stored: the columns of an event that recurs, and the facts they stand for.

`rrule` is the rule, empty for a series by `rdates` alone and null for a single event. `rdates` and
`exdates` are lists of texts (`api.ical.recurrence.stored`). Instants are in UTC; of an all-day
series 00:00 UTC of the date. `exact_seconds` come from files alone: what a person chooses in
GraphQL are times on the clock.

A walk over a rule takes up to a fifth of a second. What was found of the last series is kept, so
that a write asks before its transaction (`check_ahead`), and knows the answer in it.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from api.errors import InvalidInput
from api.ical import recurrence
from api.ical.recurrence import (
    ExtraDate,
    InvalidRule,
    Occurrence,
    Series,
    Steps,
    check_series,
    expand,
)
from api.ical.recurrence.checking import check_date_counts
from api.ical.recurrence.stored import exdate_texts, rdate_texts, read_exdates, read_rdates
from api.ical.window import Window, midnight
from api.models.entry import Event
from api.models.fields import instant, stored_instant

_INSTANT = timedelta(microseconds=1)
# More than the days of which feeds speak, unless the operator wants many.
_A_WINDOW = timedelta(days=370)
# Steps that take as long as reading a series with its rule, and single dates read in one.
_READING = 5
_DATES_A_STEP = 20
# Series of which something is kept; the largest take half a megabyte each.
_KEPT = 32


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What makes an event a series: a rule, extra occurrences, and starts or dates without one."""

    rule: str
    rdates: tuple[ExtraDate, ...] = ()
    exdates: frozenset[date] = frozenset()


def series_of(columns: Mapping[str, Any], calendar_zone: str) -> Series:
    """The series in these columns of an event, as either engine or the ORM has them.

    Without a zone of its own it is planned in its calendar's. Raises ValueError or TypeError for
    what is no series.
    """
    return Series(
        starts_at=stored_instant(columns["starts_at"]),
        ends_at=stored_instant(columns["ends_at"]),
        time_zone=None if columns["all_day"] else columns["time_zone"] or calendar_zone,
        rule=columns["rrule"],
        rdates=read_rdates(_list(columns["rdates"])),
        exdates=read_exdates(_list(columns["exdates"])),
        last_starts_at=instant(columns["last_starts_at"]),
        exact_length=timedelta(seconds=columns["exact_seconds"]),
    )


def set_recurrence(event: Event, made: Recurrence | None) -> None:
    """Makes the event a series, or with None a single event; `check_recurrence` is to follow.

    Raises InvalidInput for more single dates than are worth looking at.
    """
    if made is not None:
        with _told():
            check_date_counts(made.rdates, made.exdates)
    event.rrule = None if made is None else made.rule
    event.rdates = [] if made is None else rdate_texts(made.rdates)
    event.exdates = [] if made is None else exdate_texts(made.exdates)
    if made is None:
        event.exact_seconds = 0


def check_recurrence(event: Event, calendar_zone: str, whole: Steps | None = None) -> None:
    """Checks what makes the event a series, if it is one, and notes where it ends.

    The steps are taken of the `whole`, too, when there are several to check. Raises InvalidInput
    that says what to change.
    """
    event.last_starts_at = event.series_ends_at = None
    if event.rrule is None:
        return
    series = series_of(vars(event), calendar_zone)
    if event.all_day and not _are_dates(series):
        raise InvalidInput("Give 00:00 UTC of the dates of an all-day series.", ("recurrence",))
    with _told():
        series = _checked(series) if whole is None else _walked(series, whole)
    event.rrule = series.rule
    event.last_starts_at, event.series_ends_at = series.last_starts_at, series.last_ends_at


def replanned(columns: Mapping[str, Any], calendar_zone: str, whole: Steps) -> Series:
    """A series as it is stored, planned in another zone, with where it ends there.

    That it can be expanded was seen when it was stored: in another zone it has as many days to try.
    The steps are taken of the `whole`, too. Raises InvalidInput that says what to change.
    """
    series = series_of(columns, calendar_zone)
    with _told():
        whole.take(_READING + (len(series.rdates) + len(series.exdates)) // _DATES_A_STEP)
        return check_series(series, Steps(whole=whole))


@lru_cache(maxsize=_KEPT)
def _checked(series: Series) -> Series:
    return _walked(series)


def _walked(series: Series, whole: Steps | None = None) -> Series:
    checked = check_series(series, Steps(whole=whole))
    # What could not be expanded would be stored and never shown.
    window = Window(checked.starts_at, checked.starts_at + _A_WINDOW)
    expand(checked, window, Steps(whole=whole))
    return checked


@lru_cache(maxsize=_KEPT)
def occurrence_at(series: Series, original_start: datetime) -> Occurrence | None:
    """The occurrence that the series places at this start; None when there is none."""
    with _told():
        return recurrence.occurrence_at(series, original_start)


def starts_between(
    series: Series, first: datetime, last: datetime, whole: Steps | None = None
) -> frozenset[datetime]:
    """The starts that the series gives its occurrences between these two, both included.

    The steps are taken of the `whole`, too, as in `check_recurrence`.
    """
    window = Window(first, last + _INSTANT)
    with _told():
        return _starts(series, window) if whole is None else _walked_starts(series, window, whole)


@lru_cache(maxsize=_KEPT)
def _starts(series: Series, window: Window) -> frozenset[datetime]:
    return _walked_starts(series, window)


def _walked_starts(
    series: Series, window: Window, whole: Steps | None = None
) -> frozenset[datetime]:
    occurrences = expand(series, window, Steps(whole=whole))
    return frozenset(each.original_start for each in occurrences)


@contextmanager
def _told() -> Iterator[None]:
    """Makes what is wrong with a rule an error that a person can correct."""
    try:
        yield
    except InvalidRule as invalid:
        raise InvalidInput(str(invalid), ("recurrence",)) from None


def _are_dates(series: Series) -> bool:
    moments = [extra.starts_at for extra in series.rdates]
    moments += [each for each in series.exdates if isinstance(each, datetime)]
    return all(moment == midnight(moment.date()) for moment in moments)


def _list(column: Any) -> list[Any]:
    entries = json.loads(column) if isinstance(column, str) else column
    if not isinstance(entries, list):
        raise TypeError("not a list")
    return entries
