"""Recurring events (RFC 5545 section 3.8.5): checked when they are stored, expanded when read.

A series is planned in a time zone, and is expanded in it; what comes out is in UTC.

    check_series    a series as it is to be stored, or InvalidRule with what to change
    check_rule      the same for a rule alone
    expand          its occurrences in a window
    last_end        the end of its last occurrence
    occurrence_at   its occurrence with this start
    original_start  the start of the occurrence that a file names
    with_occurrences, parts_of    the series that has what a file says of its occurrences
"""

from api.ical.recurrence.checking import check_rule, check_series
from api.ical.recurrence.expansion import expand, last_end, occurrence_at
from api.ical.recurrence.naming import RecurrenceId, original_start, with_occurrences
from api.ical.recurrence.parting import Change, Part, parts_of
from api.ical.recurrence.rule import InvalidRule
from api.ical.recurrence.series import ExtraDate, Occurrence, Series
from api.ical.recurrence.steps import Steps, TooManySteps

__all__ = [
    "Change",
    "ExtraDate",
    "InvalidRule",
    "Occurrence",
    "Part",
    "RecurrenceId",
    "Series",
    "Steps",
    "TooManySteps",
    "check_rule",
    "check_series",
    "expand",
    "last_end",
    "occurrence_at",
    "original_start",
    "parts_of",
    "with_occurrences",
]
