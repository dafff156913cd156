"""Settings: read from the environment once at start, checked, and passed down.

Each is an environment variable with the prefix `CALENDAR_FEEDS_`; `<NAME>_FILE` names a file that
holds the value instead, for secrets. docs/settings.md lists them, and a test compares.
"""

from api.settings.loading import load_settings
from api.settings.model import PREFIX, LogFormat, Mode, Settings

__all__ = ["PREFIX", "LogFormat", "Mode", "Settings", "load_settings"]
