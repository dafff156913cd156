"""Values with a form of their own: addresses, lists, durations.

ValueError says what a value must be.
"""

import ipaddress
from datetime import timedelta
from typing import Final
from urllib.parse import SplitResult, urlsplit

from pydantic import TypeAdapter

_EVERYBODY: Final = "*"
_UNREADABLE: Final = (
    "cannot be read as an address; what is special in a password must be percent-encoded"
)


def words(value: object) -> object:
    """The words of a text, parted by commas or spaces; anything else as it is."""
    return value.replace(",", " ").split() if isinstance(value, str) else value


def iso_8601(duration: timedelta) -> str:
    """The duration as one gives it: PT1H."""
    return str(TypeAdapter(timedelta).dump_python(duration, mode="json"))


def check_proxies(proxies: tuple[str, ...]) -> None:
    """Raises ValueError for what the server would compare with a peer's address in vain."""
    if proxies == (_EVERYBODY,):
        return
    for proxy in proxies:
        try:
            if "/" in proxy:
                ipaddress.ip_network(proxy)
            else:
                ipaddress.ip_address(proxy)
        except ValueError:
            raise ValueError(
                "give IP addresses such as 10.0.0.1, networks such as 10.0.0.0/24 (with zeros "
                "after the prefix), or * alone, which believes everybody"
            ) from None


def check_database_url(url: str) -> None:
    """Raises ValueError for an address of no database; an empty one stands for the default."""
    if url.startswith("sqlite://"):
        if url.removeprefix("sqlite://").split("?")[0] in {"", ":memory:"}:
            raise ValueError("must name a file: sqlite://PATH")
    elif url.startswith(("postgres://", "postgresql://")):
        parts = _parts(url)
        if "@" in parts.path + parts.query + parts.fragment:
            raise ValueError(_UNREADABLE)  # the password ends where it was not meant to
    elif url:
        raise ValueError("must begin with sqlite:// or postgres://")


def public_url(url: str) -> str:
    """The address as browsers write it, without a trailing slash; empty when none is given."""
    parts = _parts(url)
    if url and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ValueError("must be an address such as https://feeds.example.com")
    if parts.query or parts.fragment or parts.username is not None:
        raise ValueError("must have no query, no fragment and no user name")
    return f"{_origin(parts)}{parts.path.rstrip('/')}" if url else ""


def origin(text: str) -> str:
    """The origin of a page as browsers write it: https://app.example.com."""
    parts = _parts(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("give origins such as https://app.example.com; * is none")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("an origin is scheme, host and port alone: https://app.example.com")
    return _origin(parts)


def _parts(url: str) -> SplitResult:
    """The parts of an address; the library's own errors repeat it, a password in it included."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise ValueError(_UNREADABLE) from None
    return parts


def _origin(parts: SplitResult) -> str:
    """Scheme, host and port as browsers write them in Origin: lower case, no default port."""
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    default = {"http": 80, "https": 443}[parts.scheme]
    port = "" if parts.port in {None, default} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"
