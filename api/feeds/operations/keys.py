"""The keys from which addresses are derived: where they are kept, and which are in use."""

import contextlib
import logging
import os
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Final

from api.errors import ConfigurationError, Unavailable
from api.models.database import execute, fetch_rows
from api.models.private import make_folder
from api.settings import PREFIX, Settings
from api.tokens import Key, KeyRing, generate_key, parse_key

logger = logging.getLogger(__name__)

KEY_FILE: Final = "keys"
NEWEST_KEY_MISSING: Final = (
    f"The key that was taken into use last is not among {PREFIX}KEYS, or not in the key file. "
    "Addresses made with it are not shown, and no new ones are made. Give that key back; or, if it "
    "is lost, take the first one here into use with: calendar-feeds reset-feeds EMAIL"
)
_NEWEST: Final = "SELECT fingerprint FROM key_uses ORDER BY used_at DESC, fingerprint LIMIT 1"
_REGISTER: Final = """
INSERT INTO key_uses (fingerprint, used_at) VALUES ($1, $2)
ON CONFLICT (fingerprint) DO UPDATE SET used_at = excluded.used_at
"""


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
    """Notes that this key makes addresses from now on, also one that had been put aside."""
    await execute(_REGISTER, key.fingerprint, now)


async def take_into_use(keys: KeyRing, now: datetime) -> None:
    """Notes the first key, unless one that is not on the ring was taken into use after it.

    A replica with the wrong keys must not pass them off as the newest: it stays unready, and makes
    no addresses.
    """
    newest = await _newest()
    if newest is None or (keys.find(newest) and newest != keys.first.fingerprint):
        await register_key(keys.first, now)
    elif not keys.find(newest):
        logger.error("%s", NEWEST_KEY_MISSING)


async def require_newest_key(keys: KeyRing) -> None:
    """Raises Unavailable unless this process may make addresses."""
    if not await newest_key_is_known(keys):
        raise Unavailable("New addresses cannot be made now. Please tell who runs this service.")


async def newest_key_is_known(keys: KeyRing) -> bool:
    """Whether the key that was taken into use last is on the ring.

    A replica that was started with older keys would make addresses that others cannot show.
    """
    newest = await _newest()
    return newest is None or keys.find(newest) is not None


async def _newest() -> str | None:
    rows = await fetch_rows(_NEWEST)
    return rows[0]["fingerprint"] if rows else None
