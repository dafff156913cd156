"""Which time zones there are."""

from zoneinfo import ZoneInfo

from api.ical.zones import zone_names


def test_every_zone_that_has_a_name_can_be_used() -> None:
    assert {"Europe/London", "America/Argentina/Buenos_Aires", "UTC"} <= zone_names()
    assert all(ZoneInfo(name) for name in zone_names())


def test_the_zone_of_a_machine_that_was_not_set_up_is_none() -> None:
    assert "Factory" not in zone_names()
