"""What is said of settings that cannot be taken: never a value, which may be a secret."""

from datetime import timedelta
from typing import Any, get_args

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from api.settings.model import PREFIX, Settings
from api.settings.values import iso_8601


def explain(invalid: ValidationError) -> str:
    """One line for each mistake, which names the variable and says what to give."""
    lines = []
    for error in invalid.errors(include_url=False, include_context=False, include_input=False):
        said = error["msg"].removeprefix("Value error, ")
        if error["loc"]:
            name = str(error["loc"][0])
            if error["type"] != "value_error":  # the library's own words, for developers
                said = what_to_give(Settings.model_fields[name])
            said = f"{PREFIX}{name.upper()}: {said}"
        lines.append(said)
    return "\n".join(lines)


def what_to_give(field: FieldInfo) -> str:
    """The form and the bounds of a number, duration, switch or word."""
    kind: Any = field.annotation
    if kind is int:
        return f"give a whole number from {_bound(field, 'ge')} to {_bound(field, 'le')}"
    if kind is timedelta:
        lowest, highest = (iso_8601(_bound(field, side)) for side in ("ge", "le"))
        return f"give an ISO 8601 duration such as PT1H, from {lowest} to {highest}"
    if bool in get_args(kind):
        return "give true or false"
    *others, last = map(str, get_args(kind) or kind)  # of a Literal, or an enumeration
    return f"give {', '.join(others)} or {last}"


def _bound(field: FieldInfo, side: str) -> Any:
    """What stands in a field's definition as `ge` or `le`."""
    return next(getattr(entry, side) for entry in field.metadata if hasattr(entry, side))
