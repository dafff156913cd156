"""What a test needs and the machine has not: the test is skipped, but in CI, where it fails."""

import os

import pytest

# Set by `.ci/run`, which installs all of it: what is skipped there is never run by anybody.
_VARIABLE = "CI"


def skipped_while(missing: str) -> pytest.MarkDecorator:
    """Skips a test while something is missing; empty when nothing is.

    In CI the module fails instead, before any of its tests.
    """
    if missing and _VARIABLE in os.environ:
        pytest.fail(f"{missing}. In CI ({_VARIABLE} is set) that is not skipped.", pytrace=False)
    return pytest.mark.skipif(bool(missing), reason=missing)
