"""What is said of settings that cannot be taken: never a value, which may be a secret."""

from pydantic import ValidationError

from api.settings.model import PREFIX


def explain(invalid: ValidationError) -> str:
    """One line for each mistake, which names the variable."""
    lines = []
    for error in invalid.errors(include_url=False, include_context=False, include_input=False):
        name = PREFIX + str(error["loc"][0]).upper() + ": " if error["loc"] else ""
        lines.append(f"{name}{error['msg'].removeprefix('Value error, ')}")
    return "\n".join(lines)
