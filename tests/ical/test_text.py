"""Which characters a field may hold, what becomes of the others, where a long text is cut."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.ical.text import InvalidText, clean_line, clean_text, printable, printable_line, shorten

# Everything a Python string can hold, lone surrogates included.
ANY_TEXT = st.text(
    st.characters(exclude_categories=())
    | st.sampled_from("\x00\x07\x0b\x0c\r\n\t\x1b\x7f\x85\x9f\u2028\u2029\ud800\ufffe\U0010ffff")
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ab\x00c", r"a control character \(U\+0000\) stands at character 3"),
        ("\x1b[1m", r"a control character \(U\+001B\) stands at character 1"),
        ("\x7f", r"a control character \(U\+007F\) stands at character 1"),
        ("line\n\x80", r"a control character \(U\+0080\) stands at character 6"),
        ("x\ud83d", r"a half of a surrogate pair \(U\+D83D\) stands at character 2"),
        ("\ufffe", r"a noncharacter \(U\+FFFE\) stands at character 1"),
        ("\U0010ffff", r"a noncharacter \(U\+10FFFF\) stands at character 1"),
    ],
)
def test_a_character_that_cannot_be_shown_is_refused_with_its_name_and_place(
    text: str, message: str
) -> None:
    for clean in clean_text, clean_line:
        with pytest.raises(InvalidText, match=message):
            clean(text)


@pytest.mark.parametrize(
    "line_break", ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029"]
)
def test_every_line_break_becomes_a_newline_in_a_text_and_a_space_in_a_line(
    line_break: str,
) -> None:
    assert clean_text(f"a{line_break}b") == "a\nb"
    assert clean_line(f"a{line_break}b") == "a b"


def test_a_text_keeps_its_tabs_empty_lines_and_outer_spaces() -> None:
    assert clean_text(" a\tb\r\n\r\nc ") == " a\tb\n\nc "


def test_a_line_is_stripped_and_has_one_space_for_a_run_of_breaks_and_tabs() -> None:
    assert clean_line(" \u3000a\r\n\r\n\tb  c\n") == "a b  c"


@pytest.mark.parametrize("text", ["e\u0301", "é", "ﬁ", "👩\u200d👩\u200d👧", "\u202eabc", "\u00ad"])
def test_unicode_is_otherwise_left_as_it_was_written(text: str) -> None:
    assert clean_line(text) == clean_text(text) == printable_line(text) == printable(text) == text


@given(ANY_TEXT)
def test_what_is_printable_is_clean_utf8_whose_only_line_break_is_the_newline(text: str) -> None:
    shown = printable(text)
    shown.encode()
    assert clean_text(shown) == shown
    assert shown.splitlines() == shown.removesuffix("\n").split("\n") or not shown
    line = printable_line(text)
    assert clean_line(line) == line
    assert len(line.splitlines()) <= 1


@given(ANY_TEXT)
def test_what_is_clean_is_printable_as_it_stands(text: str) -> None:
    try:
        clean = clean_text(text)
    except InvalidText:
        return
    assert clean == printable(text)
    assert clean_line(text) == printable_line(text)


def test_a_byte_order_mark_is_dropped() -> None:
    assert clean_text("\ufeffa\r\ufeff\nb") == printable("\ufeffa\r\ufeff\nb") == "a\nb"
    assert clean_line(" \ufeff a") == printable_line(" \ufeff a") == "a"


def test_printable_drops_control_characters_and_marks_what_is_no_character() -> None:
    assert printable("a\x00b\x1bc\x9f") == "abc"
    assert printable("a\ud83db\uffff") == "a\ufffdb\ufffd"


@given(
    st.text("ab \n…", max_size=300), st.integers(0, 300), st.sampled_from(["", "https://x.example"])
)
@example("word " * 60, 199, "")
def test_a_shortened_text_is_a_beginning_of_the_text_then_an_ellipsis_and_the_link(
    text: str, length: int, link: str
) -> None:
    short = shorten(text, length, link)
    if len(text) <= length:
        assert short == text
        return
    kept = short.removesuffix(f"\n{link}" if link else "").removesuffix("…")
    assert short == f"{kept}…\n{link}" if link else f"{kept}…"
    assert text.startswith(kept)
    assert len(kept) <= length


@pytest.mark.parametrize(
    ("length", "short"),
    [
        (3, "one…"),
        (4, "one…"),
        (5, "one…"),
        (7, "one two…"),
        (8, "one two…"),
        (13, "one two three"),
    ],
)
def test_a_text_is_cut_between_words(length: int, short: str) -> None:
    assert shorten("one two three", length) == short


def test_a_script_without_spaces_is_cut_where_the_length_ends() -> None:
    assert shorten("a " + "会" * 2500, 2000) == "a " + "会" * 1998 + "…"
    assert shorten("会" * 30, 20) == "会" * 20 + "…"
