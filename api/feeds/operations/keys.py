"""The keys from which addresses are derived: where they are kept, and which are in use."""

import contextlib
import os
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Final

from api.errors import ConfigurationError
from api.models.database import execute, fetch_rows
from api.models.private import make_folder
from api.settings import PREFIX, Settings
from api.tokens import Key, KeyRing, generate_key, parse_key

KEY_FILE: Final = "keys"


def load_keys(settings: Settings) -> KeyRing:
    """The key ring of these settings; with SQLite and none given, a file made at first run.

    Raises ConfigurationError for a key that cannot be read, without telling it.
    """
    text = settings.keys.get_secret_value()
    source = f"{PREFIX}KEYS"
    if not text:
        path = settings.data_dir / KEY_FILE
        text, source = _read_or_make(path), str(path)
    keys = []
    for position, word in enumerate(text.replace(",", " ").split(), start=1):
        try:
            keys.append(parse_key(word))
        except ValueError as invalid:
            raise ConfigurationError(f"{source}, key {position}: {invalid}.") from None
    if not keys:
        raise ConfigurationError(f"{source} holds no key.")
    return KeyRing(tuple(dict.fromkeys(keys)))


def _read_or_make(path: Path) -> str:
    try:
        if not path.exists():
            _make(path)
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"The key file {path} cannot be used: {error}.") from None


def _make(path: Path) -> None:
    """Makes the file whole before it has its name, and never over another.

    Two processes that start at once end with one key, in two containers too, where both may have
    the same process id.
    """
    make_folder(path.parent)
    draft = path.with_name(f"{path.name}.{token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(generate_key() + "\n")
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


async def register_key(key: Key, now: datetime) -> None:
    """Notes that this key makes addresses from now on."""
    await execute(
        "INSERT INTO key_uses (fingerprint, first_used_at) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        key.fingerprint,
        now,
    )


async def take_into_use(keys: KeyRing, now: datetime) -> None:
    """Notes the first key, unless one that is not on the ring was taken into use after it.

    A replica with the wrong keys must not pass them off as the newest: it stays unready.
    """
    if await newest_key_is_known(keys):
        await register_key(keys.first, now)


async def newest_key_is_known(keys: KeyRing) -> bool:
    """Whether the key that was taken into use last is on the ring.

    A replica that was started with older keys would make addresses that others cannot show.
    """
    rows = await fetch_rows(
        "SELECT fingerprint FROM key_uses ORDER BY first_used_at DESC, fingerprint LIMIT 1"
    )
    return not rows or keys.find(rows[0]["fingerprint"]) is not None
