"""The operations that a front end asks, as `docs/operations/` has them."""

from pathlib import Path
from typing import Final

from tests.nodejs import ROOT

OPERATIONS: Final = ROOT / "docs" / "operations"
FILES: Final = sorted(OPERATIONS.glob("*.graphql"))


def write_modules(folder: Path) -> None:
    """Each operation in a module of its own, as a front end with Relay has them."""
    folder.mkdir()
    for file in FILES:
        module = f'import {{ graphql }} from "relay-runtime";\n\ngraphql`\n{file.read_text()}`;\n'
        (folder / f"{file.stem}.ts").write_text(module)
