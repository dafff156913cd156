"""What the fixture `published` holds, as iCalendar writes times."""

from typing import Final

from tests.feeds.publishing import REPLACED

CLOSED: Final = "20260403 20260407 Office closed"
TIMES: Final = "20260402T090000Z 20260402T100000Z"
HEARING: Final = f"{TIMES} Hearing: König ./. Zoë"
NOTICE: Final = f"20260318 20260319 {REPLACED}"
