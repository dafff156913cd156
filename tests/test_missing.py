"""Tests that need what few machines have."""

import pytest

from tests.missing import skipped_while


def test_what_is_missing_skips_a_test_and_fails_it_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    assert skipped_while("there is no Node").args == (True,)
    assert skipped_while("").args == (False,)

    monkeypatch.setenv("CI", "true")
    assert skipped_while("").args == (False,)
    with pytest.raises(pytest.fail.Exception, match="there is no Node"):
        skipped_while("there is no Node")
