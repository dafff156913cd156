"""What a field may hold, checked before it is stored: each failure says what to change."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from api.errors import InvalidInput
from api.ical.limits import CATEGORIES, CATEGORY_LENGTH, URL_LENGTH
from api.ical.text import InvalidText, clean_line, clean_text
from api.ical.window import midnight
from api.ical.zones import zone_names
from api.models.fields import EARLIEST, LATEST

EXTERNAL_ID_LENGTH = 255
EMAIL_LENGTH = 254
# Of the addresses that stand for erased users, and nobody's otherwise: RFC 2606 section 2.
ERASED_DOMAIN = "erased.invalid"

_COLOR = re.compile(r"#[0-9A-Fa-f]{6}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_URL_BREAKERS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def line(value: str, field: str, *, length: int, required: bool = False) -> str:
    """One line of text, stripped; InvalidInput for what no program could show."""
    return _text(value, field, length=length, required=required, several_lines=False)


def text(value: str, field: str, *, length: int) -> str:
    """Text of several lines."""
    return _text(value, field, length=length, required=False, several_lines=True)


def _text(value: str, field: str, *, length: int, required: bool, several_lines: bool) -> str:
    # Before anything reads it: a megabyte is not worth cleaning.
    if len(value) > length:
        raise InvalidInput(
            f"This has {len(value):,} characters; at most {length:,} can be stored. Shorten it.",
            (field,),
        )
    try:
        cleaned = clean_text(value) if several_lines else clean_line(value)
    except InvalidText as invalid:
        raise InvalidInput(
            f"Leave out what no calendar program can show: {invalid}.", (field,)
        ) from None
    if required and not cleaned:
        raise InvalidInput("This must not be empty. Give it a value.", (field,))
    return cleaned


def url(value: str, field: str) -> str:
    """An http or https address, or nothing."""
    value = value.strip()
    if not value:
        return ""
    if len(value) > URL_LENGTH:
        raise InvalidInput(f"Give an address of at most {URL_LENGTH:,} characters.", (field,))
    try:
        parts = urlsplit(value)
    except ValueError:
        parts = urlsplit("")
    if _URL_BREAKERS.search(value) or parts.scheme not in {"http", "https"} or not parts.netloc:
        raise InvalidInput("Give an address that begins with https:// or http://.", (field,))
    return value


def categories(values: Sequence[str], field: str) -> list[str]:
    """Category names, each once, empty ones left out."""
    # Before any of them is read: a million are not worth cleaning.
    if len(values) > CATEGORIES:
        raise InvalidInput(f"Give at most {CATEGORIES} categories.", (field,))
    cleaned = [line(value, field, length=CATEGORY_LENGTH) for value in values]
    return list(dict.fromkeys(value for value in cleaned if value))


def color(value: str, field: str) -> str:
    """A colour as `#rrggbb`, in lower case."""
    if not _COLOR.fullmatch(value):
        raise InvalidInput("Give a colour as #rrggbb, for example #1a73e8.", (field,))
    return value.lower()


def email(value: str, field: str) -> str:
    """An e-mail address, case-folded."""
    folded = fold_email(line(value, field, length=EMAIL_LENGTH, required=True))
    if folded is None or not _EMAIL.fullmatch(folded):
        raise InvalidInput(
            f"Give an e-mail address such as name@example.com, of at most {EMAIL_LENGTH} "
            "characters.",
            (field,),
        )
    if folded.endswith(f"@{ERASED_DOMAIN}"):
        raise InvalidInput(
            "Such an address stands for a user who was erased. Give another one.", (field,)
        )
    return folded


def fold_email(value: str) -> str | None:
    """The form in which an e-mail address is stored and compared; None for what nobody has."""
    folded = value.strip().casefold()
    # Measured when it is folded: that makes some letters two or three.
    return folded if len(folded) <= EMAIL_LENGTH and folded.isprintable() else None


def external_id(value: str, field: str, *, length: int = EXTERNAL_ID_LENGTH) -> str:
    """The host application's own id of something, kept as it is."""
    if not is_external_id(value) or len(value) > length:
        raise InvalidInput(
            f"Give an id of 1 to {length} characters that can be printed, without "
            "spaces around it.",
            (field,),
        )
    return value


def is_external_id(value: str) -> bool:
    """Whether the host application may call something so."""
    return 0 < len(value) <= EXTERNAL_ID_LENGTH and value.isprintable() and value == value.strip()


def time_zone(value: str, field: str) -> str:
    """The name of a zone of the IANA database."""
    if value not in zone_names():
        raise InvalidInput(
            "Give the name of a time zone of the IANA database, for example Europe/London.",
            (field,),
        )
    return value


def instant(value: datetime, field: str) -> datetime:
    """An aware instant in years that every calendar program survives, in whole seconds.

    That is what iCalendar writes (RFC 5545 section 3.3.5): two that differ by less would be one.
    """
    if value.tzinfo is None:
        raise InvalidInput(
            "Give the time with its offset, for example 2026-03-29T09:00:00Z.", (field,)
        )
    if not EARLIEST <= value <= LATEST:
        raise InvalidInput("Give a time between the years 1 and 9998.", (field,))
    return value.replace(microsecond=0)


def day(value: date, field: str) -> datetime:
    """A date as an all-day item is stored, 00:00 UTC; in years that every zone survives."""
    if not EARLIEST.year < value.year < LATEST.year:
        raise InvalidInput("Give a date between the years 2 and 9997.", (field,))
    return midnight(value)


def priority(value: int, field: str) -> int:
    """0 for none, 1 (highest) to 9 (lowest): RFC 5545 section 3.8.1.9."""
    if not 0 <= value <= 9:  # noqa: PLR2004  (the RFC's range)
        raise InvalidInput("Give a priority from 0 (none) or 1 (highest) to 9 (lowest).", (field,))
    return value
