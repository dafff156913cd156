"""Reading the settings from the environment."""

import difflib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from api.errors import ConfigurationError
from api.settings.mistakes import explain
from api.settings.model import PREFIX, Settings

# Read by the tests and by the shell that starts them, not by the program.
_NOT_SETTINGS: Final = (f"{PREFIX}TEST_",)


def load_settings(environ: Mapping[str, str]) -> Settings:
    """The settings of this environment.

    Raises ConfigurationError that names each variable and what is wrong with it, never its value.
    """
    given: dict[str, Any] = {}
    for variable, value in environ.items():
        if variable.startswith(PREFIX) and not variable.startswith(_NOT_SETTINGS):
            name, text = _setting(variable, value)
            if name in given:
                raise ConfigurationError(
                    f"{PREFIX}{name.upper()} is set twice: with and without _FILE."
                )
            if text.strip():
                given[name] = text.strip()
    try:
        return Settings.model_validate(given)
    except ValidationError as invalid:
        raise ConfigurationError(explain(invalid)) from None


def _setting(variable: str, value: str) -> tuple[str, str]:
    name = variable.removeprefix(PREFIX).lower()
    if name in Settings.model_fields:
        return name, value
    if name.endswith("_file") and name.removesuffix("_file") in Settings.model_fields:
        try:
            return name.removesuffix("_file"), Path(value).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as unreadable:
            # Without the file's name: it may be the secret itself, given to the wrong variable.
            reason = getattr(unreadable, "strerror", None) or "it is not UTF-8"
            raise ConfigurationError(f"{variable} names no file to read: {reason}.") from None
    close = difflib.get_close_matches(name, Settings.model_fields, n=1)
    hint = f" Did you mean {PREFIX}{close[0].upper()}?" if close else ""
    raise ConfigurationError(f"{variable} is not a setting.{hint}")
