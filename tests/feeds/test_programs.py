"""Which program a User-Agent stands for."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.feeds.programs import LONGEST, OTHER, PROGRAMS, UNKNOWN, described, program_of

KNOWN = {
    "Google-Calendar-Importer": "google-calendar",
    "iOS/18.3 (22D60) dataaccessd/1.0": "apple-ios",
    "Mac OS X/10.15.7 (19H2) CalendarAgent/930.5.1": "apple-macos",
    "macOS/14.4 (23E214) dataaccessd/1.0": "apple-macos",
    "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)": "outlook-desktop",
    "Thunderbird/153.7.0": "thunderbird",
    "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Thunderbird/153.7.0": "thunderbird",
    "Evolution/3.46.4": "evolution",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 kioworker/6.0": "kde",
    "HomeAssistant/2026.3.1 httpx/0.28.1 Python/3.13": "home-assistant",
    "Nextcloud Webcal Service": "nextcloud",
    "ICSx5/2.4 (ical4j/4.0)": "icsx5",
    "vdirsyncer/0.21.0": "vdirsyncer",
}
OTHERS = {
    "curl/8.5.0": "curl",
    "python-requests/2.32": "python",
    "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0": "mozilla",
    "axios/1.7": "axios",
    " 2nd.Reader_X/1": "nd",
    "": UNKNOWN,
    "1/2 (3; 4)": UNKNOWN,
    "日历": UNKNOWN,
    "\x00\x07\r\n": UNKNOWN,
    "SubscriptionSynchronizer/1": "subscriptionsynchron",
}
CLEAN = re.compile(rf"[a-z][a-z0-9-]{{0,{LONGEST - 1}}}")


@pytest.mark.parametrize(("user_agent", "program"), (KNOWN | OTHERS).items())
def test_a_program_is_told_by_its_user_agent(user_agent: str, program: str) -> None:
    assert program_of(user_agent) == program
    assert program_of(user_agent.upper()) == program


def test_each_program_whose_user_agent_is_known_is_tried_here() -> None:
    assert {program.key for program in PROGRAMS if program.mark} == set(KNOWN.values())


@given(st.binary().map(lambda raw: raw.decode("latin-1")) | st.text())
def test_whatever_a_program_says_of_itself_its_key_is_short_and_clean(user_agent: str) -> None:
    assert CLEAN.fullmatch(program_of(user_agent))


@pytest.mark.parametrize("part", ["x", "iOS/", " ", "\x00", "microsoft office/ ", "9"])
def test_a_user_agent_of_a_hundred_kilobytes_gives_a_short_key(part: str) -> None:
    assert CLEAN.fullmatch(program_of(part * (100_000 // len(part))))


def test_a_secret_that_a_program_says_of_itself_is_not_kept() -> None:
    token = "cf_0123456789ABCDEF_" + "Zz9" * 14 + "a"
    assert program_of(token) == "cf"
    assert len(program_of("Zz9" * 14 + "a")) <= LONGEST


def test_keys_are_clean_and_the_programs_of_the_table_stand_in_it_once() -> None:
    keys = [program.key for program in PROGRAMS]
    assert len({*keys}) == len(keys)
    assert all(CLEAN.fullmatch(key) for key in [*keys, OTHER, UNKNOWN])


def test_a_program_has_a_name_for_people() -> None:
    assert described("apple-ios").label == "Apple Calendar on iPhone or iPad"
    assert described("curl").label == "curl"
    assert described("curl").reported_interval is None
    assert described(OTHER).label == "Other programs"
    assert "not say" in described(UNKNOWN).label
