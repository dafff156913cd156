"""Series expanded by ical.js, the library that calendar programs in JavaScript use, and by us.

What ical.js does otherwise is listed by name here and in docs/adr/0007-recurrence.md. A series with
one of these is asked about in words that avoid it where there are such words, or else left out.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from api.ical.recurrence import InvalidRule, Series, check_series, expand
from api.ical.window import Window
from tests.ical.javascript import ask_node, needs_node
from tests.ical.naive_expansion import first_by_rule, instant
from tests.ical.series import MadeUpSeries, made_up_series

Rule = Mapping[str, str]

ADR = Path(__file__).parents[2] / "docs" / "adr" / "0007-recurrence.md"
FOUR_YEARS = timedelta(days=1500)
_TIMES = ("BYHOUR", "BYMINUTE", "BYSECOND")
_NUMBERS = (*_TIMES, "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYSETPOS", "BYWEEKNO")


def _has_several_times(rule: Rule) -> bool:
    return any("," in rule.get(part, "") for part in _TIMES)


# By the words of the table of the ADR: which rules are read otherwise.
LEFT_OUT: Mapping[str, Callable[[Rule], bool]] = {
    "`FREQ=MONTHLY;BYMONTH=…`": lambda rule: rule["FREQ"] == "MONTHLY" and "BYMONTH" in rule,
    "`FREQ=DAILY;BYMONTHDAY=…`": lambda rule: rule["FREQ"] == "DAILY" and "BYMONTHDAY" in rule,
    "`FREQ=YEARLY;BYMONTHDAY=…` without a month": lambda rule: (
        rule["FREQ"] == "YEARLY" and "BYMONTHDAY" in rule and "BYMONTH" not in rule
    ),
    "`FREQ=YEARLY;BYMONTH=…;BYMONTHDAY=-…`": lambda rule: (
        rule["FREQ"] == "YEARLY" and "BYMONTH" in rule and "-" in rule.get("BYMONTHDAY", "")
    ),
    "several numbered weekdays of a year": lambda rule: (
        rule["FREQ"] == "YEARLY" and re.search(r"\d.*,", rule.get("BYDAY", "")) is not None
    ),
    "several times a day, by the month or the year": lambda rule: (
        rule["FREQ"] in {"MONTHLY", "YEARLY"} and _has_several_times(rule)
    ),
    "any BYSETPOS": lambda rule: "BYSETPOS" in rule,
    "any BYWEEKNO": lambda rule: "BYWEEKNO" in rule,
}
AVOIDED = (
    "DTSTART that the rule does not give",
    "numbers that are not in order",
    "UNTIL as a date beside a timed start",
    "an EXDATE as a date beside a timed start",
    "an EXDATE after one that is no occurrence",
)


class Question(NamedTuple):
    """A series in words that ical.js reads as we do, and the window that it is asked about."""

    made_up: MadeUpSeries
    stored: Series
    window: Window

    def text(self) -> str:
        """A calendar with this series."""
        return f"BEGIN:VCALENDAR\r\n{self.made_up.vevent()}END:VCALENDAR\r\n"


def questions(many: Iterable[MadeUpSeries]) -> list[Question]:
    """What can be asked about these series, without the empty ones and those that are left out."""
    asked = (_question(made_up) for made_up in many)
    return [
        question
        for question in asked
        if question and not any(differs(question.made_up.rule) for differs in LEFT_OUT.values())
    ]


def _question(made_up: MadeUpSeries) -> Question | None:
    try:
        check_series(made_up.series())  # dateutil would look for a date that never comes
        start = first_by_rule(made_up)
        plain = replace(made_up, start=start, rule=_in_plain_words(made_up), exdates=())
        stored = check_series(plain.series())
    except InvalidRule:
        return None
    opens = (instant(plain, start) - timedelta(days=2)).replace(hour=0, minute=0, second=0)
    window = Window(opens, opens + FOUR_YEARS)
    starts = {occurrence.starts_at for occurrence in expand(stored, window)}
    excepted = (
        each
        for each in made_up.exdates
        if isinstance(each, datetime) and instant(made_up, each) in starts
    )
    asked = replace(plain, exdates=tuple(excepted))
    return Question(asked, check_series(asked.series()), window)


def _in_plain_words(made_up: MadeUpSeries) -> dict[str, str]:
    """The rule with its numbers in order, and with UNTIL as a local time of a timed series."""
    rule = dict(made_up.rule)
    for part in rule.keys() & set(_NUMBERS):
        numbers = sorted({int(number) for number in rule[part].split(",")})
        rule[part] = ",".join(map(str, numbers))
    until = rule.get("UNTIL", "")
    if until and made_up.zone is not None:
        if until.endswith("Z"):
            # The calendar that is asked about defines no zones, so that local times are compared.
            local = datetime.fromisoformat(until).astimezone(ZoneInfo(made_up.zone))
            rule["UNTIL"] = f"{local:%Y%m%dT%H%M%S}"
        elif "T" not in until:
            rule["UNTIL"] = f"{until}T235959"
    return rule


def assert_expanded_alike(asked: list[Question]) -> None:
    """Both give the same starts, whatever is asked."""
    lines = [
        [question.text(), f"{question.window.end + timedelta(days=2):%Y-%m-%d}"]
        for question in asked
    ]
    found = ask_node("occurrences.mjs", lines, seconds=900)
    for (made_up, stored, window), local_starts in zip(asked, found, strict=True):
        assert local_starts is not None, made_up
        theirs = {instant(made_up, datetime.fromisoformat(start)) for start in local_starts}
        ours = [occurrence.starts_at for occurrence in expand(stored, window)]
        assert [start for start in ours if start >= window.start] == sorted(
            start for start in theirs if window.start <= start < window.end
        ), made_up


def test_every_difference_is_listed_in_the_decision() -> None:
    text = ADR.read_text()
    for name in (*LEFT_OUT, *AVOIDED):
        assert f"\n| {name} | " in text, name


@needs_node
def test_ical_js_expands_made_up_series_as_we_do() -> None:
    asked = questions(made_up_series(200))
    assert len(asked) > 100
    assert_expanded_alike(asked)


@needs_node
@pytest.mark.verify
def test_ical_js_expands_2_000_made_up_series_as_we_do() -> None:
    asked = questions(made_up_series(3_800, seed=7986))
    assert len(asked) > 2_000
    assert_expanded_alike(asked)
