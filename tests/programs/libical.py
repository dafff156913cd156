"""libical, the library in C that Evolution, KDE and others read calendars with."""

import ctypes
from collections.abc import Iterator
from ctypes import c_char_p, c_int, c_void_p
from ctypes.util import find_library
from datetime import date, datetime
from typing import Final

import pytest

from tests.ical.readers import Item, moment

# Name, what it returns, what it takes.
_FUNCTIONS: Final = (
    ("icalparser_parse_string", c_void_p, [c_char_p]),
    ("icalcomponent_string_to_kind", c_int, [c_char_p]),
    ("icalcomponent_get_first_component", c_void_p, [c_void_p, c_int]),
    ("icalcomponent_get_next_component", c_void_p, [c_void_p, c_int]),
    ("icalcomponent_get_uid", c_char_p, [c_void_p]),
    ("icalcomponent_get_summary", c_char_p, [c_void_p]),
    ("icalcomponent_count_errors", c_int, [c_void_p]),
    ("icalcomponent_free", None, [c_void_p]),
    ("icalproperty_string_to_kind", c_int, [c_char_p]),
    ("icalcomponent_get_first_property", c_void_p, [c_void_p, c_int]),
    ("icalproperty_get_value_as_string", c_char_p, [c_void_p]),
    ("icalrestriction_check", c_int, [c_void_p]),
)


def _library() -> ctypes.CDLL | None:
    name = find_library("ical")
    if name is None:
        return None
    library = ctypes.CDLL(name)
    for function, result, arguments in _FUNCTIONS:
        getattr(library, function).restype = result
        getattr(library, function).argtypes = arguments
    return library


_LIBICAL: Final = _library()

needs_libical = pytest.mark.skipif(
    _LIBICAL is None,
    reason="libical is not here. Debian, Ubuntu: apt-get install --no-install-recommends libical3",
)


def read_with_libical(body: bytes) -> list[Item]:
    """Events, then todos; what it takes for an error, or for against the RFC, fails."""
    assert _LIBICAL is not None
    calendar = _LIBICAL.icalparser_parse_string(body)
    assert calendar
    try:
        assert _LIBICAL.icalcomponent_count_errors(calendar) == 0
        assert _LIBICAL.icalrestriction_check(calendar) == 1
        return [_item(each) for kind in (b"VEVENT", b"VTODO") for each in _inside(calendar, kind)]
    finally:
        _LIBICAL.icalcomponent_free(calendar)


def _inside(calendar: int, kind_name: bytes) -> Iterator[int]:
    assert _LIBICAL is not None
    kind = _LIBICAL.icalcomponent_string_to_kind(kind_name)
    found = _LIBICAL.icalcomponent_get_first_component(calendar, kind)
    while found:
        yield found
        found = _LIBICAL.icalcomponent_get_next_component(calendar, kind)


def _item(component: int) -> Item:
    assert _LIBICAL is not None
    end = _time(component, b"DTEND") or _time(component, b"DUE")
    assert end is not None
    uid = _LIBICAL.icalcomponent_get_uid(component).decode()
    title = _LIBICAL.icalcomponent_get_summary(component).decode()
    return Item(uid, _time(component, b"DTSTART"), end, title)


def _time(component: int, name: bytes) -> date | None:
    assert _LIBICAL is not None
    kind = _LIBICAL.icalproperty_string_to_kind(name)
    found = _LIBICAL.icalcomponent_get_first_property(component, kind)
    if not found:
        return None
    text = _LIBICAL.icalproperty_get_value_as_string(found).decode()
    return moment(datetime.fromisoformat(text)) if "T" in text else date.fromisoformat(text)
