"""Texts that people write: which characters a field may hold, and how long it may get in a feed.

Escaping and folding belong to the writer of a component; what is refused or repaired here is what
no escaping can carry. A raw control character makes some readers reject the whole feed, a lone
surrogate has no UTF-8 form, and U+2028, U+2029, U+0085, VT and FF end a line for readers built on
Python's `str.splitlines`. U+FEFF goes: it is a byte order mark that came along with a file's text,
and has not been a character to write with since Unicode 3.2. All else stays as it was written.
"""

import re

# RFC 5545 section 3.1, CONTROL: all but HTAB; CR and LF are line breaks. C1 (0x80-0x9F) is refused
# as well, but for NEL, which is a line break.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NONCHARACTER = re.compile(
    "[\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    + "]"
)
_REFUSED = {
    "control character": _CONTROL,
    "half of a surrogate pair": _SURROGATE,
    "noncharacter": _NONCHARACTER,
}
_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_LINE_BREAKS_AND_TABS = re.compile("[\t\n]+")
_BYTE_ORDER_MARK = "\ufeff"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"

# A text is cut at a word boundary unless that would lose more than this many characters: scripts
# that write no spaces, and long addresses, are cut where they stand.
_LONGEST_WORD = 80


class InvalidText(ValueError):
    """A field holds a character that no calendar program could show; says which one and where."""


def clean_text(text: str) -> str:
    """A field of several lines as it is stored: every kind of line break becomes LF, tabs stay.

    Raises InvalidText for control characters, lone surrogates and noncharacters.
    """
    for kind, pattern in _REFUSED.items():
        if found := pattern.search(text):
            code = f"U+{ord(found[0]):04X}"
            raise InvalidText(f"a {kind} ({code}) stands at character {found.start() + 1}")
    return _unmarked(text)


def clean_line(text: str) -> str:
    """A field of one line, such as a title, as it is stored: stripped, and on one line.

    Each run of line breaks and tabs becomes one space. Raises InvalidText as `clean_text` does.
    """
    return _on_one_line(clean_text(text))


def printable(text: str) -> str:
    """`clean_text` for a text that must be shown whatever it holds: never raises.

    Control characters are dropped; lone surrogates and noncharacters become U+FFFD.
    """
    text = _CONTROL.sub("", _unmarked(text))
    return _NONCHARACTER.sub(_REPLACEMENT, _SURROGATE.sub(_REPLACEMENT, text))


def printable_line(text: str) -> str:
    """`clean_line` for a text that must be shown whatever it holds: never raises."""
    return _on_one_line(printable(text))


def shorten(text: str, length: int, link: str = "") -> str:
    """The text itself, or its first `length` characters up to a word boundary, then "…".

    `link` is where the whole text can be read; it follows on a line of its own when text was cut.
    """
    if len(text) <= length:
        return text
    kept = text[:length]
    if not text[length].isspace():
        boundary = max(kept.rfind(space) for space in " \n\t")
        if boundary > max(0, length - _LONGEST_WORD):
            kept = kept[:boundary]
    return f"{kept.rstrip()}…\n{link}" if link else f"{kept.rstrip()}…"


def _unmarked(text: str) -> str:
    return _LINE_BREAK.sub("\n", text.replace(_BYTE_ORDER_MARK, ""))


def _on_one_line(text: str) -> str:
    return _LINE_BREAKS_AND_TABS.sub(" ", text).strip()
