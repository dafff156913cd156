"""Which SQL statements the application sends, on either engine."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_LOG: Final = logging.getLogger("tortoise.db_client")


class _Statements(logging.Handler):
    """Keeps the statements, without the values that are bound to them."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.kept: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        # Tortoise logs a statement with its values; what else it logs is of connections.
        if record.msg == "%s: %s" and isinstance(record.args, tuple):
            self.kept.append(str(record.args[0]))


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that are sent while the block lasts."""
    handler, level = _Statements(), _LOG.level
    _LOG.addHandler(handler)
    _LOG.setLevel(logging.DEBUG)
    try:
        yield handler.kept
    finally:
        _LOG.setLevel(level)
        _LOG.removeHandler(handler)
