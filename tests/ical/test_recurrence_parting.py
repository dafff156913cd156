"""A series that goes on otherwise from some of its occurrences on, as several series."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest

from api.ical.recurrence import (
    Change,
    InvalidRule,
    Occurrence,
    RecurrenceId,
    Series,
    check_series,
    expand,
    original_start,
    parts_of,
    with_occurrences,
)
from api.ical.window import Window
from tests.ical.parsing_files import local, utc
from tests.ical.recurring import series, starts
from tests.ical.series import made_up_series

_YEARS = timedelta(days=1_000)


def unmoved(whole: Series, occurrence: Occurrence) -> Change:
    """A change from this occurrence on that leaves it where it is."""
    moved = replace(whole, starts_at=occurrence.starts_at, ends_at=occurrence.ends_at, rule="")
    return Change(occurrence.starts_at, moved)


def some_occurrences(random: Random, whole: Series) -> list[Occurrence]:
    """One or two of those that the rule gives in the first years, where clocks skip nothing."""
    window = Window(whole.starts_at, whole.starts_at + _YEARS)
    found = expand(replace(whole, rdates=(), exdates=frozenset()), window)
    usual = [each for each in found if whole.instant(whole.local(each.starts_at)) == each.starts_at]
    chosen = random.sample(usual, min(len(usual), random.choice((1, 1, 2))))
    return sorted(chosen, key=lambda each: each.starts_at)


def starts_of(many: list[Series], window: Window, *, without: set[datetime]) -> list[datetime]:
    found = {each.starts_at for one in many for each in expand(one, window)}
    return sorted(found - without)


def test_made_up_series_in_parts_that_move_nothing_have_the_occurrences_of_the_whole() -> None:
    random = Random(0)
    compared = 0
    for made_up in made_up_series(400):
        try:
            whole = check_series(made_up.series())
        except InvalidRule:
            continue
        chosen = some_occurrences(random, whole)
        parts = parts_of(whole, [unmoved(whole, each) for each in chosen])
        window = Window(whole.starts_at - _YEARS, whole.starts_at + _YEARS)
        # What a part begins with is there, whether it was excepted or not.
        begins = {each.starts_at for each in chosen}
        expected = starts_of([whole], window, without=begins)
        got = starts_of([part.series for part in parts], window, without=begins)
        assert got == expected, (made_up, chosen, [part.series for part in parts])
        compared += 1
    assert compared > 350


def test_a_part_that_is_moved_in_its_zone_keeps_its_time_through_changes_of_clocks() -> None:
    whole = series("FREQ=WEEKLY;COUNT=4", local(2026, 3, 16, 9))
    moved = series("", local(2026, 3, 23, 14))
    _, after = parts_of(whole, [Change(utc(2026, 3, 23, 9), moved)])
    assert starts(after.series) == ["2026-03-23 14:00", "2026-03-30 14:00", "2026-04-06 14:00"]
    assert after.moved(utc(2026, 3, 30, 8)) == utc(2026, 3, 30, 13)


def test_times_of_a_day_that_a_rule_names_cannot_be_moved() -> None:
    whole = series("FREQ=DAILY;BYHOUR=9,15", local(2026, 3, 16, 9))
    moved = series("", local(2026, 3, 23, 10))
    with pytest.raises(InvalidRule, match="cannot be moved"):
        parts_of(whole, [Change(utc(2026, 3, 23, 9), moved)])


def test_a_date_of_a_timed_series_means_its_first_occurrence_on_that_day_or_its_time() -> None:
    weekly = series("FREQ=WEEKLY;BYHOUR=9,15", local(2026, 7, 6, 9))
    for day, start in ((6, utc(2026, 7, 6, 8)), (7, utc(2026, 7, 7, 8))):
        named = RecurrenceId(at=utc(2026, 7, day), day=local(2026, 7, day).date(), is_date=True)
        assert original_start(weekly, named) == start


def test_occurrences_that_a_series_has_change_nothing() -> None:
    weekly = series("FREQ=WEEKLY;COUNT=40", local(2026, 3, 16, 9))
    assert with_occurrences(weekly, {utc(2026, 3, 23, 9), utc(2026, 3, 30, 8)}) is weekly
    assert with_occurrences(weekly, set()) is weekly
