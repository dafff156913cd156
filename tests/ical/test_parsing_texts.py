"""What the properties of an event say besides its times: unescaped, cleaned, cut."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.ical.parsing_files import read, read_event, vevent


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (r"a\, b\; c\\ d", "a, b; c\\ d"),
        (r"one\ntwo\Nthree", "one two three"),
        (r"C:\\New\\folder", r"C:\New\folder"),
        (r"C:\temp\;x\\", "C:\\temp;x\\"),
        (r"the \"Iron\" speech\: now", 'the "Iron" speech: now'),
        ("trailing\\", "trailing\\"),
        ("5 < 6 & 7; 8, 9", "5 < 6 & 7; 8, 9"),
        ("  padded \t", "padded"),
    ],
)
def test_escapes_are_undone_and_what_is_none_is_kept(escaped: str, text: str) -> None:
    event = read_event(f"SUMMARY:{escaped}", f"LOCATION;LANGUAGE=en:{escaped}")
    assert (event.title, event.location) == (text, text)


def test_a_description_keeps_its_lines_and_the_title_is_one() -> None:
    event = read_event(r"DESCRIPTION:One\n\n  Two\u2028Three".replace(r"\u2028", "\u2028"))
    assert event.description == "One\n\n  Two\nThree"
    assert read_event(r"SUMMARY:One\n\nTwo").title == "One Two"


def test_an_event_that_says_nothing_has_empty_texts_and_the_defaults() -> None:
    event = read_event("SUMMARY:", "STATUS:", "CATEGORIES:", "ATTENDEE:", "URL:")
    assert (event.title, event.description, event.location, event.url) == ("", "", "", "")
    assert (event.categories, event.attendees) == ((), ())
    assert (event.status, event.transparent) == ("CONFIRMED", False)


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("STATUS:tentative", "TENTATIVE"),
        ("STATUS;X=1: CANCELLED ", "CANCELLED"),
        ("STATUS:CONFIRMED", "CONFIRMED"),
        ("STATUS:DRAFT", "CONFIRMED"),
    ],
)
def test_a_status_that_is_none_of_events_is_confirmed(line: str, status: str) -> None:
    assert read_event(line).status == status


def test_a_transparent_event_takes_no_time() -> None:
    assert read_event("TRANSP:transparent").transparent
    assert not read_event("TRANSP:OPAQUE").transparent


@pytest.mark.parametrize(
    ("line", "url"),
    [
        ("URL:https://example.com/a,b;c?d=e:f#g", "https://example.com/a,b;c?d=e:f#g"),
        ("URL;VALUE=URI:http://example.com", "http://example.com"),
        ("URL:www.example.com", "www.example.com"),
        (f"URL:https://example.com/{'x' * 1980}", f"https://example.com/{'x' * 1980}"),
        (f"URL:https://example.com/{'x' * 1981}", ""),
    ],
)
def test_an_address_is_kept_as_it_stands_or_left_out_rather_than_cut(line: str, url: str) -> None:
    assert read_event(line).url == url


def test_long_texts_are_cut() -> None:
    event = read_event(
        f"SUMMARY:{'t' * 1001}", f"LOCATION:{'l' * 1001}", f"DESCRIPTION:{'d' * 100_001}"
    )
    assert (event.title, event.location) == ("t" * 1000, "l" * 1000)
    assert event.description == "d" * 100_000


def test_categories_are_gathered_from_all_lines_and_each_counts_once() -> None:
    event = read_event(r"CATEGORIES:Sales,North\, west,,Sales", "CATEGORIES;LANGUAGE=en: North ,ü")
    assert event.categories == ("Sales", "North, west", "North", "ü")


def test_categories_are_limited_in_number_and_length() -> None:
    many = ",".join(f"c{number}" for number in range(30))
    assert read_event(f"CATEGORIES:{many}").categories == tuple(
        f"c{number}" for number in range(20)
    )
    assert read_event(f"CATEGORIES:{'x' * 101},y").categories == ("x" * 100, "y")


@pytest.mark.parametrize(
    ("line", "addresses"),
    [
        ("ATTENDEE:mailto:Ann@Example.COM", ("ann@example.com",)),
        ("ATTENDEE;CN=Ann;ROLE=CHAIR:MAILTO:ann@example.com", ("ann@example.com",)),
        ('ATTENDEE;CN="A: b; c":mailto: ann@example.com ', ("ann@example.com",)),
        ("ATTENDEE:ann@example.com", ("ann@example.com",)),
        ("ATTENDEE;EMAIL=ann@example.com:urn:uuid:1234", ("ann@example.com",)),
        ("ATTENDEE:invalid:nomail", ()),
        ("ATTENDEE:mailto:not an address@example.com", ()),
        ("ATTENDEE:/o=Exchange/cn=Recipients/cn=ann", ()),
        ("ORGANIZER:mailto:ann@example.com", ()),
    ],
)
def test_attendees_are_their_addresses_in_small_letters(
    line: str, addresses: tuple[str, ...]
) -> None:
    assert read_event(line).attendees == addresses


def test_an_attendee_who_is_named_twice_counts_once() -> None:
    event = read_event(*(f"ATTENDEE:mailto:{name}@example.com" for name in ("b", "a", "B")))
    assert event.attendees == ("b@example.com", "a@example.com")


@pytest.mark.parametrize(
    ("line", "uid"),
    [
        ("UID: {0000-11} ", "{0000-11}"),
        (r"UID:a\,b", "a,b"),
        (f"UID:{'u' * 1000}", "u" * 1000),
    ],
)
def test_an_event_is_known_by_its_uid(line: str, uid: str) -> None:
    (event,) = read(*vevent(uid=line)).items
    assert event.ical_uid == uid


def test_uids_that_are_too_long_stay_apart_and_the_same_in_each_import() -> None:
    long, longer = "u" * 1001, "u" * 1002
    first = [read(*vevent(uid=f"UID:{uid}")).items[0].ical_uid for uid in (long, longer)]
    again = [read(*vevent(uid=f"UID:{uid}")).items[0].ical_uid for uid in (long, longer)]
    assert first == again
    assert len(set(first)) == 2
    assert {len(uid) for uid in first} == {1000}


def test_an_event_without_uid_has_one_that_its_stamps_and_status_do_not_change() -> None:
    def uid(*lines: str) -> str:
        return read(*vevent("SUMMARY:A", *lines, uid="")).items[0].ical_uid

    assert uid("DTSTAMP:20260101T000000Z") == uid("SEQUENCE:7", "STATUS:TENTATIVE")
    assert uid("LOCATION:Here") != uid("LOCATION:There")
    assert uid().startswith("derived-")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc"))))
@example("\\n\\,\\")
def test_any_title_is_one_line_that_a_database_and_a_feed_can_hold(text: str) -> None:
    title = read_event(f"SUMMARY:{text}").title
    assert len(title) <= 1000
    assert not set(title) & set("\n\r\x00\t")
    assert title.encode().decode() == title
