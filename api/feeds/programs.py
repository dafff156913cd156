"""Calendar programs: what they are called, and how one is told by its User-Agent.

A program says of itself what it likes (RFC 9110 section 10.1.5), so a name decides nothing: it is
shown to the feed's owner, and that is all.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

# A program that says nothing of itself.
UNKNOWN: Final = "unknown"
# Where a feed has very many programs, the further ones stand together under this key.
OTHER: Final = "other"
# Of a key: a User-Agent may hold anything, and little of it is kept.
LONGEST: Final = 20

# What tells a program stands at the beginning, or soon after the phrases that all browsers send.
_LOOKED_AT: Final = 200
_WORD: Final = re.compile(r"[a-z][a-z0-9]*")


@dataclass(frozen=True, slots=True)
class Program:
    """A calendar program, with the name under which people know it."""

    key: str
    label: str
    # How often it fetches, as reported by its makers and users: neither measured nor promised.
    reported_interval: str | None = None
    # Found in its User-Agent, in small letters; None where nobody has seen one.
    mark: re.Pattern[str] | None = None


PROGRAMS: Final = (
    Program(
        "google-calendar",
        "Google Calendar",
        "4 to 24 hours",
        re.compile("google-calendar-importer"),
    ),
    Program(
        "apple-ios",
        "Apple Calendar on iPhone or iPad",
        "1 to 24 hours",
        re.compile(r"\bios/.*dataaccessd"),
    ),
    Program(
        "apple-macos",
        "Apple Calendar on Mac",
        "5 minutes to 1 week, as its user chooses",
        re.compile(r"\bmacos/.*dataaccessd|calendaragent/"),
    ),
    Program("outlook-online", "Outlook.com and the new Outlook", "3 to 24 hours, or more"),
    Program(
        "outlook-desktop",
        "Outlook on the desktop",
        "24 hours, and when it is opened",
        re.compile("microsoft office/.*microsoft outlook"),
    ),
    Program("thunderbird", "Thunderbird", "30 minutes", re.compile(r"\bthunderbird/")),
    Program("evolution", "GNOME Evolution", "1 hour", re.compile(r"\bevolution/")),
    Program("kde", "KDE Kontact", "1 hour, or only when asked", re.compile("kioworker")),
    Program("home-assistant", "Home Assistant", "24 hours", re.compile(r"\bhomeassistant/")),
    Program(
        "nextcloud",
        "Nextcloud",
        "as the feed asks for, else 1 week",
        re.compile("nextcloud webcal service"),
    ),
    Program("icsx5", "ICSx⁵", "24 hours", re.compile(r"\bicsx5/")),
    Program("vdirsyncer", "vdirsyncer", "as its user schedules it", re.compile("vdirsyncer/")),
    Program("proton", "Proton Calendar", "4 to 16 hours"),
    Program("fastmail", "Fastmail", "1 hour"),
)
_LABELS: Final = {OTHER: "Other programs", UNKNOWN: "A program that does not say its name"}
_BY_KEY: Final = {program.key: program for program in PROGRAMS}


def program_of(user_agent: str) -> str:
    """The key of the program with this User-Agent: small letters, digits and hyphens, few of them.

    A program that is not in the table goes by the first word of what it says, cut short: never by
    the whole text, in which a person's name or a secret may stand.
    """
    return _program_of(user_agent[:_LOOKED_AT])


# The same few programs come again and again, and searching for all of them takes 20 microseconds.
@lru_cache(maxsize=1024)
def _program_of(user_agent: str) -> str:
    text = user_agent.lower()
    for program in PROGRAMS:
        if program.mark is not None and program.mark.search(text):
            return program.key
    word = _WORD.search(text)
    return word[0][:LONGEST] if word else UNKNOWN


def is_listed(key: str) -> bool:
    """Whether this is the key of a known program, or one of those that stand for all others."""
    return key in _BY_KEY or key in _LABELS


def described(key: str) -> Program:
    """The program with this key; one that is not in the table is called by its key."""
    return _BY_KEY.get(key) or Program(key, _LABELS.get(key, key))
