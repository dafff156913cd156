"""What a field may hold: what is stored of it, and what whoever wrote it is told to change."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.errors import InvalidInput
from api.models import validation
from api.models.fields import EARLIEST, LATEST

MEGABYTE = "x" * 1_000_000

# Each field that takes a text, as its callers check it.
TEXTS: dict[str, Callable[[str], Any]] = {
    "line": lambda value: validation.line(value, "field", length=1000),
    "text": lambda value: validation.text(value, "field", length=1000),
    "url": lambda value: validation.url(value, "field"),
    "category": lambda value: validation.categories([value], "field"),
    "color": lambda value: validation.color(value, "field"),
    "email": lambda value: validation.email(value, "field"),
    "time_zone": lambda value: validation.time_zone(value, "field"),
}


def refusal(check: Callable[[Any], Any], value: Any) -> str:
    """What is said of this value; the error names the field."""
    with pytest.raises(InvalidInput) as refused:
        check(value)
    assert refused.value.path == ("field",)
    return refused.value.message


@pytest.mark.parametrize("check", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize(
    "value",
    ["a\x00b", "a\x1bb", "\x7f@\x7f", "\ud800@x", "a\udfff", "\ufffe@x", MEGABYTE, "\x9b31m"],
    ids=["nul", "escape", "delete", "high", "low", "noncharacter", "megabyte", "c1"],
)
def test_a_text_that_no_program_could_show_is_refused_in_a_sentence(
    check: Callable[[str], Any], value: str
) -> None:
    message = refusal(check, value)
    # Short, whatever was given, and safe to show.
    assert len(message) < 200
    assert message.isprintable()


@pytest.mark.parametrize("check", TEXTS.values(), ids=TEXTS)
@given(value=st.text())
def test_any_text_is_stored_clean_or_refused(check: Callable[[str], Any], value: str) -> None:
    stored: Any = None
    with suppress(InvalidInput):
        stored = check(value)
    if stored is None:
        return
    texts = stored if isinstance(stored, list) else [stored]
    for text in texts:
        assert set(text).isdisjoint("\x00\r\x0b\x0c\x85\u2028\u2029")
        assert text.encode().decode() == text
        # What was stored can be stored again, as a form sends it back.
        assert check(text) == stored


@pytest.mark.parametrize("separator", ["\n", "\r\n", "\u2028", "\u2029", "\x85", "\x0b", "\t"])
def test_a_title_is_one_line_whatever_parts_its_lines(separator: str) -> None:
    assert TEXTS["line"](f" Court{separator}hearing ") == "Court hearing"


def test_lines_of_a_description_stay_lines() -> None:
    assert TEXTS["text"]("One\r\nTwo\u2028Three\tand\n\nmore") == "One\nTwo\nThree\tand\n\nmore"


def test_a_text_too_long_is_told_both_lengths() -> None:
    assert refusal(TEXTS["line"], "x" * 1001) == (
        "This has 1,001 characters; at most 1,000 can be stored. Shorten it."
    )
    assert TEXTS["line"]("x" * 1000) == "x" * 1000


@pytest.mark.parametrize("value", ["", " ", "\n\t", "\ufeff"])
def test_a_name_must_say_something(value: str) -> None:
    message = refusal(lambda name: validation.line(name, "field", length=200, required=True), value)
    assert message == "This must not be empty. Give it a value."


@pytest.mark.parametrize(
    "value",
    [
        "https://firm.example/cases/1?tab=2#top",
        "http://localhost:8000/",
        "https://münchen.example/straße",
        "HTTPS://firm.example",
    ],
)
def test_an_address_is_stored_as_it_was_given(value: str) -> None:
    assert TEXTS["url"](f"  {value}\n") == value


def test_no_address_is_an_empty_one() -> None:
    assert TEXTS["url"](" ") == ""


@pytest.mark.parametrize(
    "value",
    [
        "javascript:alert(1)",
        "data:text/html,hello",
        "firm.example/cases",
        "//firm.example",
        "https://",
        "https:///path",
        "https://firm.example/a b",
        "https://firm.example/\u2028b",
        "https://firm.example/\r\nX-Header: 1",
        "https://[::1",
        "ht\ntps://firm.example",
    ],
)
def test_what_is_no_web_address_is_told_how_one_begins(value: str) -> None:
    assert refusal(TEXTS["url"], value) == ("Give an address that begins with https:// or http://.")


def test_an_address_has_a_length_too() -> None:
    assert TEXTS["url"]("https://x.example/".ljust(2000, "a"))
    assert "2,000" in refusal(TEXTS["url"], "https://x.example/".ljust(2001, "a"))


def test_categories_are_distinct_and_bounded_in_number() -> None:
    def check(values: list[str]) -> list[str]:
        return validation.categories(values, "field")

    assert check(["Sales", " Sales ", "", "Court\nroom"]) == ["Sales", "Court room"]
    assert len(check([f"{n}" for n in range(20)])) == 20
    assert "20" in refusal(check, [f"{n}" for n in range(21)])


def test_a_list_of_a_million_categories_is_refused_before_any_is_read() -> None:
    values = ["\0"] * 1_000_000
    assert "20" in refusal(lambda given: validation.categories(given, "field"), values)


@pytest.mark.parametrize(("value", "stored"), [("#1A73E8", "#1a73e8"), ("#000000", "#000000")])
def test_a_colour_is_stored_in_lower_case(value: str, stored: str) -> None:
    assert TEXTS["color"](value) == stored


@pytest.mark.parametrize(
    "value", ["", "red", "#fff", "1a73e8", "#1a73e8\n", "#1a73eg", "#\uff11a73e8"]
)
def test_what_is_no_colour_is_shown_one(value: str) -> None:
    assert refusal(TEXTS["color"], value) == "Give a colour as #rrggbb, for example #1a73e8."


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("Ada@Firm.Example", "ada@firm.example"),
        (" ada@firm.example ", "ada@firm.example"),
        ("STRASSE@firm.example", "strasse@firm.example"),
        ("straße@firm.example", "strasse@firm.example"),
    ],
)
def test_an_email_address_is_stored_folded(value: str, stored: str) -> None:
    assert TEXTS["email"](value) == stored


@pytest.mark.parametrize(
    "value", ["ada", "@", "a@", "@b", "a@b@c", "a b@c", "a@b\u2028c", "a@ b", "a\u200b@b"]
)
def test_what_is_no_email_address_is_shown_one(value: str) -> None:
    assert "such as name@example.com" in refusal(TEXTS["email"], value)


def test_the_address_of_an_erased_user_is_nobodys_to_take() -> None:
    assert "erased" in refusal(TEXTS["email"], "0198@Erased.INVALID")
    assert TEXTS["email"]("0198@not-erased.invalid")


def test_an_email_address_that_gets_too_long_by_folding_is_refused() -> None:
    assert TEXTS["email"]("ß" * 120 + "@firm.example")
    assert "at most 254" in refusal(TEXTS["email"], "ß" * 200 + "@firm.example")


@pytest.mark.parametrize("value", ["Europe/London", "UTC", "America/Argentina/Buenos_Aires"])
def test_a_time_zone_is_one_of_the_database(value: str) -> None:
    assert TEXTS["time_zone"](value) == value


@pytest.mark.parametrize(
    "value", ["", "europe/london", "../etc/passwd", "GMT+1:00", "Mars/Base", "Factory"]
)
def test_what_is_no_time_zone_is_shown_one(value: str) -> None:
    assert "for example Europe/London" in refusal(TEXTS["time_zone"], value)


@pytest.mark.parametrize("year", [2, 2026, 9997])
def test_a_date_is_stored_as_midnight_utc(year: int) -> None:
    assert validation.day(date(year, 3, 29), "field") == datetime(year, 3, 29, tzinfo=UTC)


@pytest.mark.parametrize("value", [date(1, 12, 31), date(9998, 1, 1), date.max])
def test_a_date_in_a_year_that_no_program_survives_is_refused(value: date) -> None:
    assert "between the years 2 and 9997" in refusal(
        lambda given: validation.day(given, "field"), value
    )


def instant(value: datetime) -> datetime:
    return validation.instant(value, "field")


@pytest.mark.parametrize("value", [EARLIEST, LATEST, LATEST.astimezone(timezone.max)])
def test_an_instant_may_be_in_any_year_that_programs_survive(value: datetime) -> None:
    assert instant(value) == value


@pytest.mark.parametrize(
    "value",
    [
        EARLIEST - timedelta(microseconds=1),
        LATEST + timedelta(microseconds=1),
        datetime.min.replace(tzinfo=timezone.max),
        datetime.max.replace(tzinfo=timezone.min),
    ],
)
def test_an_instant_beyond_those_years_is_told_which(value: datetime) -> None:
    assert refusal(instant, value) == "Give a time between the years 1 and 9998."


def test_an_instant_without_an_offset_is_shown_one() -> None:
    assert "for example 2026-03-29T09:00:00Z" in refusal(
        instant, datetime(2026, 3, 29, 9, tzinfo=UTC).replace(tzinfo=None)
    )


def test_a_priority_is_one_of_ten() -> None:
    def check(value: int) -> int:
        return validation.priority(value, "field")

    assert [check(value) for value in range(10)] == list(range(10))
    for value in (-1, 10, 2**70):
        assert refusal(check, value).startswith("Give a priority from 0")
