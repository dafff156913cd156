"""The tools of front ends, as `make node` installs them."""

from pathlib import Path
from typing import Final

import anyio.to_thread

from tests import nodejs

FOLDER: Final = Path(__file__).parent
MODULES: Final = FOLDER / "node_modules"

needs_tools = nodejs.needs_node(FOLDER)


async def run_beside(script: Path, *arguments: str) -> str:
    """What a script prints while the service answers it, which runs in the test's process."""
    return await anyio.to_thread.run_sync(nodejs.run_node, script, *arguments)
