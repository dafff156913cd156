"""From where somebody asks, as it may be kept."""

import pytest

from api.auth import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("10.255.255.255", "10.255.255.0/24"),
        ("127.0.0.1", "127.0.0.0/24"),
        ("2001:db8:1234:5678::1", "2001:db8:1234::/48"),
        ("2001:DB8:1234:FFFF:FFFF:FFFF:FFFF:FFFF", "2001:db8:1234::/48"),
        ("::1", "::/48"),
        ("fe80::1%eth0", "fe80::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("", ""),
        (None, ""),
        ("unknown", ""),
        ("192.0.2.77:8080", ""),
        ("192.0.2.256", ""),
    ],
)
def test_a_network_is_too_coarse_to_point_at_one_person(address: str | None, network: str) -> None:
    assert network_of(address) == network
