"""Looking for secrets, in whatever form, where they must not be."""

import base64
import json
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

import asyncpg

from api.tokens import ALPHABET, parse_key
from tests.feeds.outside import is_sqlite, path_of


def forms(secret: bytes) -> set[bytes]:
    """What somebody could have made of it on the way into a log or a table."""
    encoded = {
        secret,
        secret.hex().encode(),
        secret.hex().upper().encode(),
        base64.b64encode(secret).rstrip(b"="),
        base64.urlsafe_b64encode(secret).rstrip(b"="),
        base64.b32encode(secret).rstrip(b"="),
        repr(secret)[2:-1].encode(),
    }
    try:
        text = secret.decode()
    except UnicodeDecodeError:
        return encoded
    escaped = {quote(text), quote(text, safe=""), quote_plus(text), json.dumps(text)[1:-1]}
    return encoded | {form.encode() for form in escaped} | {repr(text)[1:-1].encode()}


def secret_bytes(text: str) -> bytes:
    """The 256 bits behind the 43 digits of a token's secret."""
    number = 0
    for digit in text:
        number = number * len(ALPHABET) + ALPHABET.index(digit)
    return number.to_bytes(32, "big")


@dataclass
class Secrets:
    """The secrets that a run used, by what they are."""

    known: dict[str, set[bytes]] = field(default_factory=dict)

    def add_text(self, name: str, text: str) -> None:
        """A password, or anything else that is a secret as it is written."""
        self.known[name] = forms(text.encode())

    def add_token(self, name: str, token: str) -> None:
        """A token, of which the part behind the selector is the secret."""
        secret = token.rpartition("_")[2]
        self.known[f"{name} {len(self.known)}"] = forms(secret.encode()) | forms(
            secret_bytes(secret)
        )

    def add_key(self, name: str, key: str) -> None:
        """A key, as it is configured and as it is used."""
        self.known[name] = forms(key.encode()) | forms(parse_key(key).secret)

    def found_in(self, content: bytes) -> set[str]:
        """Names of the secrets of which any form is in there."""
        return {
            name for name, all_forms in self.known.items() if any(f in content for f in all_forms)
        }


async def stored(database_url: str) -> bytes:
    """All that the database holds: SQLite's files as they are, or every value of every table."""
    if is_sqlite(database_url):
        path = path_of(database_url)
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))
    connection = await asyncpg.connect(database_url)
    try:
        tables = await connection.fetch(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        rows = [
            row
            for table in tables
            for row in await connection.fetch(f'SELECT t.*, t::text AS whole FROM "{table[0]}" t')
        ]
    finally:
        await connection.close()
    values = [value for row in rows for value in row.values()]
    return b"\n".join(
        value if isinstance(value, bytes) else str(value).encode() for value in values
    )
