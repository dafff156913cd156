"""What is checked before a series is stored: each failure tells a person what to change."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta
from math import prod

from api.ical.limits import SINGLE_DATES
from api.ical.recurrence.expansion import (
    LAST_DAY,
    last_counted_start,
    last_end,
    until_instant,
)
from api.ical.recurrence.pattern import Pattern
from api.ical.recurrence.reading import read_rule
from api.ical.recurrence.rule import Frequency, InvalidRule, Rule
from api.ical.recurrence.series import LAST_YEAR, ExtraDate, Occurrence, Series
from api.ical.recurrence.steps import Steps, TooManySteps

LONGEST = timedelta(days=366)
MOST_TIMES_A_DAY = 24

_OUT_OF_RANGE = f"A date of the series is outside the years 1 to {LAST_YEAR}. Change it."

# Eight years of days: 29 February may be as far away.
_SEARCH = 3_000

# Of weekdays in a month.
_FIFTH = 5


def check_series(series: Series, steps: Steps | None = None) -> Series:
    """The series as it is to be stored: its rule in canonical form, and with where it ends.

    Raises InvalidRule if it cannot be, TooManySteps if that would take too long.
    """
    steps = steps or Steps()
    try:
        _check_dates(series)
        rule = series.rule and check_rule(series.rule, series.starts_at, series.time_zone, steps)
        series = replace(series, rule=rule, last_starts_at=None, last_ends_at=None)
        series = replace(series, last_starts_at=last_counted_start(series, steps))
        return replace(series, last_ends_at=last_end(series, steps))
    except OverflowError:
        # Years 1 and 9999 have local times that are in no year of UTC.
        raise InvalidRule(_OUT_OF_RANGE) from None


def check_rule(
    text: str, starts_at: datetime, time_zone: str | None, steps: Steps | None = None
) -> str:
    """The canonical text of a rule for a series that starts then; `time_zone` as in `Series`.

    Raises InvalidRule if it is no rule, if its parts do not go together or with the start, and if
    it never gives a date (30 February).
    """
    series = Series(starts_at=starts_at, ends_at=starts_at, time_zone=time_zone, rule=text)
    try:
        return str(_for_start(read_rule(text), series, steps or Steps()))
    except OverflowError:
        raise InvalidRule(_OUT_OF_RANGE) from None


def check_date_counts(rdates: Collection[ExtraDate], exdates: Collection[date]) -> None:
    """Refuse more single dates than a series may have, without looking at any. Raises InvalidRule.

    The most is for each of the two kinds.
    """
    if max(len(rdates), len(exdates)) > SINGLE_DATES:
        raise InvalidRule(
            f"The series has too many single dates. Leave at most {SINGLE_DATES:,} each of added "
            "(RDATE) and of excepted ones (EXDATE), or split it into several."
        )


def _for_start(rule: Rule, series: Series, steps: Steps) -> Rule:
    """The rule for a series with that start. Raises InvalidRule if the two do not go together."""
    if series.time_zone is None:
        rule = _for_dates(rule)
    _check_parts(rule)
    if rule.until and rule.until.wall.year > LAST_YEAR:
        rule = replace(rule, until=None)
    if until_instant(series, rule) < series.starts_at:
        raise InvalidRule(
            "The recurrence rule ends (UNTIL) before the event starts. Give a later date."
        )
    if not _gives_a_date(Pattern(rule, series.local(series.starts_at)), series, steps):
        raise InvalidRule(
            "The recurrence rule gives no date at all, or none in centuries. Check which days its "
            "parts have in common (the 30th is never in February), and INTERVAL."
        )
    return rule


def _check_dates(series: Series) -> None:
    """Refuse too many dates, and lengths and years that nothing can show. Raises InvalidRule."""
    check_date_counts(series.rdates, series.exdates)
    for each in (
        Occurrence(series.starts_at, series.ends_at),
        *series.occurrences_added(series.rdates),
    ):
        if not timedelta() <= each.ends_at - each.starts_at <= LONGEST:
            raise InvalidRule(
                "Each occurrence of a series lasts a year at most, and does not end before it "
                "starts. Change the end of the event."
            )
        if each.ends_at.year > LAST_YEAR:
            raise InvalidRule(_OUT_OF_RANGE)


def _for_dates(rule: Rule) -> Rule:
    """The rule for an all-day series: UNTIL is a date, and BYHOUR, BYMINUTE, BYSECOND are ignored.

    So RFC 5545 section 3.3.10 has it.
    """
    until = rule.until and rule.until._replace(is_date=True, offset=None)
    return replace(rule, until=until, by_hour=(), by_minute=(), by_second=())


def _check_parts(rule: Rule) -> None:
    """Refuse parts that do not go together. Raises InvalidRule."""
    for reason, applies in {**_misplaced_parts(rule), **_misplaced_numbers(rule)}.items():
        if applies:
            raise InvalidRule(f"{reason}. Change the recurrence rule.")


def _misplaced_parts(rule: Rule) -> dict[str, bool]:
    """What may be wrong with parts beside the others, and whether it is."""
    times = (rule.by_hour, rule.by_minute, rule.by_second)
    days = (rule.by_day, rule.by_month_day, rule.by_year_day, rule.by_week_number, rule.by_month)
    by_week_or_year_day = rule.by_week_number or rule.by_year_day
    return {
        "BYWEEKNO and BYYEARDAY go with FREQ=YEARLY only": (
            bool(by_week_or_year_day) and rule.freq is not Frequency.YEARLY
        ),
        "BYMONTHDAY does not go with FREQ=WEEKLY": (
            bool(rule.by_month_day) and rule.freq is Frequency.WEEKLY
        ),
        "BYSETPOS chooses among what another part gives, such as BYDAY": (
            bool(rule.by_position) and not any([*days, *times])
        ),
        f"An event repeats at most {MOST_TIMES_A_DAY} times a day": (
            prod(max(1, len(each)) for each in times) > MOST_TIMES_A_DAY
        ),
    }


def _misplaced_numbers(rule: Rule) -> dict[str, bool]:
    """What may be wrong with numbers of weekdays, and whether it is."""
    numbers = [abs(day.nth) for day in rule.by_day if day.nth]
    in_month = rule.freq is Frequency.MONTHLY or bool(rule.by_month)
    return {
        "Weekdays with numbers, such as 1MO, go with FREQ=MONTHLY or FREQ=YEARLY only": (
            bool(numbers) and rule.freq not in {Frequency.MONTHLY, Frequency.YEARLY}
        ),
        "Weekdays with numbers, such as 1MO, do not go with BYWEEKNO": (
            bool(numbers and rule.by_week_number)
        ),
        "No month has a sixth weekday": in_month and max(numbers, default=0) > _FIFTH,
    }


def _gives_a_date(pattern: Pattern, series: Series, steps: Steps) -> bool:
    """Whether the rule, apart from its end, gives any start from that of the series on."""
    start = series.local(series.starts_at)
    search = Steps(_SEARCH)
    try:
        return any(
            start <= local_start
            for period in pattern.periods(start.date(), LAST_DAY)
            for local_start in pattern.starts(period, search)
        )
    except TooManySteps:
        return False
    finally:
        steps.take(min(search.taken, _SEARCH))
