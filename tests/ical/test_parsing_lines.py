"""Encodings, line ends, folds and parameters of content lines, each as some program writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.ical.parsing import ParsedEvent, parse_calendar
from api.ical.parsing.lines import Property, content_lines
from tests.ical.parsing_files import BERLIN, stream, vcalendar, vevent

TITLE = "Müller – „Größe“ 会議 🎉"


def title(content: bytes) -> str:
    (event,) = parse_calendar(content, BERLIN).items
    return event.title


def test_a_byte_order_mark_is_no_part_of_the_first_line() -> None:
    assert title(b"\xef\xbb\xbf" + vcalendar(*vevent(f"SUMMARY:{TITLE}"))) == TITLE


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_with_a_byte_order_mark_is_read(encoding: str) -> None:
    text = vcalendar(*vevent(f"SUMMARY:{TITLE}")).decode()
    marked = text if encoding == "utf-16" else "\ufeff" + text
    assert title(marked.encode(encoding)) == TITLE


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_what_is_no_utf_8_is_read_as_western_european(encoding: str) -> None:
    content = vcalendar(*vevent("SUMMARY:Müller, Größe in Øst", "LOCATION:Café"))
    assert title(content.decode().encode(encoding)) == "Müller, Größe in Øst"


def test_quotation_marks_of_windows_are_kept() -> None:
    text = vcalendar(*vevent("SUMMARY:„Größe“ – 5 €")).decode()
    assert title(text.encode("cp1252")) == "„Größe“ – 5 €"


def test_one_damaged_character_does_not_spoil_the_others() -> None:
    damaged = vcalendar(*vevent(f"SUMMARY:{TITLE}")).replace("会".encode(), b"\xe4\xbc?")
    assert title(damaged) == TITLE.replace("会", "\ufffd?")


def test_a_replacement_character_that_was_exported_stays_one() -> None:
    assert title(vcalendar(*vevent("SUMMARY:\ufffd\ufffd"))) == "\ufffd\ufffd"


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r", b"\r\r\n", b"\r\n\r\n", b"\n\n"])
def test_every_kind_of_line_end_is_one(end: bytes) -> None:
    content = vcalendar(*vevent("SUMMARY:A long\r\n  title", "LOCATION:Here"))
    assert title(content.replace(b"\r\n", end)) == "A long title"


@pytest.mark.parametrize("fold", ["\r\n ", "\r\n\t", "\n ", "\r\n\r\n ", "\n\n\t", "\n \n "])
def test_folded_lines_are_put_together(fold: str) -> None:
    assert title(vcalendar(*vevent(f"SUMMARY{fold}:One{fold}Two{fold}Three"))) == "OneTwoThree"


@given(at=st.integers(1, len(TITLE.encode()) - 1))
def test_a_fold_within_a_character_does_not_spoil_it(at: int) -> None:
    whole = TITLE.encode()
    folded = whole[:at] + b"\r\n " + whole[at:]
    assert title(vcalendar(*vevent("SUMMARY:X")).replace(b":X", b":" + folded)) == TITLE


@pytest.mark.parametrize(
    ("line", "value", "parameters"),
    [
        ("UID:a:b;c,d", "a:b;c,d", {}),
        ("UID;X=1:a", "a", {"X": "1"}),
        ("UID;x=1;Y=2;x=3:a", "a", {"X": "1", "Y": "2"}),
        ('UID;X="a:b;c,d";Y=e:a', "a", {"X": "a:b;c,d", "Y": "e"}),
        ('UID;X="a","b":c', "c", {"X": 'a","b'}),
        ("UID ; X = 1 :a", "a", {"X": "1"}),
        ("UID;VALUE:a", "a", {"VALUE": ""}),
        ("UID;:a", "a", {"": ""}),
        ("UID;TZID=(UTC+01:00) Berlin, Rome:a", "a", {"TZID": "(UTC+01:00) Berlin, Rome"}),
        ("UID;TZID=(GMT-03:00):a", "a", {"TZID": "(GMT-03:00)"}),
    ],
)
def test_a_content_line_has_a_name_parameters_and_a_value(
    line: str, value: str, parameters: dict[str, str]
) -> None:
    assert list(content_lines(stream(line))) == [Property("UID", value, parameters)]


@pytest.mark.parametrize("line", ["UID", 'UID;X="a:b', "UID;X=1", "UIDS:1", "X-UID:1", " UID:1"])
def test_what_has_no_value_or_another_name_is_no_line_of_that_property(line: str) -> None:
    assert list(content_lines(stream("BEGIN:A", "", line)))[1:] == []


@pytest.mark.parametrize("dirt", ["\x00", "\x07", "\x0b", "\x1b", "\x7f", "\x9f"])
def test_control_characters_are_cleaned_from_texts(dirt: str) -> None:
    (event,) = parse_calendar(vcalendar(*vevent(f"SUMMARY:{dirt}a{dirt}b{dirt}")), BERLIN).items
    assert isinstance(event, ParsedEvent)
    assert event.title.replace(" ", "") == "ab"
    assert event.title.isprintable()


def test_half_of_a_surrogate_pair_becomes_a_replacement_character() -> None:
    text = "\ufeff" + vcalendar(*vevent("SUMMARY:a?b")).decode().replace("?", "\ud83d")
    assert title(text.encode("utf-16-le", "surrogatepass")) == "a\ufffdb"
