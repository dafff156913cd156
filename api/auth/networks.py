"""From where somebody asks, as it may be kept."""

import ipaddress


def network_of(address: str | None) -> str:
    """The network of an address, coarse enough not to point at one person: /24, or /48 for IPv6."""
    try:
        parsed = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address):
        # A socket for both versions gives IPv4 addresses so: ::ffff:192.0.2.1.
        parsed = parsed.ipv4_mapped or parsed
    prefix = 24 if isinstance(parsed, ipaddress.IPv4Address) else 48
    return str(ipaddress.ip_network((parsed, prefix), strict=False))
