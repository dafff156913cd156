"""The database engines that tests run on."""

from collections.abc import Iterable
from itertools import cycle
from typing import Any, Final

import pytest

ENGINES: Final = ("sqlite", "postgres")


def by_turns(
    name: str, cases: Iterable[Any], ids: Iterable[str] | None = None
) -> pytest.MarkDecorator:
    """Parametrizes a test with cases, each on one engine, for where they are many and alike.

    What each case is about must not depend on the engine; that it works on both is seen as well.
    """
    listed = list(cases)
    named = map(str, listed if ids is None else ids)
    return pytest.mark.parametrize(
        ("engine", name),
        [
            pytest.param(engine, case, id=f"{engine}-{id_}")
            for engine, case, id_ in zip(cycle(ENGINES), listed, named)
        ],
        indirect=["engine"],
    )
