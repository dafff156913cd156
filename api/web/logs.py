"""Logging: lines for a person or JSON, each with the id of its request, none with a secret."""

import logging
import logging.config
from contextvars import ContextVar
from typing import Final

from pythonjsonlogger.core import RESERVED_ATTRS

from api.settings import LogFormat, Settings

request_id: ContextVar[str] = ContextVar("request_id", default="-")

# These print what they bind, fetch or parse when they are asked to debug: values of rows, paths
# with a feed's secret, whole headers. They never get below INFO.
_TALKATIVE: Final = ("tortoise", "aiosqlite", "asyncio", "uvicorn", "strawberry", "asyncpg")

# uvicorn gives some messages a second time, with the codes of a terminal's colours in them.
_NOT_IN_JSON: Final = (*RESERVED_ATTRS, "color_message")


class _WithRequestId(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        record.request_id = request_id.get()
        return True


def configure_logs(settings: Settings) -> None:
    """Sends the log to standard error as the settings say."""
    formatter: dict[str, object] = {
        "format": "%(asctime)s %(levelname)s [%(request_id)s] %(name)s: %(message)s"
    }
    if settings.log_format is LogFormat.JSON:
        formatter = {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "%(asctime)s %(levelname)s %(request_id)s %(name)s %(message)s",
            "rename_fields": {"asctime": "time", "levelname": "level", "name": "logger"},
            "reserved_attrs": _NOT_IN_JSON,
        }
    quiet = "INFO" if settings.log_level == "DEBUG" else settings.log_level
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "filters": {"request_id": {"()": _WithRequestId}},
            "formatters": {"default": formatter},
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "formatter": "default",
                    "filters": ["request_id"],
                }
            },
            "root": {"level": settings.log_level, "handlers": ["stderr"]},
            "loggers": {name: {"level": quiet} for name in _TALKATIVE},
        }
    )
